using System.Net;
using System.Text.RegularExpressions;
using TalosBoot.Testing;

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

    [Test]
    public async Task Secure_Boot_starts_what_it_starts_on_arm64_too()
    {
        var id = await WizardLab.Server.CreateSchematicAsync("""{"customization": {"bootloader": "dual-boot"}}""");

        Assert.That(await ReadAsync($"target=metal&version=1.12.0&arch=arm64&secureboot=true&schematic-id={id}", WizardLab.Server), Does.Contain("/metal-arm64-secureboot.iso"));
    }

    [TestCase("true", true)]
    [TestCase("false", false)]
    public async Task Secure_Boot_is_left_out_for_a_release_without_it(string chosen, bool isTold)
    {
        var id = await FactoryLab.Main.CreateSchematicAsync("{}");
        var page = await ReadAsync($"target=metal&version=1.2.0&arch=amd64&secureboot={chosen}&schematic-id={id}");

        Assert.That(page, isTold ? Does.Contain("Talos 1.2.0 has no Secure Boot images") : Does.Not.Contain("Secure Boot images"));
        Assert.That(page, Does.Contain("/metal-amd64.iso").And.Contain("/kernel-amd64").And.Not.Contain("-secureboot").And.Not.Contain("-uki.efi"));
    }

    [TestCase("true", "-secureboot.iso")]
    [TestCase("false", "metal-amd64.iso")]
    public async Task Only_true_turns_Secure_Boot_on(string chosen, string file) =>
        Assert.That(await ReadAsync($"target=metal&version=1.13.0&arch=amd64&secureboot={chosen}", WizardLab.Server), Does.Contain(file));

    [TestCase(Metal, 8192, false)]
    [TestCase(Metal, 4096, true)]
    [TestCase(Virtual, 4096, false)]
    public async Task Sectors_that_a_disk_image_cannot_have_are_a_conflict(string choices, int size, bool canBuild)
    {
        var id = await FactoryLab.Main.CreateSchematicAsync($"customization: {{diskImage: {{sectorSize: {size}}}}}");
        var page = await ReadAsync($"{choices}&schematic-id={id}");

        Assert.That(page.Contains($"cannot have sectors of {size} bytes", StringComparison.Ordinal), Is.EqualTo(!canBuild));
        Assert.That(page, canBuild ? Does.Contain("/metal-amd64.qcow2").And.Not.Contain(".vhd").And.Not.Contain(".ova") : Does.Not.Contain("/image/"));
    }

    [Test]
    public async Task Certificates_that_the_service_does_not_have_are_not_offered()
    {
        const string Choices = "target=metal&version=1.13.0&arch=amd64&secureboot=true";
        var (server, empty) = (WizardLab.Server, await WizardLab.Server.CreateSchematicAsync("{}"));
        var id = await server.CreateSchematicAsync("""{"customization": {"secureboot": {"includeWellKnownCertificates": true}}}""");

        Assert.That(await ReadAsync($"{Choices}&schematic-id={id}", server), Does.Contain("no certificates of Microsoft").And.Not.Contain("/image/"));
        Assert.That(await ReadAsync($"{Choices}&schematic-id={id}&step=customize", server), Does.Contain("well-known-certificates"), "One can go back.");
        Assert.That(await ReadAsync($"{Choices}&schematic-id={empty}&step=customize", server), Does.Contain("enroll-keys").And.Not.Contain("well-known-certificates"));
        Assert.That(await ReadAsync($"{Choices}&step=customize"), Does.Contain("well-known-certificates"));
    }

    [Test]
    public async Task What_stands_behind_files_is_told_where_it_is_given()
    {
        Assert.That(await ReadAsync(Metal, WizardLab.Server), Does.Contain("Append .sha256").And.Contain("Append .sigstore.json"));
        Assert.That(await ReadAsync(Metal), Does.Not.Contain("Append"));
    }

    [Test]
    public async Task A_page_waits_for_no_build_and_builds_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var server = FactoryServer.Start(FactoryLab.Registry, folder["server"], usesRegistry: false);

        Assert.That(await ReadAsync(Metal, server), Does.Contain("Kernel arguments explained").And.Contain("<code>talos.platform=metal</code>"));
        Assert.That(Directory.GetFiles(Path.Combine(folder["server"], "store", "assets"), "*", SearchOption.AllDirectories), Is.Empty);
    }

    static async Task<string> ReadAsync(string choices, FactoryServer? server = null)
    {
        using var answer = await (server ?? FactoryLab.Main).Http.GetAsync($"/?{choices}&cmdline-set=1&extensions=-");
        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK).Or.EqualTo(HttpStatusCode.NotFound));
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    static IEnumerable<string> CommandsOf(string page) => Command().Matches(page).Select(command => command.Groups[1].Value);

    [GeneratedRegex("<h2 id=\"[a-z]+\"><span>(\\d)</span>")]
    private static partial Regex Number();

    [GeneratedRegex("data-copy=\"([^\"]*)\"")]
    private static partial Regex Command();
}
