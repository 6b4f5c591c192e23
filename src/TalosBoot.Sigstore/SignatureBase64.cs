using System.Diagnostics.CodeAnalysis;

namespace TalosBoot.Sigstore;

/// <summary>Base64 of either alphabet, with or without its padding.</summary>
internal static class SignatureBase64
{
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var standard = text.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        standard = standard.PadRight((standard.Length + 3) / 4 * 4, '=');
        var buffer = new byte[standard.Length / 4 * 3];
        bytes = Convert.TryFromBase64String(standard, buffer, out var length) ? buffer[..length] : null;
        return bytes is not null;
    }
}
