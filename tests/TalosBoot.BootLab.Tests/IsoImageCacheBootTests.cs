using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Profiles;
using TalosBoot.Testing;

namespace TalosBoot.BootLab.Tests;

/// <summary>An ISO with an image cache larger than one extent of ISO 9660 may be, and than 32 bits count.</summary>
[NonParallelizable]
public sealed class IsoImageCacheBootTests
{
    const int LastLength = 777_777;
    const long LargeLength = (5_000L * 1024 * 1024) + LastLength;
    const string Large = "blob/sha256-0000000000000000000000000000000000000000000000000000000000000001";
    const string Small = "manifests/registry.k8s.io/pause/reference/3.10";

    [Test]
    public async Task The_kernel_and_xorriso_read_a_cache_of_5_GB()
    {
        using var folder = new TemporaryFolder();
        await using var engine = DemoAssets.CreateEngine();
        using var stock = await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64).AsInitramfs().PlanAsync();
        var last = TestBytes.Noise(LastLength);
        var small = TestBytes.Text(1234);
        var cache = new FileTree();
        cache.SetFile(Large, BlobSource.Concat(BlobSource.Zeros(LargeLength - LastLength), BlobSource.FromBytes(last)));
        cache.SetFile(Small, BlobSource.FromBytes(small));
        using var iso = await engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64)
            .UseInitramfs(IsoCheck.Append(stock.Content)).UseImageCache(ContainerAsset.FromTree(cache, "a large cache"))
            .Customize(custom => custom.AddKernelArgument(IsoCheck.KernelArgument)).AsIso().PlanAsync();
        await iso.WriteToFileAsync(folder["large.iso"]);
        Assert.That(iso.Size, Is.GreaterThan(LargeLength));

        AssertXorriso(folder, Large, last, LargeLength - LastLength);
        AssertXorriso(folder, Small, small, 0);

        using var machine = VirtualMachine.Amd64().WithCd(folder["large.iso"]);
        var report = machine.RunToReport();
        Assert.That(report.IsComplete, Is.True, report.ToString());
        Assert.That(report["cmdline"], Is.EqualTo(iso.KernelCommandLine));
        Assert.That(report[$"file.{Large}"], Is.EqualTo($"{LargeLength} {Digest.Sha256(last).Hex}"));
        Assert.That(report[$"file.{Small}"], Is.EqualTo($"{small.Length} {Digest.Sha256(small).Hex}"));
    }

    static void AssertXorriso(TemporaryFolder folder, string file, byte[] expected, long offset)
    {
        var copy = folder[Path.GetFileName(file)];
        ForeignTool.Run(
            "xorriso", "-osirrox", "on", "-indev", folder["large.iso"], "-extract_cut", $"/imagecache/{file}", $"{offset}", $"{expected.Length}", copy);
        Assert.That(File.ReadAllBytes(copy), Is.EqualTo(expected), file);
        var size = ForeignTool.Run("xorriso", "-indev", folder["large.iso"], "-lsl", $"/imagecache/{file}").Output;
        Assert.That(size, Does.Contain($" {offset + expected.Length} "));
    }
}
