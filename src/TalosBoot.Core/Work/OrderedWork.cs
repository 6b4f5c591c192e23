using System.Runtime.ExceptionServices;

namespace TalosBoot.Core.Work;

/// <summary>
/// Works on jobs with several threads of a budget, and hands the results over in the order of the jobs. What comes out does not depend on the number of
/// threads.
/// </summary>
/// <typeparam name="TJob">What is to be done.</typeparam>
/// <typeparam name="TSlot">The buffers of one job, which later jobs use again.</typeparam>
/// <typeparam name="TWorker">What one thread needs for its jobs. It is disposed, if it can be.</typeparam>
/// <remarks>
/// The memory of one worker and its slots is reserved before anything is done; more workers come as far as others leave memory for them. For one run.
/// </remarks>
internal abstract class OrderedWork<TJob, TSlot, TWorker> : WorkSource
{
    readonly Lock _lock = new();
    readonly Stack<TWorker> _idleWorkers = [];
    WorkBudget _budget = null!;
    MemoryHold _hold = null!;
    SemaphoreSlim _news = null!;
    IEnumerator<TJob> _jobs = null!;
    CancellationToken _cancellationToken;
    Place[] _places = [];
    int _maxWorkers;
    int _workers = 1;
    int _running;
    long _taken;
    long _emitted;
    bool _ended;
    ExceptionDispatchInfo? _failure;

    /// <summary>How many bytes a worker takes at most, without its slots.</summary>
    protected virtual long WorkerMemory => 0;

    /// <summary>How many bytes a slot takes at most.</summary>
    protected virtual long SlotMemory => 0;

    /// <summary>How many jobs may be on their way for each worker. One more is being made or handed over.</summary>
    protected virtual int SlotsPerWorker => 1;

    /// <summary>Does all jobs, while the calling thread waits: one of the caller's own, never one of the thread pool's. On a thread of a budget, that one does the work.</summary>
    /// <inheritdoc cref="RunAsync"/>
    public void Run(IEnumerable<TJob> jobs, WorkBudget budget, int maxThreads, CancellationToken cancellationToken)
    {
        if (WorkBudget.IsWorkThread)
        {
            RunHere(jobs, cancellationToken);
        }
        else
        {
            RunAsync(jobs, budget, maxThreads, cancellationToken).GetAwaiter().GetResult();
        }
    }

    /// <summary>Does all jobs. No thread waits for it.</summary>
    /// <param name="jobs">The jobs, which threads of the budget make, one after the other.</param>
    /// <param name="budget">Whose threads work.</param>
    /// <param name="maxThreads">How many of them at most; 0 for all.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public async Task RunAsync(IEnumerable<TJob> jobs, WorkBudget budget, int maxThreads, CancellationToken cancellationToken)
    {
        _budget = budget;
        _cancellationToken = cancellationToken;
        _maxWorkers = maxThreads == 0 ? budget.Processors : Math.Min(maxThreads, budget.Processors);
        _places = new Place[(_maxWorkers * SlotsPerWorker) + 1];
        for (var index = 0; index < _places.Length; index++)
        {
            _places[index] = new Place();
        }

        var memory = WorkerMemory + (SlotMemory * (SlotsPerWorker + 1));
        await budget.HoldAsync(
            memory,
            async hold =>
            {
                _hold = hold;
                using var enumerator = jobs.GetEnumerator();
                using var news = new SemaphoreSlim(0);
                (_jobs, _news) = (enumerator, news);
                await WorkAndEmitAsync().ConfigureAwait(false);
                return true;
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public sealed override Action? TakeNext()
    {
        lock (_lock)
        {
            if (_ended || _failure is not null || _taken - _emitted > _workers * SlotsPerWorker || !TryFindWorker())
            {
                return null;
            }

            _running++;
        }

        try
        {
            if (_jobs.MoveNext())
            {
                var place = _places[_taken % _places.Length];
                place.Job = _jobs.Current;
                lock (_lock)
                {
                    _taken++;
                }

                return () => Do(place);
            }

            Leave(ended: true);
        }
        catch (Exception exception)
        {
            Fail(exception);
            Leave(ended: true);
        }

        return null;
    }

    protected abstract TSlot CreateSlot();

    protected abstract TWorker CreateWorker();

    /// <summary>Does one job. Called by several threads at once, each with a worker and a slot of its own.</summary>
    protected abstract void Work(TWorker worker, TJob job, TSlot slot, CancellationToken cancellationToken);

    /// <summary>Hands over the result of one job. Called in the order of the jobs, one after the other.</summary>
    protected abstract void Emit(TJob job, TSlot slot, CancellationToken cancellationToken);

    /// <summary>Passes on what was handed over, where that takes time. Called after each job, while threads work on the next ones.</summary>
    protected virtual ValueTask EmittedAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Does all jobs on the calling thread.</summary>
    protected void RunHere(IEnumerable<TJob> jobs, CancellationToken cancellationToken)
    {
        var worker = CreateWorker();
        using var disposable = worker as IDisposable;
        var slot = CreateSlot();
        foreach (var job in jobs)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Work(worker, job, slot, cancellationToken);
            Emit(job, slot, cancellationToken);
        }
    }

    async Task WorkAndEmitAsync()
    {
        try
        {
            _budget.Offer(this);
            while (!IsAllDone())
            {
                if (FindDone() is { } place)
                {
                    Emit(place);
                    await EmittedAsync(_cancellationToken).ConfigureAwait(false);
                }
                else
                {
                    await _news.WaitAsync(_cancellationToken).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
            throw;
        }
        finally
        {
            // Those that are still at work use what belongs to the caller.
            while (IsRunning())
            {
                await _news.WaitAsync(CancellationToken.None).ConfigureAwait(false);
            }

            foreach (var worker in _idleWorkers)
            {
                (worker as IDisposable)?.Dispose();
            }
        }
    }

    bool IsAllDone()
    {
        lock (_lock)
        {
            _failure?.Throw();
            return _ended && _emitted == _taken;
        }
    }

    bool IsRunning()
    {
        lock (_lock)
        {
            return _running > 0;
        }
    }

    Place? FindDone()
    {
        lock (_lock)
        {
            var place = _places[_emitted % _places.Length];
            return _emitted < _taken && place.IsDone ? place : null;
        }
    }

    void Emit(Place place)
    {
        Emit(place.Job, place.Slot!, _cancellationToken);
        lock (_lock)
        {
            place.IsDone = false;
            _emitted++;
        }

        _budget.Offer(this);
    }

    void Do(Place place)
    {
        try
        {
            _cancellationToken.ThrowIfCancellationRequested();
            var worker = TakeWorker();
            try
            {
                place.Slot ??= CreateSlot();
                Work(worker, place.Job, place.Slot, _cancellationToken);
            }
            finally
            {
                lock (_lock)
                {
                    _idleWorkers.Push(worker);
                }
            }

            lock (_lock)
            {
                place.IsDone = true;
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }

        Leave(ended: false);
        _budget.Offer(this);
    }

    bool TryFindWorker()
    {
        if (_running == _workers && _workers < _maxWorkers && _hold.TryGrow(WorkerMemory + (SlotMemory * SlotsPerWorker)))
        {
            _workers++;
        }

        return _running < _workers;
    }

    TWorker TakeWorker()
    {
        lock (_lock)
        {
            if (_idleWorkers.TryPop(out var idle))
            {
                return idle;
            }
        }

        return CreateWorker();
    }

    void Fail(Exception exception)
    {
        lock (_lock)
        {
            _failure ??= ExceptionDispatchInfo.Capture(exception);
        }
    }

    void Leave(bool ended)
    {
        lock (_lock)
        {
            _ended |= ended;
            _running--;
            _news.Release();
        }
    }

    /// <summary>Where one job is, from when it is taken until it is handed over.</summary>
    sealed class Place
    {
        public TJob Job { get; set; } = default!;

        public TSlot? Slot { get; set; }

        public bool IsDone { get; set; }
    }
}
