using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Stores;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Schematics;

/// <summary>
/// Keeps schematics as files of a folder: <c>ab/abcd…</c>, named by the identifier. A file appears when it is complete and on the disk; it is checked
/// whenever it is read, as its name is its digest. Several processes may use one folder.
/// </summary>
public sealed class FolderSchematicStore : ISchematicRepository
{
    // What a file of a few bytes takes on a disk.
    const int BlockSize = 4096;

    readonly StoreFolder _folder;
    readonly long _maximumSize;
    readonly ILogger _logger;
    long _size;

    /// <summary>Uses a folder.</summary>
    /// <param name="folder">The folder, which is made when it is missing, and which nobody but this user can read.</param>
    /// <param name="maximumSize">How many bytes all files may take before new schematics are refused.</param>
    /// <param name="logger">Where messages go.</param>
    public FolderSchematicStore(string folder, long maximumSize = 4L << 30, ILogger? logger = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentOutOfRangeException.ThrowIfNegative(maximumSize);
        _folder = new StoreFolder(folder);
        _maximumSize = maximumSize;
        _logger = logger ?? NullLogger.Instance;
        _size = new DirectoryInfo(_folder.Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => SizeOnDisk(file.Length));
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(SchematicId id, CancellationToken cancellationToken = default)
    {
        var path = Path.Combine(_folder.Path, NameOf(id));
        try
        {
            var text = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
            if (SchematicId.OfCanonical(text) == id)
            {
                return text;
            }

            Log.SchematicDamaged(_logger, id.Hex);
            File.Delete(path);
            return null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="TalosBootException">The store is full (TB9003).</exception>
    public async Task<bool> PutAsync(SchematicId id, ReadOnlyMemory<byte> canonical, CancellationToken cancellationToken = default)
    {
        if (await FindAsync(id, cancellationToken).ConfigureAwait(false) is not null)
        {
            return false;
        }

        var size = SizeOnDisk(canonical.Length);
        if (Interlocked.Add(ref _size, size) > _maximumSize)
        {
            Interlocked.Add(ref _size, -size);
            throw new TalosBootException(
                DiagnosticIds.FactoryStoreFull,
                $"{_folder.Path}: schematics may take {_maximumSize} bytes, and one more would take more. Raise storage.maxSchematicSize.");
        }

        try
        {
            _folder.Write(NameOf(id), canonical.Span, isDurable: true);
            return true;
        }
        catch
        {
            Interlocked.Add(ref _size, -size);
            throw;
        }
    }

    static string NameOf(SchematicId id) => Path.Combine(id.Hex[..2], id.Hex);

    static long SizeOnDisk(long length) => (length + BlockSize - 1) / BlockSize * BlockSize;
}
