using System.Text;
using TalosBoot.Archives.Tar.OnDisk;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Tar;

/// <summary>
/// Chooses the format of a member's header as Go's archive/tar does: USTAR where everything fits, else a PAX header in front with the records that are
/// needed, in the order of their keys (Go src/archive/tar/common.go, writer.go).
/// </summary>
internal static class TarHeaderEncoder
{
    /// <summary>The header blocks of a member, a PAX header in front of them where one is needed.</summary>
    /// <param name="header">The header as it should be, with a name and a link name of any length and without a prefix.</param>
    /// <param name="attributes">The extended attributes.</param>
    public static byte[] Encode(TarHeader header, IReadOnlyDictionary<string, System.Collections.Immutable.ImmutableArray<byte>> attributes)
    {
        var records = new SortedDictionary<string, byte[]>(FileNames.ByteOrder);
        var split = TrySplit(header.Name);
        var fits = AddText(records, PaxRecords.Path, header.Name, split is not null)
            & AddText(records, PaxRecords.LinkPath, header.LinkName, false)
            & AddNumber(records, PaxRecords.UserId, header.UserId, TarHeader.IdLength)
            & AddNumber(records, PaxRecords.GroupId, header.GroupId, TarHeader.IdLength)
            & AddNumber(records, PaxRecords.Size, header.FileSize, TarHeader.SizeLength)
            & AddNumber(records, PaxRecords.ModifiedAt, header.ModifiedAt, TarHeader.SizeLength);
        if (!TarNumber.FitsOctal(header.DeviceMajor ?? 0, TarHeader.IdLength) || !TarNumber.FitsOctal(header.DeviceMinor ?? 0, TarHeader.IdLength))
        {
            throw new ImageFormatException(
                DiagnosticIds.EntryNotArchivable, TarReader.FormatName, 0,
                $"the device numbers {header.DeviceMajor} and {header.DeviceMinor} of \"{header.Name}\" do not fit 21 bits. Correct them.");
        }

        foreach (var (name, value) in attributes)
        {
            records[PaxRecords.SchilyAttribute + name] = [.. value];
        }

        if (fits && attributes.Count == 0)
        {
            return Block(split is var (prefix, suffix) ? header with { Name = suffix, Prefix = prefix } : header);
        }

        var main = Block(header with { Name = ToAscii(header.Name), LinkName = ToAscii(header.LinkName) });
        return [.. PaxHeader(header.Name, records), .. main];
    }

    static byte[] PaxHeader(string name, SortedDictionary<string, byte[]> records)
    {
        var data = records.SelectMany(record => PaxRecords.Format(record.Key, record.Value)).ToArray();
        var slash = name.LastIndexOf('/');
        var paxName = ToAscii($"{name[..(slash + 1)]}PaxHeaders.0/{name[(slash + 1)..]}");
        paxName = paxName[..Math.Min(paxName.Length, TarHeader.NameLength)].TrimEnd('/');
        var result = new byte[TarHeader.Size + Alignment.Up(data.Length, TarHeader.Size)];
        new TarHeader { Name = paxName, FileSize = data.Length, Type = TarTypes.PaxLocal }.Write(result);
        data.CopyTo(result, TarHeader.Size);
        return result;
    }

    static byte[] Block(TarHeader header)
    {
        var result = new byte[TarHeader.Size];
        header.Write(result);
        return result;
    }

    static bool AddText(SortedDictionary<string, byte[]> records, string key, string text, bool canSplit)
    {
        var bytes = FileNames.Encode(text);
        if (bytes.Length <= TarHeader.NameLength && Ascii.IsValid(bytes))
        {
            return true;
        }

        records.Add(key, bytes);
        return canSplit;
    }

    static bool AddNumber(SortedDictionary<string, byte[]> records, string key, long value, int fieldLength)
    {
        if (TarNumber.FitsOctal(value, fieldLength))
        {
            return true;
        }

        records.Add(key, Encoding.ASCII.GetBytes(value.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        return false;
    }

    /// <summary>Splits a long name at a slash, such that both parts fit their fields; null where it cannot be split or need not be.</summary>
    static (string Prefix, string Suffix)? TrySplit(string name)
    {
        if (name.Length <= TarHeader.NameLength || !Ascii.IsValid(name))
        {
            return null;
        }

        var length = name.Length;
        if (length > TarHeader.PrefixLength + 1)
        {
            length = TarHeader.PrefixLength + 1;
        }
        else if (name[length - 1] == '/')
        {
            length--;
        }

        var slash = name.LastIndexOf('/', length - 1);
        var suffixLength = name.Length - slash - 1;
        return slash <= 0 || suffixLength is 0 or > TarHeader.NameLength ? null : (name[..slash], name[(slash + 1)..]);
    }

    static string ToAscii(string text) => string.Concat(text.Where(char.IsAscii));
}
