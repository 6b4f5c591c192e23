using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using TalosBoot.Testing;

namespace TalosBoot.Cli.Tests;

[TestFixture]
[UnsupportedOSPlatform("windows")]
public sealed class AbortTests
{
    [TestCase(new string[0], "Error: aborted")]
    [TestCase(new[] { "--json" }, """{"error":"aborted","id":"aborted","exitCode":130}""")]
    public async Task The_exit_code_of_Ctrl_C_is_that_of_the_signal(string[] more, string message)
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();

        using var program = Start(["inspect", $"http://{server.LocalEndpoint}/metal-amd64.iso", .. more]);
        using var waiting = await server.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromMinutes(1));
        ForeignTool.Run("kill", "-INT", $"{program.Id}");
        var error = await program.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1));
        await program.WaitForExitAsync();
        Assert.That((program.ExitCode, error.Trim()), Is.EqualTo((130, message)));
    }

    [TestCase("INT", 130, "imager -")]
    [TestCase("INT", 130, "build - --output FOLDER")]
    [TestCase("INT", 130, "schematic id -")]
    [TestCase("TERM", 143, "imager -")]
    public async Task A_document_that_does_not_come_is_waited_for_until_the_user_has_enough(string signal, int exitCode, string call)
    {
        using var folder = new TemporaryFolder();
        using var program = Start([.. call.Split(' ').Select(word => word == "FOLDER" ? folder.Path : word)]);

        // More than a pipe holds: once all of it is written, the program is reading.
        await program.StandardInput.WriteAsync(new string(' ', 1 << 20)).WaitAsync(TimeSpan.FromMinutes(1));
        await program.StandardInput.FlushAsync().WaitAsync(TimeSpan.FromMinutes(1));
        ForeignTool.Run("kill", $"-{signal}", $"{program.Id}");
        var error = await program.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1));
        await program.WaitForExitAsync();
        Assert.That((program.ExitCode, error.Trim()), Is.EqualTo((exitCode, "Error: aborted")));
    }

    /// <summary>Starts the program. A test may run where signals are ignored, as behind a shell, which programs inherit.</summary>
    static Process Start(string[] arguments) => Process.Start(
        new ProcessStartInfo("env", ["--default-signal=INT,TERM", "dotnet", CliProgram.Assembly, .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardInput = true,
        })!;
}
