using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;
using TalosBoot.Oci.Layouts;
using TalosBoot.Profiles;
using TalosBoot.Testing;
using TalosBoot.Tests.Assets;

namespace TalosBoot.Tests.Disks;

/// <summary>Disk images of the demo release under the rules of any Talos version, with a small kernel and initramfs.</summary>
sealed class DiskEngine : IAsyncDisposable
{
    static readonly BlobSource Initramfs = BlobSource.FromBytes(TestBytes.Noise(300_000, seed: 9));

    static readonly BlobSource Kernel = BlobSource.FromBytes(SyntheticKernel.EfiBzImage());
    static readonly BlobSource Arm64Kernel = BlobSource.FromBytes(SyntheticKernel.Arm64Image());

    readonly TemporaryFolder _folder = new();
    readonly SecureBootKeys _keys = new();

    public DiskEngine()
    {
        Engine = TalosBootEngine.Create(options =>
        {
            options.Images = OciLayout.Open(DemoRelease.Folder);
            options.ImagerImage = DemoRelease.Reference("imager");
            options.InstallerImage = DemoRelease.Reference("imager");
            options.CacheDirectory = _folder["cache"];
        });
    }

    public TalosBootEngine Engine { get; }

    /// <summary>Describes a disk image by a built-in profile. One with Secure Boot is signed.</summary>
    public BootAssetBuilder Describe(string profile, string version, Architecture architecture = Architecture.Amd64)
    {
        var builder = Engine.CreateAsset(new Profile { BaseProfileName = profile, Version = version, Arch = architecture.ToName() })
            .UseKernel(architecture == Architecture.Amd64 ? Kernel : Arm64Kernel).UseInitramfs(Initramfs);
        return profile.StartsWith("secureboot-", StringComparison.Ordinal) ? builder.UseSecureBoot(_keys.Options) : builder;
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _keys.Dispose();
        _folder.Dispose();
    }
}
