#pragma warning disable RS0030 // The one place where a program runs: the caller chose it to sign, and what it answers is verified.
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Signing.Remote;

/// <summary>Runs a program that signs.</summary>
internal static class SigningProcess
{
    const int OutputLimit = 64 * 1024;

    /// <summary>Runs it with input, and gives its output. It is killed with all that it started when nobody waits any more.</summary>
    public static async Task<byte[]> RunAsync(
        string program, IEnumerable<string> arguments, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Start(program, arguments);
        try
        {
            var output = ReadAsync(process.StandardOutput.BaseStream, cancellationToken);
            var errors = ReadAsync(process.StandardError.BaseStream, cancellationToken);
            await WriteAsync(process.StandardInput.BaseStream, input, cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            var said = FirstWords(await errors.ConfigureAwait(false));
            return process.ExitCode == 0 ? await output.ConfigureAwait(false) : throw Failed(
                $"{program} ended with {process.ExitCode}{(said.Length > 0 ? $" and said: {said}" : ", and said nothing")}");
        }
        catch (IOException exception)
        {
            throw Failed($"{program} cannot be talked to", exception);
        }
        finally
        {
            Kill(process);
        }
    }

    static Process Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            CreateNoWindow = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw Failed($"{program} cannot be started ({exception.Message})", exception);
        }
    }

    static async Task WriteAsync(Stream standardInput, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await using (standardInput.ConfigureAwait(false))
            {
                await standardInput.WriteAsync(input, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // A program that failed did not read it: its exit code tells.
        }
    }

    /// <summary>Reads to the end, and keeps no more than a signature can have.</summary>
    static async Task<byte[]> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[2 * OutputLimit];
        var length = 0;
        int read;
        while ((read = await stream.ReadAsync(buffer.AsMemory(length, OutputLimit), cancellationToken).ConfigureAwait(false)) > 0)
        {
            // What is beyond the limit is read and forgotten: it is no signature whatever it holds.
            length = Math.Min(length + read, OutputLimit);
        }

        return buffer[..length];
    }

    static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It has ended.
        }
        catch (AggregateException)
        {
            // Some of what it started has ended meanwhile.
        }
    }

    static string FirstWords(byte[] errors) => ForeignText.Quote(Encoding.UTF8.GetString(errors).Trim().Split('\n')[0]);

    static SigningException Failed(string reason, Exception? cause = null) => new(
        DiagnosticIds.SignerFailed, $"the signing program failed: {reason}. Run it by hand with a digest on its standard input.", cause);
}
