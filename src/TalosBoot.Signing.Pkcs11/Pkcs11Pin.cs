using System.Security.Cryptography;
using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Signing.Pkcs11;

/// <summary>Where a PIN comes from: the URI, a file that the URI names, or the caller.</summary>
internal static class Pkcs11Pin
{
    const int FileLimit = 1024;
    const string FileScheme = "file:";

    /// <summary>The PIN, which the caller clears after use; null when nobody gives one.</summary>
    public static byte[]? Read(Pkcs11Uri uri, Pkcs11Options options, string tokenLabel)
    {
        if (uri.PinSource is { } source)
        {
            return ReadFile(source);
        }

        return (uri.PinValue ?? options.PinProvider?.Invoke(tokenLabel)) is { } pin ? Encoding.UTF8.GetBytes(pin) : null;
    }

    static byte[] ReadFile(string source)
    {
        if (source.StartsWith('|'))
        {
            throw Invalid("it names a program. TalosBoot runs none: name a file, or give a PIN provider");
        }

        var path = source.StartsWith(FileScheme, StringComparison.OrdinalIgnoreCase) && Uri.TryCreate(source, UriKind.Absolute, out var uri)
            ? uri.LocalPath
            : source;
        if (!Path.IsPathFullyQualified(path))
        {
            throw Invalid($"{path} is no absolute path of a file");
        }

        var file = BlobSource.FromFile(path);
        if (file.Length > FileLimit)
        {
            throw Invalid($"{path} has {file.Length} bytes; a PIN file has at most {FileLimit}");
        }

        return WithoutLineEnd(file.ToArray());
    }

    /// <summary>Editors end files with a line end, which is no part of the PIN.</summary>
    static byte[] WithoutLineEnd(byte[] bytes)
    {
        var pin = bytes.AsSpan();
        pin = pin.EndsWith("\n"u8) ? pin[..^1] : pin;
        pin = pin.EndsWith("\r"u8) ? pin[..^1] : pin;
        var result = pin.ToArray();
        CryptographicOperations.ZeroMemory(bytes);
        return result;
    }

    static SigningException Invalid(string reason) =>
        new(DiagnosticIds.SignerConfigurationInvalid, $"the pin-source of the pkcs11: URI cannot be used: {reason}.");
}
