using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Fat.OnDisk;

namespace TalosBoot.FileSystems.Fat.Reading;

/// <summary>Reads the entries of one directory, and puts its long names together.</summary>
internal static class FatDirectoryReader
{
    const int ChunkLength = 64 * 1024;

    /// <summary>The character set of short names, where nothing else is known: that of Linux.</summary>
    static readonly Encoding ShortNameEncoding = CodePagesEncodingProvider.Instance.GetEncoding(437)!;

    /// <summary>Reads entries.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="runs">Where the directory lies.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>Name, entry and the entry's place; the name is null for a label. <c>.</c> and <c>..</c> are left out.</returns>
    public static IEnumerable<(string? Name, FatDirectoryEntry Entry, long Offset)> Read(
        BlobSource volume, List<(long Offset, long Length)> runs, CancellationToken cancellationToken)
    {
        var longName = new FatLongNameAssembler();
        foreach (var (offset, bytes) in Chunks(volume, runs, cancellationToken))
        {
            for (var position = 0; position < bytes.Length; position += FatGeometry.EntrySize)
            {
                var slot = bytes.AsMemory(position, FatGeometry.EntrySize);
                switch (slot.Span[0])
                {
                    case FatDirectoryEntry.End:
                        yield break;
                    case FatDirectoryEntry.Free:
                        longName.Clear();
                        continue;
                }

                if ((slot.Span[11] & FatLongNameEntry.LongNameMask) == FatLongNameEntry.LongName)
                {
                    longName.Add(FatLongNameEntry.Read(slot.Span));
                    continue;
                }

                var entry = FatDirectoryEntry.Read(slot.Span);
                var name = longName.Take(entry.Name);
                if ((entry.Attributes & FatDirectoryEntry.VolumeLabel) != 0)
                {
                    yield return (null, entry with { Name = DecodeShort(slot.Span[..11]) }, offset + position);
                }
                else if (entry.Name is not (".          " or "..         "))
                {
                    name ??= NameOf(slot.Span[..11], entry.CaseFlags);
                    yield return (Checked(name, offset + position), entry, offset + position);
                }
            }
        }
    }

    public static ImageFormatException Invalid(long offset, string message) => new(
        DiagnosticIds.FatDirectoryInvalid, FatReader.Format, offset, message + ". The volume is damaged.");

    static IEnumerable<(long Offset, byte[] Bytes)> Chunks(
        BlobSource volume, List<(long Offset, long Length)> runs, CancellationToken cancellationToken)
    {
        foreach (var (start, length) in runs)
        {
            for (var offset = start; offset < start + length; offset += ChunkLength)
            {
                var bytes = new byte[Math.Min(ChunkLength, start + length - offset)];
                volume.Read(offset, bytes, cancellationToken);
                yield return (offset, bytes);
            }
        }
    }

    static string NameOf(ReadOnlySpan<byte> stored, byte caseFlags)
    {
        var text = DecodeShort(stored);
        var start = text[..8].TrimEnd(' ');
        var extension = text[8..].TrimEnd(' ');
        start = (caseFlags & FatDirectoryEntry.LowerCaseBase) == 0 ? start : start.ToLowerInvariant();
        extension = (caseFlags & FatDirectoryEntry.LowerCaseExtension) == 0 ? extension : extension.ToLowerInvariant();
        return extension.Length == 0 ? start : $"{start}.{extension}";
    }

    static string DecodeShort(ReadOnlySpan<byte> stored)
    {
        Span<byte> bytes = stackalloc byte[11];
        stored.CopyTo(bytes);
        if (bytes[0] == FatDirectoryEntry.EscapedFree)
        {
            bytes[0] = FatDirectoryEntry.Free;
        }

        return ShortNameEncoding.GetString(bytes);
    }

    static string Checked(string name, long offset) => FilePath.IsValidName(name) && FatNameTable.IsUnicode(name)
        ? name
        : throw Invalid(offset, $"\"{name}\" is not a file name");
}
