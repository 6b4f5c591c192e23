using TalosBoot.Core.Work;
using TalosBoot.Oci.Layouts;
using TalosBoot.Profiles;
using TalosBoot.Schematics;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Assets;

/// <summary>A build can be stopped at each place where it tells how far it is, and leaves nothing then.</summary>
[NonParallelizable]
public sealed class CancellationTests
{
    static readonly BuildStage[] Stages =
    [
        BuildStage.Resolve, BuildStage.Fetch, BuildStage.Flatten, BuildStage.Squash, BuildStage.Index, BuildStage.Initramfs, BuildStage.Uki, BuildStage.FileSystem, BuildStage.Hash,
        BuildStage.Sign, BuildStage.Pack, BuildStage.Write,
    ];

    TemporaryFolder _folder = null!;
    SecureBootKeys _keys = null!;
    TalosBootEngine _engine = null!;

    [OneTimeSetUp]
    public void CreateEngine()
    {
        _folder = new TemporaryFolder();
        _keys = new SecureBootKeys();
        _engine = SecureBootKeys.CreateEngine(options =>
        {
            options.Images = OciLayout.Open(DemoRelease.Folder);
            options.SpoolDirectory = Directory.CreateDirectory(_folder["spool"]).FullName;
            options.CacheDirectory = null;
        });
    }

    [OneTimeTearDown]
    public void Delete()
    {
        _engine.Dispose();
        _keys.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task A_build_that_is_cancelled_where_any_stage_begins_leaves_nothing()
    {
        using var never = new CancellationTokenSource();
        var whole = new Count(int.MaxValue, never);
        await BuildAsync(whole);
        Assert.That(whole.Seen.Select(report => report.Stage).Distinct().Order(), Is.EqualTo(Stages.Order()), "Each stage tells of itself.");

        for (var number = 1; number <= whole.Seen.Count; number++)
        {
            using var cancellation = new CancellationTokenSource();
            var progress = new Count(number, cancellation);
            Assert.That(async () => await BuildAsync(progress), Throws.InstanceOf<OperationCanceledException>(), $"{number}: {whole.Seen[number - 1]}");
            Assert.That(Directory.GetFileSystemEntries(_folder["spool"]), Is.Empty, $"{number}: {whole.Seen[number - 1]}");
            Assert.That(Directory.GetFileSystemEntries(_folder["out"]), Is.Empty, $"{number}: {whole.Seen[number - 1]}");
        }
    }

    /// <summary>A signed ISO, which is written as it is, and its UKI, which is written packed.</summary>
    async Task BuildAsync(Count progress)
    {
        var output = Directory.CreateDirectory(_folder["out"]).FullName;
        try
        {
            await WriteAsync(builder => builder.AsIso(BootloaderKind.SdBoot));
            await WriteAsync(builder => builder.AsUki().PackagedAs(OutFormat.Zst));
        }
        finally
        {
            foreach (var file in Directory.GetFiles(output, "metal-*"))
            {
                File.Delete(file);
            }
        }

        async Task WriteAsync(Func<BootAssetBuilder, BootAssetBuilder> output)
        {
            var builder = SecureBootKeys.Describe(_engine).UseSecureBoot(_keys.Options)
                .Customize(custom => custom.AddExtensionImage(DemoRelease.Reference("demo-modules", "v1.0.0")));
            using var asset = await output(builder).PlanAsync(progress, progress.Token);
            await asset.WriteToFileAsync(Path.Combine(_folder["out"], asset.FileName), progress, progress.Token);
        }
    }

    /// <summary>Cancels when the n-th item of any stage begins.</summary>
    sealed class Count(int last, CancellationTokenSource cancellation) : IProgress<BuildProgress>
    {
        readonly Lock _lock = new();

        public List<(BuildStage Stage, string Item)> Seen { get; } = [];

        public CancellationToken Token => cancellation.Token;

        public void Report(BuildProgress value)
        {
            lock (_lock)
            {
                if (Seen.Contains((value.Stage, value.Item)))
                {
                    return;
                }

                Seen.Add((value.Stage, value.Item));
                if (Seen.Count == last)
                {
                    cancellation.Cancel();
                }
            }
        }
    }
}
