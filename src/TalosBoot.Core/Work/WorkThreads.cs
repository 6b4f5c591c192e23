namespace TalosBoot.Core.Work;

/// <summary>A bounded number of threads that serve sources of work in turn.</summary>
/// <param name="limit">How many threads there are at most.</param>
internal sealed class WorkThreads(int limit)
{
    static readonly TimeSpan IdleLifetime = TimeSpan.FromSeconds(10);

    [ThreadStatic]
    static bool IsOfPool;

    readonly object _gate = new();
    readonly Queue<WorkSource> _queue = [];
    int _threads;
    int _idle;
    int _working;

    /// <summary>Whether the caller runs on such a thread.</summary>
    public static bool IsCurrent => IsOfPool;

    /// <summary>The most threads that worked at the same time.</summary>
    public int Peak { get; private set; }

    /// <summary>Gives a source a turn. One that has a turn already need not be offered again, and may be.</summary>
    public void Offer(WorkSource source)
    {
        lock (_gate)
        {
            switch (source.State)
            {
                case WorkSourceState.Idle:
                    Enqueue(source);
                    break;
                case WorkSourceState.Taking:
                    source.State = WorkSourceState.TakingAndOffered;
                    break;
            }
        }
    }

    void Enqueue(WorkSource source)
    {
        source.State = WorkSourceState.Queued;
        _queue.Enqueue(source);
        if (_idle > 0)
        {
            Monitor.Pulse(_gate);
        }
        else if (_threads < limit)
        {
            _threads++;
            new Thread(Serve) { IsBackground = true, Name = "TalosBoot work" }.UnsafeStart();
        }
    }

    void Serve()
    {
        IsOfPool = true;
        while (WaitForSource() is { } source)
        {
            var work = source.TakeNext();
            lock (_gate)
            {
                var again = work is not null || source.State == WorkSourceState.TakingAndOffered;
                source.State = WorkSourceState.Idle;
                if (again)
                {
                    Enqueue(source);
                }

                _working += work is null ? 0 : 1;
                Peak = Math.Max(Peak, _working);
            }

            if (work is not null)
            {
                work();
                lock (_gate)
                {
                    _working--;
                }
            }
        }
    }

    /// <summary>The source whose turn it is, or null when this thread is to end.</summary>
    WorkSource? WaitForSource()
    {
        lock (_gate)
        {
            while (_queue.Count == 0)
            {
                _idle++;
                var pulsed = Monitor.Wait(_gate, IdleLifetime);
                _idle--;
                if (!pulsed && _queue.Count == 0)
                {
                    _threads--;
                    return null;
                }
            }

            var source = _queue.Dequeue();
            source.State = WorkSourceState.Taking;
            return source;
        }
    }
}
