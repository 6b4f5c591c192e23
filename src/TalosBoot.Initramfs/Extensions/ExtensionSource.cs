using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>A system extension that is read when it is needed: not at all when a <see cref="Core.Caching.ContentCache"/> remembers what becomes of it.</summary>
public sealed record ExtensionSource
{
    /// <summary>Where it comes from: a container image reference or a path, for messages.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The digests of the layers of its container image, lowest first, when they are known and will be verified by reading them. Otherwise empty,
    /// the default: then it is read each time, and known by what is in it.
    /// </summary>
    public IReadOnlyList<Digest> Layers { get; init; } = [];

    /// <summary>Whether a cache may remember it. Default true; false for what is secret.</summary>
    public bool MayBeRemembered { get; init; } = true;

    /// <summary>Reads it.</summary>
    public required Func<CancellationToken, ValueTask<SystemExtension>> OpenAsync { get; init; }

    /// <summary>An extension that has been read.</summary>
    /// <param name="extension">The extension.</param>
    public static ExtensionSource Of(SystemExtension extension)
    {
        ArgumentNullException.ThrowIfNull(extension);
        return new ExtensionSource { Name = extension.Source, OpenAsync = _ => ValueTask.FromResult(extension) };
    }
}
