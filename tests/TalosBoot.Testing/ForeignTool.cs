using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using NUnit.Framework;

namespace TalosBoot.Testing;

/// <summary>
/// A program that is not ours, asked for its opinion. A test is skipped with a reason when the program is absent, and fails instead when
/// the environment variable TALOSBOOT_REQUIRE_TOOLS is 1.
/// </summary>
public static class ForeignTool
{
    static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(120);

    /// <summary>Runs a program and fails the test unless it exits with 0.</summary>
    /// <returns>What it printed.</returns>
    public static ToolResult Run(string tool, params IReadOnlyList<string> arguments)
    {
        var result = TryRun(tool, arguments);
        Assert.That(result.ExitCode, Is.Zero, $"{tool} {string.Join(' ', arguments)}\n{result.Output}\n{result.Error}");
        return result;
    }

    /// <summary>Runs a program, whatever it exits with.</summary>
    public static ToolResult TryRun(
        string tool, IReadOnlyList<string> arguments, string? workingDirectory = null, byte[]? input = null,
        IReadOnlyDictionary<string, string>? environment = null)
    {
        Require(tool);
        var start = new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = workingDirectory ?? string.Empty,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["TZ"] = "UTC";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = ReadAllAsync(process.StandardOutput.BaseStream);
        var error = ReadAllAsync(process.StandardError.BaseStream);
        using (var standardInput = process.StandardInput.BaseStream)
        {
            try
            {
                standardInput.Write(input);
            }
            catch (IOException)
            {
                // The program did not want all of its input; what it says is judged by the caller.
            }
        }

        if (!process.WaitForExit(DefaultTimeout))
        {
            // Whether it works without an end, waits for something, or ended unseen.
            var state = $"it used a processor for {process.TotalProcessorTime.TotalSeconds:0.0} s, {ReadState(process.Id)}";
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{tool} did not end within {DefaultTimeout.TotalSeconds} s: {state}.");
        }

        return new ToolResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Skips the test, or fails it where tools are required, when a program is absent.</summary>
    public static void Require(string tool)
    {
        if (!IsPresent(tool))
        {
            SkipOrFail($"The program {tool} is not installed.");
        }
    }

    /// <summary>Skips the test, or fails it where tools are required, when it does not run as root on Linux.</summary>
    public static void RequireRoot(string reason)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            SkipOrFail(reason);
        }
    }

    /// <summary>Whether a program is on the path.</summary>
    public static bool IsPresent(string tool) =>
        Path.IsPathRooted(tool)
            ? File.Exists(tool)
            : $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(Path.PathSeparator)
                .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, tool)));

    /// <summary>Skips the test with a reason, or fails it where tools are required.</summary>
    [DoesNotReturn]
    public static void SkipOrFail(string reason)
    {
        if (Environment.GetEnvironmentVariable("TALOSBOOT_REQUIRE_TOOLS") == "1")
        {
            throw new AssertionException(reason);
        }

        throw new IgnoreException(reason);
    }

    static string ReadState(int id) => File.Exists($"/proc/{id}/status")
        ? File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("State:", StringComparison.Ordinal)).Replace('\t', ' ')
        : "and is gone";

    static async Task<byte[]> ReadAllAsync(Stream stream)
    {
        using var memory = new MemoryStream();
        await stream.CopyToAsync(memory).ConfigureAwait(false);
        return memory.ToArray();
    }
}
