using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Factory.Cluster;
using TalosBoot.Factory.Observability;
using TalosBoot.Factory.Releases;
using TalosBoot.Profiles;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Requests;

/// <summary>An asset that somebody wants, resolved: what it is, and what it is made from.</summary>
internal sealed record AssetRequest
{
    /// <summary>The profile as its identity is computed from (docs/formats/factory.md): with names where the build has references.</summary>
    public required Profile Named { get; init; }

    /// <summary>The profile that is built; without the virtual schematic extension.</summary>
    public required Profile Built { get; init; }

    public required ReleaseVersion Release { get; init; }

    /// <summary>The schematic whose virtual extension the asset has; null for kinds without extensions.</summary>
    public Schematic? Schematic { get; init; }

    /// <summary>What the asset is known by.</summary>
    public required Digest Identity { get; init; }

    /// <summary>The words it was made from, with which other services are asked for it; null for what is not asked for by a path.</summary>
    public BuildOrder? Order { get; init; }

    /// <summary>The names of extensions and overlay, for counting.</summary>
    public IReadOnlyList<string> Additions { get; init; } = [];

    public Architecture Architecture => Named.Arch == "arm64" ? Architecture.Arm64 : Architecture.Amd64;

    public AssetLabels Labels => new(Named.Arch, KindName(Named.Output.Kind), Release.Version.ToString());

    static string KindName(OutputKind kind) => kind.ToString().ToLowerInvariant();
}
