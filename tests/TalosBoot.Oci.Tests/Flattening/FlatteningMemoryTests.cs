using System.Globalization;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Oci.Tests.Caching;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests.Flattening;

/// <summary>How much memory a process takes that flattens layers larger than that.</summary>
[TestFixture, NonParallelizable]
sealed class FlatteningMemoryTests
{
    const long LargestMemory = 128_000_000;
    const int Layers = 5;
    const int LongWindowLayers = 2;
    const int NoiseLength = 4 << 20;
    const int Repetitions = 10;

    [Test]
    public async Task Large_layers_and_long_windows_are_flattened_within_128_MB()
    {
        using var folder = new TemporaryFolder();
        ForeignTool.Require("/usr/bin/time");
        await WriteLayoutAsync(folder);
        var result = ForeignTool.TryRun(
            "/usr/bin/time", ["--format=peak %M", RegistrySampleTests.Program, "image", "export", folder["layout"], folder["out.tar"]]);
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        var peak = result.Error.Split('\n').Single(line => line.StartsWith("peak ", StringComparison.Ordinal));
        TestContext.Out.WriteLine(peak);
        Assert.That(new FileInfo(folder["out.tar"]).Length, Is.GreaterThan((long)NoiseLength * Repetitions * (Layers + LongWindowLayers)));
        Assert.That(long.Parse(peak["peak ".Length..], CultureInfo.InvariantCulture) * 1024, Is.LessThan(LargestMemory));
    }

    static async Task WriteLayoutAsync(TemporaryFolder folder)
    {
        var builder = new ContainerImageBuilder(new ImageConfig { Architecture = "amd64", OperatingSystem = "linux" });
        for (var number = 0; number < Layers + LongWindowLayers; number++)
        {
            builder.AddLayer(await LayerAsync(folder, Archive(number), number < Layers ? string.Empty : "--long=25"));
        }

        await OciLayoutWriter.Open(folder["layout"]).AddAsync(
            builder.Build("test"), new OciPlatform { OperatingSystem = "linux", Architecture = "amd64" });
    }

    /// <summary>One file of 40 MiB, which shrinks only where the noise is found again from far back.</summary>
    static BlobSource Archive(int number)
    {
        var noise = BlobSource.FromBytes(TestBytes.Noise(NoiseLength, (ulong)number + 1));
        return new TarArchiveBuilder()
            .Add($"file-{number}", new RegularFile(BlobSource.Concat([.. Enumerable.Repeat(noise, Repetitions)]))).Build();
    }

    /// <summary>A layer in zstd, whose decoder needs a window of 512 KiB, or with the option one of 32 MiB.</summary>
    static async Task<ContainerLayer> LayerAsync(TemporaryFolder folder, BlobSource archive, string option)
    {
        var diffId = Digest.Sha256(archive);
        var path = folder[$"{diffId.Hex}.tar"];
        await archive.WriteToFileAsync(path);
        ForeignTool.Run("sh", "-c", $"zstd --quiet -1 {option} --stdout <'{path}' >'{path}.zst'");
        var content = BlobSource.FromFile($"{path}.zst");
        Assert.That(content.Length < NoiseLength * 2, Is.EqualTo(option.Length > 0), "A window is used that is as long as it should be.");
        var descriptor = new OciDescriptor { MediaType = OciMediaTypes.LayerZstd, Size = content.Length, Digest = Digest.Sha256(content) };
        return new ContainerLayer(new MemoryBlobStore("test", [(descriptor, content)]), descriptor, diffId);
    }
}
