namespace TalosBoot.Testing;

/// <summary>What somebody at the keyboard of a machine does, until the machine is no longer watched.</summary>
sealed class KeyboardSession : IDisposable
{
    readonly CancellationTokenSource _end;
    readonly Task _task;

    public KeyboardSession(Func<CancellationToken, Task>? session, CancellationTokenSource end)
    {
        _end = end;
        _task = session?.Invoke(end.Token) ?? Task.CompletedTask;
    }

    public void Dispose()
    {
        _end.Cancel();
        try
        {
            _task.GetAwaiter().GetResult();
        }
        catch (Exception exception) when (exception is OperationCanceledException or System.Net.Sockets.SocketException)
        {
            // The machine ended first.
        }
    }
}
