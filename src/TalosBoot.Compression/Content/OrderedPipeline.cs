using System.Runtime.ExceptionServices;

namespace TalosBoot.Compression.Content;

/// <summary>
/// Works on jobs with several threads, and hands the results over in the order of the jobs. What comes out does not depend on the number of
/// threads.
/// </summary>
/// <typeparam name="TJob">What is to be done.</typeparam>
/// <typeparam name="TSlot">The buffers of one job, which later jobs use again.</typeparam>
/// <typeparam name="TWorker">What one thread needs for all of its jobs. It is disposed, if it can be.</typeparam>
internal abstract class OrderedPipeline<TJob, TSlot, TWorker>
{
    readonly object _gate = new();
    int _taken;
    int _emitted;
    ExceptionDispatchInfo? _failure;

    /// <summary>Does all jobs. The calling thread emits; with one thread it does the work too.</summary>
    public void Run(IReadOnlyList<TJob> jobs, int threads, CancellationToken cancellationToken)
    {
        threads = Math.Min(threads, jobs.Count);
        if (threads > 1)
        {
            RunParallel(jobs, threads, cancellationToken);
            return;
        }

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

    protected abstract TSlot CreateSlot();

    protected abstract TWorker CreateWorker();

    /// <summary>Does one job. Called by several threads at once, each with a worker and a slot of its own.</summary>
    protected abstract void Work(TWorker worker, TJob job, TSlot slot, CancellationToken cancellationToken);

    /// <summary>Hands over the result of one job. Called in the order of the jobs, by the thread that called Run.</summary>
    protected abstract void Emit(TJob job, TSlot slot, CancellationToken cancellationToken);

    void RunParallel(IReadOnlyList<TJob> jobs, int threads, CancellationToken cancellationToken)
    {
        var slots = new TSlot?[threads + 1];
        var done = new bool[jobs.Count];
        var workers = new Thread[threads];
        for (var index = 0; index < threads; index++)
        {
            workers[index] = new Thread(() => WorkUntilDone(jobs, slots, done, cancellationToken)) { IsBackground = true, Name = GetType().Name };
            workers[index].Start();
        }

        try
        {
            for (var index = 0; index < jobs.Count; index++)
            {
                WaitFor(done, index);
                Emit(jobs[index], slots[index % slots.Length]!, cancellationToken);
                lock (_gate)
                {
                    _emitted++;
                    Monitor.PulseAll(_gate);
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
            Array.ForEach(workers, worker => worker.Join());
        }
    }

    void WorkUntilDone(IReadOnlyList<TJob> jobs, TSlot?[] slots, bool[] done, CancellationToken cancellationToken)
    {
        try
        {
            var worker = CreateWorker();
            using var disposable = worker as IDisposable;
            while (TryTake(jobs.Count, slots.Length) is { } index)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Work(worker, jobs[index], slots[index % slots.Length] ??= CreateSlot(), cancellationToken);
                lock (_gate)
                {
                    done[index] = true;
                    Monitor.PulseAll(_gate);
                }
            }
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    int? TryTake(int count, int slotCount)
    {
        lock (_gate)
        {
            while (_failure is null && _taken < count && _taken >= _emitted + slotCount)
            {
                Monitor.Wait(_gate);
            }

            return _failure is null && _taken < count ? _taken++ : null;
        }
    }

    void WaitFor(bool[] done, int index)
    {
        lock (_gate)
        {
            while (!done[index] && _failure is null)
            {
                Monitor.Wait(_gate);
            }

            _failure?.Throw();
        }
    }

    void Fail(Exception exception)
    {
        lock (_gate)
        {
            _failure ??= ExceptionDispatchInfo.Capture(exception);
            Monitor.PulseAll(_gate);
        }
    }
}
