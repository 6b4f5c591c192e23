using System.Text.Json.Nodes;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>Extensions as a profile can name them: by reference, as an OCI layout, and as a tarball (oci.md 17, profile.md 2.5).</summary>
[NonParallelizable]
public sealed class ExtensionInputTests
{
    const string Nowhere = "/nonexistent/extension";

    static readonly string Reference = DemoRelease.Reference("demo-hello", "v1.0.0");

    TemporaryFolder _folder = null!;
    TalosBootEngine _engine = null!;

    [OneTimeSetUp]
    public void MakeInputs()
    {
        _folder = new TemporaryFolder();
        _engine = DemoEngine.Create(options => options.CacheDirectory = null);
        var image = $"oci:{DemoRelease.Folder}:{Reference}";
        ForeignTool.Run("skopeo", "copy", "--quiet", "--override-arch", "amd64", image, $"docker-archive:{DockerArchive}:example.org/hello:v1");
        foreach (var (layout, architecture) in new[] { (Layout, "amd64"), (OtherLayout, "arm64"), (MuteLayout, "amd64") })
        {
            ForeignTool.Run("skopeo", "copy", "--quiet", "--override-arch", architecture, image, $"oci:{layout}:v1");
            SetPlatform(layout, layout == MuteLayout ? null : architecture);
        }

        ForeignTool.Run("skopeo", "copy", "--quiet", "--override-arch", "amd64", image, $"dir:{_folder["dir"]}");
        var layer = Directory.GetFiles(_folder["dir"]).MaxBy(path => new FileInfo(path).Length)!;
        File.WriteAllBytes(Tarball, ForeignTool.TryRun("gzip", ["--decompress"], input: File.ReadAllBytes(layer)).OutputBytes);
        foreach (var (tool, suffix) in new[] { ("gzip", "gz"), ("zstd", "zst") })
        {
            File.WriteAllBytes($"{Tarball}.{suffix}", ForeignTool.Run(tool, "--stdout", Tarball).OutputBytes);
        }
    }

    [OneTimeTearDown]
    public async Task CleanAsync()
    {
        await _engine.DisposeAsync();
        _folder.Dispose();
    }

    string DockerArchive => _folder["docker.tar"];

    string Layout => _folder["layout"];

    string OtherLayout => _folder["arm64"];

    string MuteLayout => _folder["mute"];

    string Tarball => _folder["rootfs.tar"];

    [Test]
    public async Task From_each_kind_of_input_the_initramfs_has_the_same_bytes()
    {
        var expected = await BuildAsync(new ContainerAsset { ImageRef = Reference });
        ContainerAsset[] inputs =
        [
            new() { TarballPath = DockerArchive },
            new() { TarballPath = Tarball },
            new() { TarballPath = $"{Tarball}.gz" },
            new() { TarballPath = $"{Tarball}.zst" },
            new() { OciPath = Layout },
        ];
        foreach (var input in inputs)
        {
            Assert.That(await BuildAsync(input), Is.EqualTo(expected), input.ToString());
        }
    }

    [Test]
    public async Task The_keys_of_a_profile_name_them_and_a_cache_makes_no_difference()
    {
        var expected = await BuildAsync(
            new ContainerAsset { ImageRef = Reference }, new ContainerAsset { TarballPath = Tarball }, new ContainerAsset { OciPath = Layout });
        var text = $$"""
            baseProfileName: iso
            arch: amd64
            version: {{DemoRelease.Version}}
            input:
              systemExtensions:
                - imageRef: {{Reference}}
                - tarballPath: {{Tarball}}
                - ociPath: {{Layout}}
            output:
              kind: initramfs
              outFormat: raw
            """;
        await using var cached = DemoEngine.Create(options => options.CacheDirectory = _folder["cache"]);
        foreach (var engine in new[] { _engine, cached, cached })
        {
            using var asset = await engine.CreateAsset(ProfileReader.Read(text)).PlanAsync();
            Assert.That(Digest.Sha256(asset.Content), Is.EqualTo(expected));
        }
    }

    [Test]
    public async Task A_tarball_wins_over_a_layout_and_that_over_a_reference()
    {
        var expected = await BuildAsync(new ContainerAsset { ImageRef = Reference });
        Assert.That(await BuildAsync(new ContainerAsset { TarballPath = Tarball, OciPath = Nowhere, ImageRef = "no reference" }), Is.EqualTo(expected));
        Assert.That(await BuildAsync(new ContainerAsset { OciPath = Layout, ImageRef = "no reference" }), Is.EqualTo(expected));
    }

    [Test]
    public async Task A_layout_that_does_not_name_the_architecture_is_refused_as_upstream_does()
    {
        foreach (var layout in new[] { OtherLayout, MuteLayout })
        {
            var exception = (await Assert.ThrowsAsync<RegistryException>(() => BuildAsync(new ContainerAsset { OciPath = layout })))!;
            Assert.That(exception.DiagnosticId, Is.EqualTo(DiagnosticIds.PlatformNotFound));
            Assert.That(exception.Message, Does.Contain("no OCI image found for amd64"));
        }
    }

    [Test]
    public async Task What_is_not_there_or_no_extension_is_refused_with_its_path()
    {
        var empty = _folder.WriteFile("empty.tar", new byte[10240]);
        var noise = _folder.WriteFile("noise.tar", TestBytes.Noise(10240));
        var other = _folder.WriteFile("other.tar", []);
        _folder.WriteFile("other/bin/sh", "x"u8);
        ForeignTool.Run("tar", "--create", "--file", other, "--directory", _folder["other"], "bin");
        foreach (var (input, id) in new (ContainerAsset, string)[]
        {
            (new() { TarballPath = Nowhere }, DiagnosticIds.InputNotReadable),
            (new() { TarballPath = empty }, DiagnosticIds.ImageStoreInvalid),
            (new() { TarballPath = other }, DiagnosticIds.ExtensionUnexpectedFile),
            (new() { OciPath = Nowhere }, DiagnosticIds.ImageStoreInvalid),
        })
        {
            var exception = (await Assert.CatchAsync<TalosBootException>(() => BuildAsync(input)))!;
            Assert.That(exception.DiagnosticId, Is.EqualTo(id), input.ToString());
            Assert.That(exception.Message, Does.Contain(input.ToString()));
        }

        Assert.That(
            (await Assert.ThrowsAsync<ImageFormatException>(() => BuildAsync(new ContainerAsset { TarballPath = noise })))!.DiagnosticId,
            Does.StartWith("TB41"));
    }

    /// <summary>Lets the only entry of a layout's index name its platform, or none.</summary>
    static void SetPlatform(string layout, string? architecture)
    {
        var path = Path.Combine(layout, "index.json");
        var document = JsonNode.Parse(File.ReadAllText(path))!;
        document["manifests"]![0]!["platform"] = architecture is null ? null : new JsonObject { ["os"] = "linux", ["architecture"] = architecture };
        File.WriteAllText(path, document.ToJsonString());
    }

    async Task<Digest> BuildAsync(params ContainerAsset[] extensions)
    {
        var builder = _engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64).AsInitramfs().Customize(custom =>
        {
            foreach (var extension in extensions)
            {
                custom.AddExtensionImage(extension);
            }
        });
        using var asset = await builder.PlanAsync();
        return Digest.Sha256(asset.Content);
    }
}
