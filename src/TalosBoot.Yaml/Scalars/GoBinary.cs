using System.Text;

namespace TalosBoot.Yaml.Scalars;

/// <summary>Base64 as Go's library writes and reads it in <c>!!binary</c> scalars (docs/formats/schematic.md).</summary>
internal static class GoBinary
{
    const int LineLength = 70;

    /// <summary>One line when it is shorter than 70 characters, otherwise lines of 70 characters that each end with a line feed.</summary>
    public static string Encode(byte[] bytes)
    {
        var encoded = Convert.ToBase64String(bytes);
        if (encoded.Length < LineLength)
        {
            return encoded;
        }

        var lines = new StringBuilder(encoded.Length + (encoded.Length / LineLength) + 1);
        for (var offset = 0; offset < encoded.Length; offset += LineLength)
        {
            lines.Append(encoded, offset, Math.Min(LineLength, encoded.Length - offset)).Append('\n');
        }

        return lines.ToString();
    }

    public static bool IsOneLine(string encoded) => !encoded.EndsWith('\n');

    /// <summary>Reads standard base64 with padding; line feeds and carriage returns do not count.</summary>
    public static bool TryDecode(string text, out byte[] bytes)
    {
        var encoded = text.Replace("\r", null, StringComparison.Ordinal).Replace("\n", null, StringComparison.Ordinal);
        var buffer = new byte[encoded.Length];
        var length = 0;
        var isValid = !encoded.AsSpan().ContainsAny(" \t") && Convert.TryFromBase64String(encoded, buffer, out length);
        bytes = buffer[..length];
        return isValid;
    }
}
