using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TalosBoot.Sigstore.Trust;

namespace TalosBoot.Sigstore.Logs;

/// <summary>A log's signed word on its size and root (C2SP signed-note and tlog-checkpoint; docs/formats/sigstore.md).</summary>
internal sealed record Checkpoint(string Origin, long Size, byte[] Root, byte[] SignedText, IReadOnlyList<CheckpointSignature> Signatures)
{
    const int HintSize = 4;
    const string LinePrefix = "\u2014 ";

    public static bool TryParse(string envelope, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        var end = envelope.IndexOf("\n\n", StringComparison.Ordinal);
        if (envelope.Length > SignatureLimits.CheckpointLength || end < 0)
        {
            return false;
        }

        var text = envelope[..(end + 1)];
        if (text.Split('\n') is not [{ Length: > 0 } origin, var size, var root, ..]
            || !long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || !SignatureBase64.TryDecode(root, out var hash) || hash.Length != SHA256.HashSizeInBytes)
        {
            return false;
        }

        var lines = envelope[(end + 2)..].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length is 0 or > SignatureLimits.CheckpointSignatures)
        {
            return false;
        }

        var signatures = lines.Select(ParseLine).OfType<CheckpointSignature>().ToList();
        checkpoint = signatures.Count == lines.Length ? new Checkpoint(origin, number, hash, Encoding.UTF8.GetBytes(text), signatures) : null;
        return checkpoint is not null;
    }

    /// <summary>Whether the log has signed. The lines of others, such as witnesses, are passed over.</summary>
    /// <param name="log">The log.</param>
    /// <param name="name">The name that must stand beside the signature; null for any.</param>
    public bool IsSignedBy(TrustedLog log, string? name) => Signatures.Any(signature =>
        (name is null || signature.Name == name)
        && signature.Bytes.AsSpan(0, HintSize).SequenceEqual(HintOf(log.Key, signature.Name))
        && log.Key.Verify(SignedText, signature.Bytes.AsSpan(HintSize)));

    /// <summary>The first bytes of what identifies a key beside a name.</summary>
    static ReadOnlySpan<byte> HintOf(VerificationKey key, string name) => SHA256.HashData(key.Algorithm switch
    {
        SignatureAlgorithm.Ed25519 => [.. Encoding.UTF8.GetBytes(name), 0x0A, 0x01, .. key.RawKey],
        SignatureAlgorithm.Rsa => [.. Encoding.UTF8.GetBytes(name), 0x0A, 0xFF, .. "PKIX-RSA-PKCS#1v1.5"u8, .. key.SubjectPublicKeyInfo],
        _ => key.SubjectPublicKeyInfo.ToArray(),
    }).AsSpan(0, HintSize);

    static CheckpointSignature? ParseLine(string line) =>
        line.StartsWith(LinePrefix, StringComparison.Ordinal) && line[LinePrefix.Length..].Split(' ') is [{ Length: > 0 } name, var text]
            && SignatureBase64.TryDecode(text, out var bytes) && bytes.Length > HintSize
            ? new CheckpointSignature(name, bytes)
            : null;
}
