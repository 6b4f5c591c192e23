using System.Runtime.InteropServices;

namespace TalosBoot.Samples.Cli;

/// <summary>Stops the program's work on Ctrl-C and on a request to end; whoever asks twice ends the process at once.</summary>
sealed class Interruption : IDisposable
{
    /// <summary>What shells give a program that a signal ended: this and the number of the signal.</summary>
    const int SignalExitCode = 128;

    const int InterruptNumber = 2;
    const int TerminateNumber = 15;

    readonly CancellationTokenSource _source = new();
    readonly PosixSignalRegistration[] _registrations;

    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Stop(context, InterruptNumber)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Stop(context, TerminateNumber)),
    ];

    /// <summary>Is cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>What the program exits with when it was stopped.</summary>
    public int ExitCode { get; private set; } = SignalExitCode + InterruptNumber;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    void Stop(PosixSignalContext context, int number)
    {
        if (_source.IsCancellationRequested)
        {
            return; // What the system does with the signal is what is wanted now.
        }

        context.Cancel = true;
        ExitCode = SignalExitCode + number;
        _source.Cancel();
    }
}
