using System.Globalization;
using System.Text;
using System.Text.Json;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Service;

/// <summary>The programs that people use an Image Factory with, with the commands of Talos' own documentation.</summary>
[TestFixture]
internal sealed class ClientProgramTests
{
    const string Gvisor = "d9ff89777e246792e7642abd3220a616afb4e49822382e4213a2e528ab826fe5";

    TemporaryFolder _folder = null!;
    FactoryServer _server = null!;
    string _host = null!;

    [OneTimeSetUp]
    public void Start()
    {
        _folder = new TemporaryFolder();
        _server = FactoryServer.Start(FactoryLab.Registry, _folder["server"], usesRegistry: false);
        _host = "localhost:" + _server.Address.Split(':')[1];
        ForeignTool.Require("curl");
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder?.Dispose();
    }

    [TestCase(
        "customization:\n  extraKernelArgs:\n    - net.ifnames=0\n  systemExtensions:\n    officialExtensions:\n      - siderolabs/gvisor\n      - siderolabs/intel-ucode\n",
        "b8e8fbbe1b520989e6c52c8dc8303070cb42095997e76e812fa8892393e1d176")]
    [TestCase("customization:\n  systemExtensions:\n    officialExtensions:\n      - siderolabs/gvisor\n", Gvisor)]

    // The documentation shows 0db665ed…, which no release gives (docs/formats/schematic.md).
    [TestCase(
        "overlay:\n  name: rpi_generic\n  image: siderolabs/sbc-raspberrypi\ncustomization:\n  systemExtensions:\n    officialExtensions:\n      - siderolabs/iscsi-tools\n",
        "f47e6cd2634c7a96988861031bcc4144468a1e3aef82cca4f5b5ca3fffef778a")]
    public void Curl_uploads_the_schematics_of_the_documentation(string schematic, string id)
    {
        var file = _folder.WriteFile("schematic.yaml", Encoding.UTF8.GetBytes(schematic));

        var answer = ForeignTool.Run("curl", "--silent", "--fail", "-X", "POST", "--data-binary", "@" + file, $"http://{_host}/schematics").Output;

        Assert.That(JsonDocument.Parse(answer).RootElement.GetProperty("id").GetString(), Is.EqualTo(id));
    }

    [Test]
    public async Task Curl_downloads_an_asset_and_takes_a_download_up_again()
    {
        var id = await _server.CreateSchematicAsync("{}");
        var (url, whole, resumed) = ($"http://{_host}/image/{id}/v1.12.0/metal-amd64.iso", _folder["whole.iso"], _folder["resumed.iso"]);
        ForeignTool.Run("curl", "--silent", "--fail", "--location", "--output", whole, url);
        using (var part = File.Create(resumed))
        {
            part.Write(File.ReadAllBytes(whole).AsSpan(0, 1_234_567));
        }

        ForeignTool.Run("curl", "--silent", "--fail", "--location", "--continue-at", "-", "--output", resumed, url);

        Assert.That(File.ReadAllBytes(resumed), Is.EqualTo(File.ReadAllBytes(whole)));
        Assert.That(ForeignTool.Run("xorriso", "-indev", whole, "-pvd_info").Output, Does.Contain("Volume Id"));
    }

    [Test]
    public async Task Skopeo_and_umoci_take_the_installer()
    {
        ForeignTool.Require("skopeo");
        ForeignTool.Require("umoci");
        await CreateGvisorAsync();
        var layout = _folder["installer"];
        ForeignTool.Run("skopeo", "copy", "--src-tls-verify=false", "--all", $"docker://{_host}/metal-installer/{Gvisor}:v1.11.2", $"oci:{layout}:both");
        ForeignTool.Run("skopeo", "copy", "--src-tls-verify=false", "--override-arch", "amd64", $"docker://{_host}/metal-installer/{Gvisor}:v1.11.2", $"oci:{layout}:amd64");
        ForeignTool.Run("umoci", "unpack", "--rootless", "--image", layout + ":amd64", _folder["bundle"]);

        var raw = ForeignTool.Run("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{_host}/metal-installer/{Gvisor}:v1.11.2").Output;
        Assert.That(
            JsonDocument.Parse(raw).RootElement.GetProperty("manifests").EnumerateArray().Select(item => item.GetProperty("platform").GetProperty("architecture").GetString()),
            Is.EqualTo(new[] { "amd64", "arm64" }));
        Assert.That(Directory.GetFiles(_folder["bundle"], "vmlinuz.efi", SearchOption.AllDirectories), Has.Length.EqualTo(1));
    }

    [Test]
    public async Task One_build_serves_a_thousand_requests_for_twenty_assets()
    {
        var ids = await Task.WhenAll(Enumerable.Range(0, 20).Select(number => _server.CreateSchematicAsync($"customization: {{extraKernelArgs: [load-{number}]}}")));
        var before = await CountBuildsAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async number =>
        {
            var index = number % 20;
            return (index, text: await _server.Http.GetStringAsync(new Uri($"/image/{ids[index]}/v1.12.0/cmdline-metal-amd64", UriKind.Relative)));
        }));

        Assert.That(answers.All(answer => answer.text.EndsWith($" load-{answer.index}", StringComparison.Ordinal)), Is.True);
        Assert.That(await CountBuildsAsync() - before, Is.EqualTo(20));
    }

    async Task<int> CountBuildsAsync()
    {
        const string Name = "\nimage_factory_assets_build_latency_seconds_count ";
        using var http = new HttpClient();
        var page = await http.GetStringAsync(new Uri($"http://{_server.MetricsAddress}/metrics"));
        var start = page.IndexOf(Name, StringComparison.Ordinal) + Name.Length;
        return int.Parse(page.AsSpan(start, page.IndexOf('\n', start) - start), CultureInfo.InvariantCulture);
    }

    Task<string> CreateGvisorAsync() => _server.CreateSchematicAsync("customization: {systemExtensions: {officialExtensions: [siderolabs/gvisor]}}");
}
