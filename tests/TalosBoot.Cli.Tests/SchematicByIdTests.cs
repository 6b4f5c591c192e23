using System.Net;
using System.Text;
using TalosBoot.Schematics;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Cli.Tests;

/// <summary>Assets by the ID of a schematic, whose text an Image Factory knows: here one with two answers.</summary>
[TestFixture]
public sealed class SchematicByIdTests
{
    const string Text = "customization:\n    extraKernelArgs:\n        - by.id=1\n";
    static readonly string Id = Schematic.Parse(Text).Id().Hex;
    static readonly string OtherId = new('b', 64);

    readonly HttpListener _factory = new();
    string _address = null!;
    Task _answers = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _address = $"http://127.0.0.1:{LoopbackPort.Free()}";
        _factory.Prefixes.Add($"{_address}/");
        _factory.Start();
        _answers = Task.Run(AnswerAsync);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _factory.Close();
        await _answers;
    }

    [Test]
    public void An_asset_is_built_by_the_ID_of_a_schematic()
    {
        var plan = Plan(Id, "--factory", _address);
        Assert.That(plan.ExitCode, Is.Zero, plan.Error);
        Assert.That(plan.Output, Does.Contain("by.id=1").And.Contain(Id));
    }

    [Test]
    public void A_text_that_has_another_ID_is_not_used()
    {
        var plan = Plan(OtherId, "--factory", _address);
        Assert.That(plan.ExitCode, Is.Not.Zero);
        Assert.That(plan.Error, Does.Contain($"a schematic that has the ID {Id}"));
    }

    [Test]
    public void An_ID_that_the_factory_does_not_know_is_told()
    {
        var plan = Plan(new string('a', 64), "--factory", _address);
        Assert.That(plan.ExitCode, Is.EqualTo(2));
        Assert.That(plan.Error, Does.Contain($"{_address}/ has no schematic aaaa"));
    }

    [Test]
    public void An_ID_needs_a_factory()
    {
        var plan = Plan(new string('a', 64));
        Assert.That(plan.ExitCode, Is.EqualTo(2));
        Assert.That(plan.Error, Does.Contain("--factory"));
    }

    [Test]
    public void The_ID_of_nothing_is_known_to_everybody() => Assert.That(Plan(SchematicId.Empty.Hex).Output, Does.Contain(SchematicId.Empty.Hex));

    [Test]
    public void Another_address_than_a_URL_is_refused() => Assert.That(Plan(SchematicId.Empty.Hex, "--factory", "here").Error, Does.Contain("--factory is \"here\""));

    /// <summary>One schematic under two IDs, of which the second is wrong.</summary>
    async Task AnswerAsync()
    {
        while (_factory.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _factory.GetContextAsync();
            }
            catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var isKnown = context.Request.RawUrl == $"/schematics/{Id}" || context.Request.RawUrl == $"/schematics/{OtherId}";
            context.Response.StatusCode = isKnown ? 200 : 404;
            context.Response.Close(Encoding.UTF8.GetBytes(isKnown ? Text : "schematic not found"), willBlock: true);
        }
    }

    static ToolResult Plan(string schematic, params string[] more) => CliProgram.Run(
        ["plan", "metal", "--talos", "1.12.0", "--arch", "amd64", "--images", DemoRelease.Folder, "--schematic", schematic, .. more]);
}
