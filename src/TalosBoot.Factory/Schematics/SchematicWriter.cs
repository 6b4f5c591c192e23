using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using TalosBoot.Factory.Stores;

namespace TalosBoot.Factory.Schematics;

/// <summary>
/// Stores the schematics of many clients together: what came while the disk was busy goes into the journal at once, then each gets its file, and then those
/// who wait are told. A full journal is given up when the files of its schematics are on the disk. One thread does it all, since a disk does one thing at a
/// time.
/// </summary>
internal sealed class SchematicWriter : IDisposable
{
    const int LargestBatch = 1024;
    const long LargestJournal = 8L << 20;

    readonly SchematicFolder _folder;
    readonly ILogger _logger;
    readonly BlockingCollection<SchematicWrite> _queue = [];
    readonly Lazy<Thread> _thread;
    readonly List<string> _paths = [];
    SchematicJournal? _journal;
    Thread? _retiring;

    public SchematicWriter(SchematicFolder folder, ILogger logger)
    {
        (_folder, _logger) = (folder, logger);
        _thread = new(() => Begin(Run, "schematics"));
    }

    /// <summary>Stores a schematic. It is on the disk when the task ends.</summary>
    public Task WriteAsync(SchematicWrite write)
    {
        _queue.Add(write);
        _ = _thread.Value;
        return write.Done;
    }

    /// <summary>Stores what waits, and gives up the journal.</summary>
    public void Dispose()
    {
        _queue.CompleteAdding();
        if (_thread.IsValueCreated)
        {
            _thread.Value.Join();
        }

        _queue.Dispose();
    }

    static Thread Begin(Action work, string name)
    {
        var thread = new Thread(() => work()) { IsBackground = true, Name = name };
        thread.Start();
        return thread;
    }

    void Run()
    {
        var batch = new List<SchematicWrite>();
        foreach (var first in _queue.GetConsumingEnumerable())
        {
            batch.Add(first);
            while (batch.Count < LargestBatch && _queue.TryTake(out var next))
            {
                batch.Add(next);
            }

            Store(batch);
            batch.Clear();
        }

        Retire();
        _retiring?.Join();
    }

    void Store(List<SchematicWrite> batch)
    {
        try
        {
            _journal ??= SchematicJournal.Create(_folder.JournalFolder);
            _journal.Append(batch);
        }
        catch (Exception exception)
        {
            batch.ForEach(write => write.Fail(exception));
            return;
        }

        // A file that others can see must be of a schematic that survives: they answer their clients because of it.
        foreach (var write in batch)
        {
            try
            {
                _folder.Write(write.Id, write.Text.Span);
                _paths.Add(_folder.PathOf(write.Id));
                write.Succeed();
            }
            catch (Exception exception)
            {
                write.Fail(exception);
            }
        }

        if (_journal.Length > LargestJournal)
        {
            Retire();
        }
    }

    /// <summary>Gives up the journal, while the next one is in use. There are two at most: clients wait for a disk that is too slow.</summary>
    void Retire()
    {
        if (_journal is not { } journal)
        {
            return;
        }

        string[] paths = [.. _paths];
        _paths.Clear();
        _journal = null;
        _retiring?.Join();
        _retiring = Begin(() => Retire(journal, paths), "schematics on their way to the disk");
    }

    void Retire(SchematicJournal journal, string[] paths)
    {
        using var owned = journal;
        try
        {
            DiskFlush.Flush(journal.Handle, paths);
            journal.Delete();
        }
        catch (Exception exception)
        {
            Log.StoreTrouble(_logger, _folder.Path, exception); // The journal stays, and the next start does this again.
        }
    }
}
