using System.Text;

namespace TalosBoot.Signing.Pkcs11;

/// <summary>The percent encoding of URIs, over bytes.</summary>
internal static class PercentEncoding
{
    static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The bytes, or null when the encoding is wrong.</summary>
    public static byte[]? Decode(ReadOnlySpan<char> text)
    {
        var bytes = new List<byte>(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] != '%')
            {
                if (!char.IsAscii(text[index]) || char.IsControl(text[index]))
                {
                    return null;
                }

                bytes.Add((byte)text[index]);
                continue;
            }

            if (index + 2 >= text.Length || !char.IsAsciiHexDigit(text[index + 1]) || !char.IsAsciiHexDigit(text[index + 2]))
            {
                return null;
            }

            bytes.AddRange(Convert.FromHexString(text.Slice(index + 1, 2)));
            index += 2;
        }

        return [.. bytes];
    }

    /// <summary>The text, or null when it is not UTF-8 or has a NUL.</summary>
    public static string? TryReadText(byte[] value)
    {
        try
        {
            return value.AsSpan().Contains((byte)0) ? null : StrictUtf8.GetString(value);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
