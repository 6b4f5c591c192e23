using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Testing;
using TalosBoot.Testing.Registry;

namespace TalosBoot.Oci.Tests.Caching;

/// <summary>The sample as a process, against Debian's registry.</summary>
[TestFixture]
sealed class RegistrySampleTests
{
    const string Digests = "ghcr.io/siderolabs/gvisor:20260101.0@sha256:aa\n";

    internal static readonly string Program = Path.Combine(
        RepositoryPaths.Root, "artifacts", "bin", "TalosBoot.Samples.Cli",
        AppContext.BaseDirectory.Contains("release", StringComparison.Ordinal) ? "release" : "debug", "talosboot-cli");

    static async Task<string> SaveAsync(TemporaryFolder folder, params byte[][] layers)
    {
        using var spool = new ContentSpool();
        var builder = new ContainerImageBuilder(new ImageConfig { Architecture = "amd64", OperatingSystem = "linux" });
        foreach (var layer in layers)
        {
            builder.AddLayer(LayerBuilder.BuildFromArchive(BlobSource.FromBytes(layer), CompressionFormat.Gzip, spool));
        }

        await OciLayoutWriter.Open(folder["saved"]).AddAsync(
            builder.Build("test"), new OciPlatform { OperatingSystem = "linux", Architecture = "amd64" });
        return folder["saved"];
    }

    [Test]
    public async Task Its_commands_work_together_with_skopeo_and_tar()
    {
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        var (image, copy) = ($"{registry.Host}/test/extensions:v1", $"{registry.Host}/test/copy:v2");
        var pushed = ForeignTool.Run(Program, "image", "push", await SaveAsync(folder, Layer.Of($"image-digests={Digests}")), image).Output;
        var digest = ForeignTool.Run("skopeo", "inspect", "--tls-verify=false", "--format", "{{.Digest}}", $"docker://{image}").Output.Trim();
        Assert.That(pushed, Is.EqualTo($"{registry.Host}/test/extensions@{digest}\n"));
        Assert.That(ForeignTool.Run(Program, "image", "digest", image).Output, Is.EqualTo($"{digest}\n"));
        Assert.That(ForeignTool.Run(Program, "image", "ls", $"{registry.Host}/test/extensions").Output, Is.EqualTo("v1\n"));
        Assert.That(
            ForeignTool.Run(Program, "image", "manifest", image).Output,
            Is.EqualTo(ForeignTool.Run("skopeo", "inspect", "--raw", "--tls-verify=false", $"docker://{image}").Output));
        ForeignTool.Run(Program, "image", "copy", image, copy);
        ForeignTool.Run(Program, "image", "pull", copy, folder["archive.tar"]);
        ForeignTool.Run("skopeo", "copy", $"docker-archive:{folder["archive.tar"]}", $"oci:{folder["copied"]}:v1");
        Assert.That(
            ForeignTool.Run("sh", "-c", $"'{Program}' image export {copy} | tar x -O image-digests | grep gvisor").Output, Is.EqualTo(Digests));
    }

    [Test]
    public async Task Two_processes_pull_into_one_cache()
    {
        using var folder = new TemporaryFolder();
        using var registry = DockerRegistry.Start(folder);
        var image = $"{registry.Host}/test/shared:v1";
        ForeignTool.Run(Program, "image", "push", await SaveAsync(folder, TestBytes.Noise(16 << 20)), image);
        await Task.WhenAll(Enumerable.Range(0, 2).Select(index => Task.Factory.StartNew(
            () => ForeignTool.Run(Program, "image", "pull", "--cache", folder["cache"], image, folder[$"out-{index}.tar"]), TaskCreationOptions.LongRunning)));
        Assert.That(File.ReadAllBytes(folder["out-0.tar"]).AsSpan().SequenceEqual(File.ReadAllBytes(folder["out-1.tar"])), Is.True);
        Assert.That(new CachedBlobs(folder["cache"]).Check().Partials(), Is.Empty);
    }
}
