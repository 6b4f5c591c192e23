using System.Security.Cryptography;
using TalosBoot.Core.Content;

namespace TalosBoot.Sigstore;

/// <summary>What should be signed: an image, of which the digest is known, or a file, which can be hashed in other ways as well.</summary>
internal sealed class SignedContent
{
    readonly BlobSource? _content;
    readonly CancellationToken _cancellationToken;

    public SignedContent(string name, Digest digest)
    {
        Name = name;
        Digest = digest;
    }

    public SignedContent(string name, BlobSource content, CancellationToken cancellationToken)
        : this(name, Digest.Sha256(content, cancellationToken))
    {
        _content = content;
        _cancellationToken = cancellationToken;
    }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    public Digest Digest { get; }

    /// <summary>Whether it is an image, and no file.</summary>
    public bool IsImage => _content is null;

    /// <summary>The repository of an image; null for a file.</summary>
    public string? Repository { get; init; }

    /// <summary>The hash of the content, or null when it cannot be had.</summary>
    public byte[]? Hash(HashAlgorithmName algorithm)
    {
        if (algorithm == HashAlgorithmName.SHA256)
        {
            return Convert.FromHexString(Digest.Hex);
        }

        if (_content is null)
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(algorithm);
        ContentHashing.Append(_content, [hash], _cancellationToken);
        return hash.GetHashAndReset();
    }
}
