#pragma warning disable RS0030 // The one place where a program of an image runs: the caller allowed it, and what it leaves is checked.
using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using TalosBoot.Core.Versions;

namespace TalosBoot.Overlays.Programs;

/// <summary>Runs programs of Linux on Linux: with nothing of this process' environment, and all that they started ended with them.</summary>
internal sealed class HostProgramRunner : IProgramRunner
{
    const int OutputLimit = 1024 * 1024;
    const int ErrorsKept = 4096;
    const int BufferLength = 16 * 1024;
    const int TextFileBusy = 26;
    const int StartAttempts = 20;
    static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(25);

    public Architecture? Architecture => OperatingSystem.IsLinux() ? ArchitectureNames.Host : null;

    public async Task<ProgramAnswer> RunAsync(ProgramCall call, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(call.Options.TimeLimit);
        using var process = new Process { StartInfo = Describe(call) };
        try
        {
            await StartAsync(process, cancellationToken).ConfigureAwait(false);
        }
        catch (Win32Exception exception)
        {
            return new ProgramAnswer(ProgramEnd.NotStarted, 0, [], exception.Message);
        }

        var errors = new LimitedOutput(ErrorsKept);
        var output = new LimitedOutput(OutputLimit);

        // Reads and writes of pipes wait for the other side whatever their token says: they are waited for, and end when the program is ended.
        var exchange = Task.WhenAll(
            ReadAsync(process.StandardOutput.BaseStream, output, limit), ReadAsync(process.StandardError.BaseStream, errors, limit),
            WriteAsync(process, call.Input, limit.Token));
        try
        {
            await exchange.WaitAsync(limit.Token).ConfigureAwait(false);
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            return new ProgramAnswer(ProgramEnd.Exited, process.ExitCode, output.ToArray(), Text(errors));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            var end = output.IsOverrun || errors.IsOverrun ? ProgramEnd.WroteTooMuch : ProgramEnd.TimedOut;
            return new ProgramAnswer(end, 0, [], Text(errors));
        }
        finally
        {
            await EndAsync(process).ConfigureAwait(false);
            LeftProcesses.End(call.Folder);
            _ = exchange.ContinueWith(
                static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    static ProcessStartInfo Describe(ProgramCall call)
    {
        var info = new ProcessStartInfo(call.Program, call.Arguments)
        {
            WorkingDirectory = call.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        info.Environment.Clear();
        info.Environment["PATH"] = call.Options.SearchPath;
        info.Environment["HOME"] = call.Folder;
        info.Environment["TMPDIR"] = call.Folder;
        info.Environment["LC_ALL"] = "C";
        return info;
    }

    /// <summary>
    /// Starts the process. The file was written a moment ago, and another process that was started meanwhile may still have it open for writing, which it
    /// closes as soon as it runs its own program.
    /// </summary>
    static async Task StartAsync(Process process, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                process.Start();
                return;
            }
            catch (Win32Exception exception) when (exception.NativeErrorCode == TextFileBusy && attempt < StartAttempts)
            {
                await Task.Delay(StartPause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Writes standard input. A program that does not read it to its end has its reasons, and its exit code tells whether they are good.</summary>
    static async Task WriteAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        var stream = process.StandardInput.BaseStream;
        try
        {
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(input, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
        }
    }

    static async Task ReadAsync(Stream stream, LimitedOutput output, CancellationTokenSource limit)
    {
        var buffer = new byte[BufferLength];
        for (int read; (read = await stream.ReadAsync(buffer, limit.Token).ConfigureAwait(false)) > 0;)
        {
            if (!output.TryAdd(buffer.AsSpan(0, read)))
            {
                await limit.CancelAsync().ConfigureAwait(false);
            }
        }
    }

    static async Task EndAsync(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It had ended.
        }

        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
    }

    static string Text(LimitedOutput output) => Encoding.UTF8.GetString(output.ToArray());

    /// <summary>Keeps what was written up to a length, and bears some more without keeping it.</summary>
    sealed class LimitedOutput(int kept)
    {
        readonly ArrayBufferWriter<byte> _bytes = new();
        long _written;

        public bool IsOverrun => _written > OutputLimit;

        public bool TryAdd(ReadOnlySpan<byte> bytes)
        {
            _written += bytes.Length;
            _bytes.Write(bytes[..(int)Math.Min(bytes.Length, Math.Max(0, kept - _bytes.WrittenCount))]);
            return !IsOverrun;
        }

        public byte[] ToArray() => _bytes.WrittenSpan.ToArray();
    }
}
