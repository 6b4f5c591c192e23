using System.Text;
using TalosBoot.Compression;
using TalosBoot.Compression.Gzip.Go;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Schematics;

namespace TalosBoot.Meta;

/// <summary>META values as a variable of the kernel's environment, for machines whose META partition is not there yet (docs/formats/profile.md).</summary>
public static class MetaEnvironment
{
    const string Variable = "INSTALLER_META_BASE64=";
    const int LongestUncompressed = 256;
    const int ShortestCompressed = 10;
    const int LargestDecoded = 1024 * 1024;

    /// <summary>Encodes values.</summary>
    /// <param name="values">The values. One with a semicolon cannot be decoded again: upstream's form has no escape.</param>
    /// <param name="allowCompression">Whether more than 256 bytes are compressed, which Talos reads from 1.6.3 on.</param>
    /// <returns><c>INSTALLER_META_BASE64=</c> and the base64 text.</returns>
    public static string Encode(IReadOnlyList<MetaValue> values, bool allowCompression)
    {
        ArgumentNullException.ThrowIfNull(values);
        var bytes = Encoding.UTF8.GetBytes(string.Join(';', values.Select(value => value.ToText())));
        if (allowCompression && bytes.Length > LongestUncompressed)
        {
            bytes = GoGzip.Compress(bytes);
        }

        return Variable + Convert.ToBase64String(bytes);
    }

    /// <summary>Decodes what <see cref="Encode"/> or upstream made.</summary>
    /// <param name="text">The text, with or without the name of the variable.</param>
    /// <exception cref="ProfileValidationException">The text cannot be decoded (TB1011).</exception>
    public static IReadOnlyList<MetaValue> Decode(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var bytes = Convert.FromBase64String(text.StartsWith(Variable, StringComparison.Ordinal) ? text[Variable.Length..] : text);
            var plain = Encoding.UTF8.GetString(Decompress(bytes));
            return plain.Length == 0 ? [] : [.. plain.Split(';').Select(MetaValueText.Parse)];
        }
        catch (Exception exception) when (exception is FormatException or ImageFormatException or ProfileValidationException)
        {
            // The text of a value with a semicolon is taken for a key, which a message about it would show.
            throw new ProfileValidationException(
                DiagnosticIds.InvalidMetaValue, "customization.metaContents", "the encoded META values are not base64 text of values.",
                exception is ProfileValidationException ? null : exception);
        }
    }

    static byte[] Decompress(byte[] bytes)
    {
        if (bytes.Length < ShortestCompressed || Decompressor.Detect(bytes) != CompressionFormat.Gzip)
        {
            return bytes;
        }

        using var plain = Decompressor.Open(
            new MemoryStream(bytes), CompressionFormat.Gzip, new DecompressionLimits { MaximumOutputLength = LargestDecoded });
        using var result = new MemoryStream();
        plain.CopyTo(result);
        return result.ToArray();
    }
}
