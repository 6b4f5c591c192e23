using Microsoft.Win32.SafeHandles;
using TalosBoot.Core.Content;

namespace TalosBoot.Factory.Assets;

/// <summary>A stored asset that is read. Each block is checked when this process reads it for the first time.</summary>
internal sealed class StoredFile(FolderAssetStore store, StoredEntry entry, SafeFileHandle? handle, bool isBuilt) : OpenAsset
{
    public override Digest Identity => entry.Identity;

    public override long Length => entry.Trailer.Length;

    public override DateTimeOffset ModifiedAt => entry.ModifiedAt;

    public override bool IsBuilt => isBuilt;

    /// <summary>Reads what it can at once: the file is in the memory of the system as a rule, and then the switch of threads costs more than the read.</summary>
    public override ValueTask<int> ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(offset, buffer.Span));
    }

    public override int Read(long offset, Span<byte> buffer)
    {
        var count = (int)Math.Min(buffer.Length, Length - offset);
        if (count <= 0)
        {
            return 0;
        }

        if (handle is null)
        {
            entry.Content.AsSpan((int)offset, count).CopyTo(buffer);
            return count;
        }

        store.Check(entry, handle, offset, count);
        var read = RandomAccess.Read(handle, buffer[..count], offset);
        return read == 0 ? throw store.Damaged(entry, offset) : read;
    }

    public override ValueTask<Digest> GetSha256Async(CancellationToken cancellationToken) => ValueTask.FromResult(entry.Trailer.Sha256);

    public override ValueTask DisposeAsync()
    {
        handle?.Dispose();
        return ValueTask.CompletedTask;
    }
}
