using TalosBoot.Core.Caching;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Versions;
using TalosBoot.Initramfs.Extensions;

namespace TalosBoot.Initramfs;

/// <summary>For what an initramfs is made.</summary>
public sealed record InitramfsOptions
{
    /// <summary>The Talos version. It decides the codec and the folders of firmware and modules, and must satisfy each extension.</summary>
    public required TalosVersion Version { get; init; }

    /// <summary>The time of all files. Default <see cref="BuildClock.Default"/>.</summary>
    public BuildClock Clock { get; init; } = BuildClock.Default;

    /// <summary>Remembers what extensions become; null, the default, for no memory. No byte depends on it.</summary>
    public ContentCache? Cache { get; init; }

    /// <summary>Whether files at other places than Talos allows are refused. Default: no, as Talos' own imager since 1.9.</summary>
    public ExtensionContentCheck ContentCheck { get; init; }
}
