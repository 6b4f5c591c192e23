using TalosBoot.Factory.Cluster;
using TalosBoot.Factory.Http;
using TalosBoot.Factory.Releases;
using TalosBoot.Factory.Schematics;
using TalosBoot.Factory.Work;
using TalosBoot.Platforms;

namespace TalosBoot.Factory.Requests;

/// <summary>Resolves requests from the words of a path.</summary>
internal sealed class AssetResolver(SchematicService schematics, AssetRequests requests, VersionList versions)
{
    const long MemoryLimit = 128L << 20;

    // What a request takes, about: itself, each character of its words and of its version, whose parts are objects, and each reference to an image.
    const long FixedBytes = 3072;
    const long BytesPerCharacter = 8;
    const long BytesPerVersionCharacter = 48;
    const long BytesPerAddition = 1024;

    // A request stays what it is as long as the process knows its catalogs, which it does to its end.
    readonly BoundedCache<(string Schematic, string Version, string Path, string Owner), AssetRequest> _resolved = new(20_000, MemoryLimit);

    /// <summary>Finds the schematic, reads version and path, and resolves the request, in upstream's order of failures.</summary>
    /// <param name="schematicId">The identifier of the schematic.</param>
    /// <param name="version">The Talos version.</param>
    /// <param name="path">The name of the file.</param>
    /// <param name="owner">Who asks, where schematics have owners.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="FactoryRequestException">There is no such asset.</exception>
    public async ValueTask<AssetRequest> ResolveAsync(string schematicId, string version, string path, string owner, CancellationToken cancellationToken)
    {
        var words = (schematicId, version, path, owner);
        if (_resolved.TryGet(words, out var known))
        {
            return known;
        }

        var schematic = await schematics.GetAsync(schematicId, owner, cancellationToken).ConfigureAwait(false);
        var release = ReleaseVersion.Parse(version);
        var request = await requests.ResolveAsync(AssetPath.Parse(path), schematic, release, isForRegistry: false, cancellationToken).ConfigureAwait(false);
        request = request with { Order = new BuildOrder(request.Identity, schematicId, version, path, owner, Client: string.Empty) };
        if (CanBeBuilt(request))
        {
            _resolved.Set(words, request, WeightOf(request, schematic));
        }

        return request;
    }

    /// <summary>What a client made up is not worth remembering. It fails later, in upstream's order, unless a store has it.</summary>
    bool CanBeBuilt(AssetRequest request) => PlatformTable.TryFind(request.Named.Platform, out _) && !versions.IsKnownAsMissing(request.Release);

    static long WeightOf(AssetRequest request, StoredSchematic schematic)
    {
        var order = request.Order!;
        return FixedBytes + (BytesPerCharacter * (order.Schematic.Length + order.Path.Length + order.Owner.Length))
            + (BytesPerVersionCharacter * order.Version.Length) + (BytesPerAddition * request.Additions.Count) + schematic.Weight;
    }
}
