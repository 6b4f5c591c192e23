using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Stores;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Schematics;

/// <summary>
/// Keeps schematics as files of a folder: <c>ab/abcd…</c>, named by the identifier. A file appears when its schematic is on the disk, at first in a journal
/// that many share; it is checked whenever it is read, as its name is its digest. Several processes may use one folder. Dispose a store to give up its journal;
/// what is left of a process that was killed is read by the next one that uses the folder.
/// </summary>
public sealed class FolderSchematicStore : ISchematicRepository, IDisposable
{
    // What a file of a few bytes takes on a disk.
    const int BlockSize = 4096;

    readonly SchematicFolder _folder;
    readonly SchematicWriter _writer;
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
        _folder = new SchematicFolder(folder);
        _maximumSize = maximumSize;
        _logger = logger ?? NullLogger.Instance;
        _folder.Recover();
        _size = _folder.Measure(SizeOnDisk);
        _writer = new SchematicWriter(_folder, _logger);
    }

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>?> FindAsync(SchematicId id, CancellationToken cancellationToken = default)
    {
        var path = _folder.PathOf(id);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var text = await Task.Run(() => HeldFile.ReadAllBytes(path), cancellationToken).ConfigureAwait(false);
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
            return null; // It went since.
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
            await _writer.WriteAsync(new SchematicWrite(id, canonical)).ConfigureAwait(false);
            return true;
        }
        catch
        {
            Interlocked.Add(ref _size, -size);
            throw;
        }
    }

    /// <summary>Stores what is being stored, and gives up the journal.</summary>
    public void Dispose() => _writer.Dispose();

    static long SizeOnDisk(long length) => (length + BlockSize - 1) / BlockSize * BlockSize;
}
