using System.Text;
using TalosBoot.Samples.Cli.Verbs;
using TalosBoot.Testing;
using TalosBoot.Testing.Processes;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Cli.Tests;

[TestFixture]
public sealed class FactoryVerbTests
{
    [Test]
    public async Task An_Image_Factory_answers_with_schematics_and_pages()
    {
        using var folder = new TemporaryFolder();
        var address = $"127.0.0.1:{LoopbackPort.Free()}";
        var configuration = folder.WriteFile("factory.yaml", Encoding.UTF8.GetBytes($$"""
            http: {httpListenAddr: "{{address}}", externalURL: "http://{{address}}/"}
            metrics: {addr: ""}
            containerSignature: {disabled: true}
            storage: {folder: "{{folder["store"]}}"}
            """));
        using var factory = new FactoryHostProcess(
            configuration, new HttpClient { BaseAddress = new Uri($"http://{address}") }, "warn", program: [CliProgram.Name, FactoryVerb.Name]);
        await factory.StartAsync();
        using var created = await factory.Http.PostAsync("/schematics", new StringContent("customization: {}"));
        Assert.That(
            await created.Content.ReadAsStringAsync(), Does.Contain("376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba"), factory.Log);
        Assert.That(await factory.Http.GetStringAsync("/"), Does.Contain("<html"));
    }

    [Test]
    public void Tells_how_it_is_called()
    {
        var help = CliProgram.Run([FactoryVerb.Name, "--help"]);
        Assert.That((help.ExitCode, help.Output), Is.EqualTo((0, CliProgram.Run([FactoryVerb.Name, "--verbose"]).Error)));
        Assert.That(help.Output, Does.StartWith("Usage: talosboot factory [--config SOURCE]"));
    }
}
