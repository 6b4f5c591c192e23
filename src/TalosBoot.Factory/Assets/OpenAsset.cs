using TalosBoot.Core.Content;

namespace TalosBoot.Factory.Assets;

/// <summary>An asset that can be sent: all of it is stored, or it is being stored right now.</summary>
internal abstract class OpenAsset : IAsyncDisposable
{
    public abstract Digest Identity { get; }

    public abstract long Length { get; }

    /// <summary>When it was built.</summary>
    public abstract DateTimeOffset ModifiedAt { get; }

    /// <summary>Whether it was built for whoever opened it, and not found.</summary>
    public abstract bool IsBuilt { get; }

    /// <summary>Reads some bytes, waiting for them where they are not there yet.</summary>
    /// <exception cref="InvalidDataException">The stored asset is damaged.</exception>
    public abstract ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Reads some bytes of an asset that is complete.</summary>
    /// <exception cref="InvalidDataException">The stored asset is damaged.</exception>
    public abstract int Read(long offset, Span<byte> buffer);

    /// <summary>The digest of the content, when all of it is stored.</summary>
    public abstract ValueTask<Digest> GetSha256Async(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
