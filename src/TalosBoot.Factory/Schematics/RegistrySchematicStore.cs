using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Options;
using TalosBoot.Factory.Stores;
using TalosBoot.Oci;
using TalosBoot.Oci.Registry;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Schematics;

/// <summary>
/// Keeps schematics in a repository of a registry with upstream's layout (factory.md 11), so that Image Factories of both kinds may share it: the blob
/// whose digest is the identifier, held by an otherwise empty image that is tagged with the identifier.
/// </summary>
public sealed class RegistrySchematicStore : ISchematicRepository
{
    const string LayerType = "application/vnd.sidero.dev-image.schematic";
    const int LongestSchematic = 64 << 20;

    readonly RegistryClient _client;
    readonly ImageReference _repository;

    /// <summary>Uses a repository.</summary>
    /// <param name="client">Talks to the registry.</param>
    /// <param name="repository">The repository.</param>
    public RegistrySchematicStore(RegistryClient client, RepositoryName repository)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(repository);
        _client = client;
        _repository = ImageReference.Parse(repository.ToString());
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(SchematicId id, CancellationToken cancellationToken = default)
    {
        try
        {
            return await _client.GetBlobAsync(_repository, DigestOf(id), LongestSchematic, cancellationToken).ConfigureAwait(false);
        }
        catch (RegistryException exception) when (exception.DiagnosticId is DiagnosticIds.BlobNotFound or DiagnosticIds.ImageNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> PutAsync(SchematicId id, ReadOnlyMemory<byte> canonical, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is not null)
        {
            return false;
        }

        var image = SingleLayerImage.Create(LayerType, DigestOf(id), canonical.Length, DigestOf(id));
        await image.PushAsync(_client, _repository, id.Hex, BlobSource.FromBytes(canonical), cancellationToken).ConfigureAwait(false);
        return true;
    }

    static Digest DigestOf(SchematicId id) => Digest.FromSha256(Convert.FromHexString(id.Hex));
}
