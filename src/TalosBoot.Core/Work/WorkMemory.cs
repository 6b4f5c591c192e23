namespace TalosBoot.Core.Work;

/// <summary>A bounded amount of memory that is reserved in the order of asking.</summary>
/// <param name="limit">How many bytes there are.</param>
internal sealed class WorkMemory(long limit)
{
    static readonly AsyncLocal<bool> IsWithin = new();

    readonly Lock _lock = new();
    readonly LinkedList<(long Bytes, TaskCompletionSource Granted)> _waiting = [];
    long _reserved;

    /// <summary>The most bytes that were reserved at the same time.</summary>
    public long Peak { get; private set; }

    /// <summary>Reserves memory, does something, and gives the memory back.</summary>
    public async ValueTask<T> HoldAsync<T>(long bytes, Func<MemoryHold, ValueTask<T>> work, CancellationToken cancellationToken)
    {
        var hold = new MemoryHold(this);
        try
        {
            await ReserveAsync(hold, Math.Min(bytes, limit), cancellationToken).ConfigureAwait(false);
            IsWithin.Value = true;
            return await work(hold).ConfigureAwait(false);
        }
        finally
        {
            Return(hold.Bytes);
        }
    }

    /// <summary>Adds to what is held, unless that would take what others wait for.</summary>
    public bool TryGrow(MemoryHold hold, long bytes)
    {
        lock (_lock)
        {
            var grows = IsFree(bytes);
            if (grows)
            {
                Take(bytes);
                hold.Bytes += bytes;
            }

            return grows;
        }
    }

    async ValueTask ReserveAsync(MemoryHold hold, long bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<(long Bytes, TaskCompletionSource Granted)> place;
        lock (_lock)
        {
            if (IsWithin.Value || IsFree(bytes))
            {
                Take(bytes);
                hold.Bytes = bytes;
                return;
            }

            place = _waiting.AddLast((bytes, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)));
        }

        var registration = cancellationToken.UnsafeRegister((_, token) => GiveUp(place, token), null);
        await using (registration.ConfigureAwait(false))
        {
            await place.Value.Granted.Task.ConfigureAwait(false);
            hold.Bytes = bytes;
        }
    }

    void Return(long bytes)
    {
        lock (_lock)
        {
            _reserved -= bytes;
            Grant();
        }
    }

    void GiveUp(LinkedListNode<(long Bytes, TaskCompletionSource Granted)> place, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // Whoever was granted its memory meanwhile uses it, and notices the cancellation then.
            if (place.List is not null)
            {
                _waiting.Remove(place);
                place.Value.Granted.SetCanceled(cancellationToken);
                Grant();
            }
        }
    }

    void Grant()
    {
        while (_waiting.First is { } first && first.Value.Bytes <= limit - _reserved)
        {
            _waiting.RemoveFirst();
            Take(first.Value.Bytes);
            first.Value.Granted.SetResult();
        }
    }

    /// <summary>Whether as much can be had without taking what others wait for. Nothing can always be had.</summary>
    bool IsFree(long bytes) => bytes == 0 || (_waiting.Count == 0 && bytes <= limit - _reserved);

    void Take(long bytes)
    {
        _reserved += bytes;
        Peak = Math.Max(Peak, _reserved);
    }
}
