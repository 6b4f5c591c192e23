using TalosBoot.Factory.Http;

namespace TalosBoot.Factory.Work;

/// <summary>
/// Lets a number of builds run at once. The others wait, and clients take turns: whoever asked for a hundred assets does not keep one who asked for one
/// waiting for all of them. Too long a queue refuses more.
/// </summary>
internal sealed class BuildSlots(int count, int maximumWaiting)
{
    readonly Lock _lock = new();
    readonly Dictionary<string, Queue<TaskCompletionSource>> _waiting = [];
    readonly Queue<string> _turns = new();
    int _free = count;
    int _waitingCount;

    /// <summary>How many more could begin at once; negative when so many wait.</summary>
    public int Free
    {
        get
        {
            lock (_lock)
            {
                return _free - _waitingCount;
            }
        }
    }

    /// <summary>Waits for a turn. The caller gives it back with <see cref="Leave"/>.</summary>
    /// <param name="client">Who asks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="FactoryBusyException">Too many wait.</exception>
    public async Task EnterAsync(string client, CancellationToken cancellationToken)
    {
        TaskCompletionSource turn;
        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }

            if (_waitingCount >= maximumWaiting)
            {
                throw new FactoryBusyException(_waitingCount);
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (!_waiting.TryGetValue(client, out var queue))
            {
                _waiting[client] = queue = new Queue<TaskCompletionSource>();
                _turns.Enqueue(client);
            }

            queue.Enqueue(turn);
            _waitingCount++;
        }

        var registration = cancellationToken.UnsafeRegister((state, token) => GiveUp((TaskCompletionSource)state!, token), turn);
        await using var owned = registration.ConfigureAwait(false);
        await turn.Task.ConfigureAwait(false);
    }

    public void Leave()
    {
        lock (_lock)
        {
            while (_turns.TryDequeue(out var client))
            {
                var queue = _waiting[client];
                var turn = queue.Dequeue();
                if (queue.Count > 0)
                {
                    _turns.Enqueue(client);
                }
                else
                {
                    _waiting.Remove(client);
                }

                if (turn.TrySetResult())
                {
                    _waitingCount--;
                    return; // It has the slot now.
                }
            }

            _free++;
        }
    }

    /// <summary>Ends a wait. It does not count any more, though its place is taken out when its turn comes.</summary>
    void GiveUp(TaskCompletionSource turn, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (turn.TrySetCanceled(cancellationToken))
            {
                _waitingCount--;
            }
        }
    }
}
