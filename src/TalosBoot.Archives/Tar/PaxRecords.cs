using System.Buffers.Text;
using System.Globalization;
using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Tar;

/// <summary>The records of a PAX header: <c>length key=value</c> and a line feed, where the length counts all of it (POSIX.1-2017 pax).</summary>
internal static class PaxRecords
{
    public const string Path = "path";
    public const string LinkPath = "linkpath";
    public const string Size = "size";
    public const string UserId = "uid";
    public const string GroupId = "gid";
    public const string ModifiedAt = "mtime";
    public const string SchilyAttribute = "SCHILY.xattr.";
    public const string LibarchiveAttribute = "LIBARCHIVE.xattr.";

    // A time has as many digits as its writer likes, and that of a global header is read again for each member.
    const int MaximumNumberLength = 64;

    public static byte[] Format(string key, ReadOnlySpan<byte> value)
    {
        var keyBytes = FileNames.Encode(key);
        var rest = 1 + keyBytes.Length + 1 + value.Length + 1;
        var length = rest;
        while (rest + Digits(length) != length)
        {
            length = rest + Digits(length);
        }

        var result = new byte[length];
        var position = Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture), result);
        result[position++] = (byte)' ';
        keyBytes.CopyTo(result, position);
        position += keyBytes.Length;
        result[position++] = (byte)'=';
        value.CopyTo(result.AsSpan(position));
        result[^1] = (byte)'\n';
        return result;
    }

    public static List<PaxRecord> Parse(ReadOnlySpan<byte> data, long offset)
    {
        var result = new List<PaxRecord>();
        var position = 0;
        while (position < data.Length)
        {
            var record = data[position..];
            if (!Utf8Parser.TryParse(record, out int length, out var digits) || length <= digits || length > record.Length
                || record[digits] != (byte)' ' || record[length - 1] != (byte)'\n')
            {
                throw Invalid(offset + position);
            }

            var text = record[(digits + 1)..(length - 1)];
            var equals = text.IndexOf((byte)'=');
            if (equals <= 0)
            {
                throw Invalid(offset + position);
            }

            result.Add(new PaxRecord(FileNames.Decode(text[..equals]), text[(equals + 1)..].ToArray()));
            position += length;
        }

        return result;
    }

    /// <summary>A whole number.</summary>
    public static long ParseNumber(ReadOnlySpan<byte> value, string key, long offset) =>
        value.Length <= MaximumNumberLength && Utf8Parser.TryParse(value, out long number, out var consumed) && consumed == value.Length
            ? number
            : throw InvalidValue(key, offset);

    /// <summary>A time in seconds, of which a fraction is dropped, downwards.</summary>
    public static long ParseTime(ReadOnlySpan<byte> value, string key, long offset)
    {
        var point = value.IndexOf((byte)'.');
        if (point < 0)
        {
            return ParseNumber(value, key, offset);
        }

        var fraction = value[(point + 1)..];
        if (value.Length > MaximumNumberLength || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            throw InvalidValue(key, offset);
        }

        var seconds = ParseNumber(value[..point], key, offset);
        return value[0] == (byte)'-' && fraction.ContainsAnyExcept((byte)'0') ? seconds - 1 : seconds;
    }

    public static ImageFormatException InvalidValue(string key, long offset) => new(
        DiagnosticIds.ArchiveFieldInvalid, TarReader.FormatName, offset, $"the value of the extended header record \"{key}\" is not valid. The archive is damaged.");

    static ImageFormatException Invalid(long offset) => new(
        DiagnosticIds.ArchiveFieldInvalid, TarReader.FormatName, offset, "a record of an extended header is not \"length key=value\". The archive is damaged.");

    static int Digits(int value) => value.ToString(CultureInfo.InvariantCulture).Length;
}
