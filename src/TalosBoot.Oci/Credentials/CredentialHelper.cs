// A credential helper is a program of the user's own configuration; without it, credentials in a key ring cannot be had at all.
#pragma warning disable RS0030
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Documents;

namespace TalosBoot.Oci.Credentials;

/// <summary>Asks <c>docker-credential-…</c> programs (oci.md 4.4). What they print is never told to anybody.</summary>
internal sealed class CredentialHelper(CredentialEnvironment environment, TimeSpan timeout)
{
    const string NotFound = "credentials not found in native keychain";
    const int MaximumAnswerLength = 1024 * 1024;

    static readonly string[] WindowsExtensions = [".exe", ".cmd", ".bat"];

    /// <summary>The credentials for a server, or null when the helper has none.</summary>
    public async Task<RegistryCredential?> GetAsync(string name, string key, CancellationToken cancellationToken)
    {
        var program = $"docker-credential-{name}";
        var path = name.AsSpan().ContainsAny('/', '\\') ? null : FindProgram(program);
        if (path is null)
        {
            throw Failed(program, "it is not on the path");
        }

        using var process = Start(path, program);
        using var late = new CancellationTokenSource(timeout);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            var (exitCode, output) = await RunAsync(process, key, program, linked.Token).ConfigureAwait(false);
            return Read(program, exitCode, output);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failed(program, $"it did not end within {timeout.TotalSeconds} s");
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }

    static Process Start(string path, string program)
    {
        var start = new ProcessStartInfo(path, ["get"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        try
        {
            return Process.Start(start) ?? throw Failed(program, "it does not start");
        }
        catch (Win32Exception exception)
        {
            throw Failed(program, $"it does not start: {exception.Message}", exception);
        }
    }

    static async Task<(int ExitCode, byte[] Output)> RunAsync(Process process, string key, string program, CancellationToken cancellationToken)
    {
        var errors = process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken);
        var output = ReadAsync(process.StandardOutput.BaseStream, program, cancellationToken);
        try
        {
            var input = process.StandardInput.BaseStream;
            await using (input.ConfigureAwait(false))
            {
                await input.WriteAsync(Encoding.UTF8.GetBytes(key), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // It did not want to read; what it printed is judged below.
        }

        await Task.WhenAll(errors, output).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        return (process.ExitCode, await output.ConfigureAwait(false));
    }

    static async Task<byte[]> ReadAsync(Stream stream, string program, CancellationToken cancellationToken)
    {
        using var result = new MemoryStream();
        var buffer = new byte[4096];
        for (int count; (count = await stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0;)
        {
            result.Write(buffer, 0, count);
            if (result.Length > MaximumAnswerLength)
            {
                throw Failed(program, $"it prints more than {MaximumAnswerLength} bytes");
            }
        }

        return result.ToArray();
    }

    static RegistryCredential? Read(string program, int exitCode, byte[] output)
    {
        if (exitCode != 0)
        {
            return Encoding.UTF8.GetString(output).Trim() == NotFound ? null : throw Failed(program, $"it ended with code {exitCode}");
        }

        try
        {
            return StrictJson.DeserializeFirst(output, CredentialJsonContext.Default.CredentialHelperAnswer)?.ToCredential();
        }
        catch (JsonException)
        {
            throw Failed(program, "what it printed is no answer of a credential helper");
        }
    }

    string? FindProgram(string program)
    {
        string[] extensions = OperatingSystem.IsWindows() ? WindowsExtensions : [string.Empty];
        return (environment["PATH"] ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => extensions.Select(extension => Path.Combine(folder, program + extension)))
            .FirstOrDefault(File.Exists);
    }

    static RegistryException Failed(string program, string what, Exception? cause = null) => new(
        DiagnosticIds.CredentialHelperFailed, program, $"{what}. Install or repair the credential helper, or log in again without it.", cause);
}
