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

    [OneTimeSetUp]
    public void Prepare() => BoardImages.Prepare();

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

    [TestCase(Metal, true)]
    [TestCase(Cloud, false)]
    [TestCase(Virtual, true)]
    [TestCase(Board, false)]
    public async Task What_is_a_disk_already_is_not_installed(string choices, bool isInstalled)
    {
        var page = await ReadAsync(choices);

        Assert.That(page, isInstalled ? Does.Contain("machine.install.image") : Does.Not.Contain("machine.install.image"));
        Assert.That(page, Does.Contain("talosctl upgrade --image "));
        var numbers = Number().Matches(page).Select(number => number.Groups[1].ValueSpan[0]).ToArray();
        Assert.That(numbers, Is.EqualTo("1234"[..numbers.Length]));
    }

    [TestCase("target=metal&version=1.7.6&arch=amd64&extensions=siderolabs%2Fno-such-thing", "extensions")]
    [TestCase("target=sbc&version=1.12.0&board=rpi_5", "version")]
    public async Task Nothing_is_offered_of_what_cannot_be_built(string choices, string step)
    {
        var page = await ReadAsync(choices);

        Assert.That(page, Does.Contain("This cannot be built yet").And.Contain("Schematic ID").And.Contain($"step={step}"));
        Assert.That(page, Does.Not.Contain("/image/").And.Not.Contain("/pxe/").And.Not.Contain("installer").And.Not.Contain("talosctl").And.Not.Contain("booter"));
        Assert.That(page, Does.Not.Contain("Files are built when"));
    }

    [Test]
    public async Task Two_bootloaders_at_once_are_no_choice_for_arm64()
    {
        var id = await FactoryLab.Main.CreateSchematicAsync("""{"customization": {"bootloader": "dual-boot"}}""");

        Assert.That(await ReadAsync($"target=metal&version=1.12.0&arch=arm64&schematic-id={id}"), Does.Contain("GRUB and systemd-boot together are for amd64 only."));
        Assert.That(await ReadAsync($"target=metal&version=1.12.0&arch=amd64&schematic-id={id}"), Does.Contain("/metal-amd64.iso"));
    }

    static async Task<string> ReadAsync(string choices)
    {
        using var answer = await FactoryLab.Main.Http.GetAsync($"/?{choices}&cmdline-set=1&extensions=-");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK).Or.EqualTo(HttpStatusCode.NotFound));
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    static IEnumerable<string> CommandsOf(string page) => Command().Matches(page).Select(command => command.Groups[1].Value);

    [GeneratedRegex("<h2 id=\"[a-z]+\"><span>(\\d)</span>")]
    private static partial Regex Number();

    [GeneratedRegex("data-copy=\"([^\"]*)\"")]
    private static partial Regex Command();
}
