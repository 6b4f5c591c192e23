using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using TalosBoot.Core.Documents;

namespace TalosBoot.Core.Content;

/// <summary>A content digest as container images write it: <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
[JsonConverter(typeof(ParsableJsonConverter<Digest>))]
public readonly record struct Digest : IParsable<Digest>
{
    const string Sha256Prefix = "sha256:";
    static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    readonly string? _hex;

    Digest(string hex) => _hex = hex;

    /// <summary>The 64 hexadecimal digits, without the algorithm.</summary>
    public string Hex => _hex ?? string.Empty;

    /// <summary>The digest of a finished SHA-256.</summary>
    /// <param name="hash">The 32 bytes.</param>
    public static Digest FromSha256(ReadOnlySpan<byte> hash)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hash.Length, SHA256.HashSizeInBytes);
        return new Digest(Convert.ToHexStringLower(hash));
    }

    /// <summary>Hashes bytes.</summary>
    /// <param name="bytes">The bytes.</param>
    public static Digest Sha256(ReadOnlySpan<byte> bytes) => FromSha256(SHA256.HashData(bytes));

    /// <summary>Hashes content. Holes are hashed without being read.</summary>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">Checked for every mebibyte.</param>
    public static Digest Sha256(BlobSource content, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(content);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        ContentHashing.Append(content, [hash], cancellationToken);
        return FromSha256(hash.GetHashAndReset());
    }

    /// <summary>Reads <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
    /// <param name="text">The text.</param>
    /// <param name="digest">The digest, when the text is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out Digest digest)
    {
        digest = default;
        if (text is null || text.Length != Sha256Prefix.Length + 64 || !text.StartsWith(Sha256Prefix, StringComparison.Ordinal)
            || text.AsSpan(Sha256Prefix.Length).ContainsAnyExcept(HexDigits))
        {
            return false;
        }

        digest = new Digest(text[Sha256Prefix.Length..]);
        return true;
    }

    /// <summary>Reads <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The digest.</returns>
    /// <exception cref="FormatException">The text is no digest.</exception>
    public static Digest Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var digest) ? digest : throw new FormatException("A digest is \"sha256:\" and 64 lower-case hexadecimal digits.");
    }

    static Digest IParsable<Digest>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<Digest>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out Digest result) => TryParse(s, out result);

    /// <summary>The algorithm, a colon and the digits.</summary>
    public override string ToString() => Sha256Prefix + Hex;
}
