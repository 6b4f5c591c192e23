using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Serialization;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Documents;
using TalosBoot.Oci.Registry;

namespace TalosBoot.Oci;

/// <summary>
/// The name of a container image: <c>registry/repository:tag</c> or <c>registry/repository@sha256:…</c>. Parsed as leniently as upstream's tools do
/// (docs/formats/oci.md): without a registry it is Docker Hub, without a tag it is <c>latest</c>.
/// </summary>
[JsonConverter(typeof(ParsableJsonConverter<ImageReference>))]
public sealed class ImageReference : IEquatable<ImageReference>, IParsable<ImageReference>
{
    /// <summary>The API host of Docker Hub, which is used where a reference names no registry.</summary>
    public const string DefaultRegistry = "index.docker.io";

    internal const string DefaultTag = "latest";

    internal const string DefaultRegistryAlias = "docker.io";

    const string ImplicitNamespace = "library/";
    const int MaximumRepositoryLength = 255;
    const int MaximumTagLength = 128;

    static readonly SearchValues<char> RepositoryCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-./");
    static readonly SearchValues<char> TagCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.");
    static readonly SearchValues<char> HostCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.~[]:");

    readonly string _text;

    ImageReference(string text, string registry, string repository, string? writtenTag, Digest? digest)
    {
        _text = text;
        Registry = registry;
        Repository = repository;
        Tag = digest is null ? writtenTag : null;
        Digest = digest;
        WrittenTag = writtenTag;
    }

    /// <summary>The registry's host, with its port where one was given; <see cref="DefaultRegistry"/> for Docker Hub.</summary>
    public string Registry { get; }

    /// <summary>The registry as users know it: <c>docker.io</c> for Docker Hub (docs/formats/oci.md).</summary>
    public string FamiliarRegistry => Registry == DefaultRegistry ? DefaultRegistryAlias : Registry;

    /// <summary>The repository within the registry, for Docker Hub with its <c>library/</c>.</summary>
    public string Repository { get; }

    /// <summary>The tag; null when the image is named by its digest, whatever tag stands beside it.</summary>
    public string? Tag { get; }

    /// <summary>The tag, also where it only stands beside the digest that names the image; null beside a digest without one.</summary>
    public string? WrittenTag { get; }

    /// <summary>The digest, or null when the image is named by its tag.</summary>
    public Digest? Digest { get; }

    /// <summary>The full name: <c>registry/repository:tag</c> or <c>registry/repository@digest</c>.</summary>
    public string Name => Digest is { } digest ? $"{Registry}/{Repository}@{digest}" : $"{Registry}/{Repository}:{Tag}";

    /// <summary>Reads a reference.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="RegistryException">The text is no reference (TB2001).</exception>
    public static ImageReference Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return TryParse(text, out var reference)
            ? reference
            : throw new RegistryException(
                DiagnosticIds.ReferenceInvalid, text,
                "this is no image reference. Write registry/repository:tag or registry/repository@sha256: and 64 hexadecimal digits.");
    }

    /// <summary>Reads a reference.</summary>
    /// <param name="text">The text.</param>
    /// <param name="reference">The reference, when the text is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageReference? reference)
    {
        reference = null;
        return text is not null && (TryParseTagged(text, text, null, out reference) || TryParseDigested(text, out reference));
    }

    static ImageReference IParsable<ImageReference>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<ImageReference>.TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out ImageReference result) => TryParse(s, out result);

    /// <summary>The same repository, by digest.</summary>
    /// <param name="digest">The digest.</param>
    public ImageReference WithDigest(Digest digest) => new($"{Registry}/{Repository}@{digest}", Registry, Repository, null, digest);

    /// <inheritdoc/>
    public bool Equals(ImageReference? other) => other is not null && other.Name == Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ImageReference);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text as it was given.</summary>
    public override string ToString() => _text;

    static bool TryParseTagged(string text, string reference, Digest? digest, [NotNullWhen(true)] out ImageReference? result)
    {
        result = null;
        var colon = reference.LastIndexOf(':');
        string? tag = null;
        if (colon >= 0 && !reference.AsSpan(colon + 1).Contains('/'))
        {
            tag = reference[(colon + 1)..];
            reference = reference[..colon];
        }

        return tag is null or { Length: > 0 and <= MaximumTagLength } && !tag.AsSpan().ContainsAnyExcept(TagCharacters) && tag is not ("." or "..")
            && TryParseRepository(text, reference, tag, digest, out result);
    }

    static bool TryParseDigested(string text, [NotNullWhen(true)] out ImageReference? result)
    {
        result = null;
        var parts = text.Split('@');
        return parts.Length == 2 && Core.Content.Digest.TryParse(parts[1], out var digest)
            && (TryParseTagged(text, parts[0], digest, out result) || TryParseRepository(text, parts[0], null, digest, out result));
    }

    static bool TryParseRepository(string text, string name, string? tag, Digest? digest, [NotNullWhen(true)] out ImageReference? result)
    {
        result = null;
        var slash = name.IndexOf('/');
        var registry = slash < 0 ? string.Empty : name[..slash];
        var repository = name;
        if (registry == "localhost" || registry.AsSpan().ContainsAny('.', ':'))
        {
            repository = name[(slash + 1)..];
            registry = registry == DefaultRegistryAlias ? DefaultRegistry : registry;
        }
        else
        {
            registry = DefaultRegistry;
        }

        if (repository.Length is 0 or > MaximumRepositoryLength || repository.AsSpan().ContainsAnyExcept(RepositoryCharacters)
            || repository.Split('/').Any(static segment => segment is "." or "..") || !IsHost(registry))
        {
            return false;
        }

        if (registry == DefaultRegistry && !repository.Contains('/', StringComparison.Ordinal))
        {
            repository = ImplicitNamespace + repository;
        }

        result = new ImageReference(text, registry, repository, digest is null ? tag ?? DefaultTag : tag, digest);
        return true;
    }

    static bool IsHost(string text)
    {
        // The address of IPv6 in its brackets, or a name without colons; then a port.
        var bracket = text.LastIndexOf(']');
        var colon = text.IndexOf(':', bracket + 1);
        var host = colon < 0 ? text : text[..colon];
        return host.Length > 0 && !text.AsSpan().ContainsAnyExcept(HostCharacters)
            && (colon < 0 || IsPort(text.AsSpan(colon + 1)))
            && (host[0] == '[' ? bracket == host.Length - 1 && IsAddress(host.AsSpan(1, host.Length - 2)) : bracket < 0 && IsName(host))
            && RegistryScheme.TryReadAddress(null, $"https://{text}", out _);
    }

    static bool IsPort(ReadOnlySpan<char> text) =>
        text.Length is > 0 and <= 5 && !text.ContainsAnyExceptInRange('0', '9') && int.Parse(text, CultureInfo.InvariantCulture) <= ushort.MaxValue;

    static bool IsAddress(ReadOnlySpan<char> text) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    /// <summary>Labels between dots; a dot may stand behind the last.</summary>
    static bool IsName(string host) => !(host.EndsWith('.') ? host[..^1] : host).Split('.').Contains(string.Empty);
}
