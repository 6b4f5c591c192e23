using TalosBoot.FileSystems.Fat.OnDisk;

namespace TalosBoot.FileSystems.Fat.Writing;

/// <summary>A name as a directory stores it.</summary>
/// <param name="ShortName">The short name, eleven characters.</param>
/// <param name="CaseFlags">The case of the short name, if there is no long one.</param>
/// <param name="LongName">The long name, or null when short name and flags say all.</param>
internal readonly record struct FatEntryName(string ShortName, byte CaseFlags, string? LongName)
{
    /// <summary>The directory entries that the name takes.</summary>
    public int Slots => 1 + (LongName is null ? 0 : Core.Binary.Alignment.DivideUp(LongName.Length, FatLongNameEntry.Units));

    /// <summary>The long name's entries, as they are stored: the last part first.</summary>
    public IEnumerable<FatLongNameEntry> LongNameEntries()
    {
        var checksum = FatLongNameEntry.ChecksumOf(ShortName);
        for (var part = Slots - 1; part > 0; part--)
        {
            var start = (part - 1) * FatLongNameEntry.Units;
            var text = LongName!.Substring(start, Math.Min(FatLongNameEntry.Units, LongName.Length - start));
            if (text.Length < FatLongNameEntry.Units)
            {
                text = (text + '\0').PadRight(FatLongNameEntry.Units, '\uFFFF');
            }

            var ordinal = part == Slots - 1 ? part | FatLongNameEntry.Last : part;
            yield return new FatLongNameEntry((byte)ordinal, FatLongNameEntry.LongName, 0, checksum, text, 0);
        }
    }
}
