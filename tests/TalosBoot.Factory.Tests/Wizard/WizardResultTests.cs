using System.Net;
using System.Text.RegularExpressions;

namespace TalosBoot.Factory.Tests.Wizard;

/// <summary>What the last page of the wizard offers for which hardware.</summary>
[TestFixture]
internal sealed partial class WizardResultTests
{
    const string Metal = "target=metal&version=1.13.0&arch=amd64";
    const string Cloud = "target=cloud&version=1.12.0&arch=arm64&platform=aws";
    const string Virtual = "target=cloud&version=1.12.0&arch=amd64&platform=vmware";
    const string Board = "target=sbc&version=1.12.0&board=rpi_generic";

    [Test]
    public async Task Commands_name_this_service_as_the_factory()
    {
        var commands = CommandsOf(await ReadAsync(Metal));

        Assert.That(commands, Has.Some.Match(
            @"^talosctl cluster create qemu --image-factory-url=http://\S+[^/] --schematic-id=[0-9a-f]{64} --talos-version=v1\.13\.0$"));
        Assert.That(commands, Has.Some.Match(
            @"^docker run \S.* ghcr\.io/siderolabs/booter:\S+ --image-factory-base-url=http://\S+[^/] --image-factory-pxe-base-url=http://\S+[^/] --talos-version=v1\.13\.0 --schematic-id=[0-9a-f]{64}$"));
    }

    [TestCase(Metal, true)]
    [TestCase(Cloud, false)]
    [TestCase(Virtual, false)]
    [TestCase(Board, false)]
    public async Task Only_bare_metal_can_be_tried_locally(string choices, bool isOffered)
    {
        var page = await ReadAsync(choices);

        Assert.That(page, isOffered ? Does.Contain("Try it locally") : Does.Not.Contain("Try it locally").And.Not.Contain("cluster create").And.Not.Contain("booter"));
    }

    static async Task<string> ReadAsync(string choices)
    {
        using var answer = await FactoryLab.Main.Http.GetAsync($"/?{choices}&cmdline-set=1&extensions=-");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    static IEnumerable<string> CommandsOf(string page) => Command().Matches(page).Select(command => command.Groups[1].Value);

    [GeneratedRegex("data-copy=\"([^\"]*)\"")]
    private static partial Regex Command();
}
