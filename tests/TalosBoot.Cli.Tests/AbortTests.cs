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

        // A test may run where the signal is ignored, as behind a shell, which programs inherit.
        var start = new ProcessStartInfo(
            "env", ["--default-signal=INT", "dotnet", CliProgram.Assembly, "inspect", $"http://{server.LocalEndpoint}/metal-amd64.iso", .. more])
        { RedirectStandardError = true };
        using var program = Process.Start(start)!;
        using var waiting = await server.AcceptTcpClientAsync().WaitAsync(TimeSpan.FromMinutes(1));
        ForeignTool.Run("kill", "-INT", $"{program.Id}");
        var error = await program.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(1));
        await program.WaitForExitAsync();
        Assert.That((program.ExitCode, error.Trim()), Is.EqualTo((130, message)));
    }
}
