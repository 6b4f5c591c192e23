using TalosBoot.Archives.Trees;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Oci;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Testing;

namespace TalosBoot.Cli.Tests;

/// <summary>An OCI layout with imager images of the inputs that upstream's imager was run on: it has them in its own file system.</summary>
sealed class ImagerRelease : IDisposable
{
    static readonly string[] Architectures = ["amd64", "arm64"];
    static readonly string[] Versions = ["v1.14.0-beta.1", "v1.13.0", "v1.12.0"];
    static readonly string[] Files = ["vmlinuz", "initramfs.xz", "systemd-stub.efi", "systemd-boot.efi"];
    static readonly string[] GrubTargets = ["i386-pc", "x86_64-efi", "arm64-efi"];

    readonly TemporaryFolder _folder = new();

    public string Inputs => _inputs.Path;

    public string Layout => _folder["release"];

    readonly TemporaryFolder _inputs = RealInputs.Create();

    public static async Task<ImagerRelease> CreateAsync()
    {
        var release = new ImagerRelease();
        var tree = new FileTree();
        foreach (var path in Architectures.SelectMany(architecture => Files.Select(file => $"{architecture}/{file}")))
        {
            tree.SetFile($"usr/install/{path}", BlobSource.FromFile(release._inputs[path]));
        }

        tree.Set("usr/lib/grub", GrubFolders.Tree(GrubTargets.Select(GrubFolders.OfDemoRelease)).Root);
        using var spool = new ContentSpool();
        var layer = LayerBuilder.BuildFromTree(tree, CompressionFormat.None, spool);
        var writer = OciLayoutWriter.Open(release.Layout);
        foreach (var architecture in Architectures)
        {
            var platform = new OciPlatform { OperatingSystem = "linux", Architecture = architecture };
            var image = new ContainerImageBuilder(new ImageConfig { Architecture = architecture, OperatingSystem = "linux" }).AddLayer(layer).Build("imager");
            foreach (var version in Versions)
            {
                await writer.AddAsync(image, platform, ImageReference.Parse($"ghcr.io/siderolabs/imager:{version}"));
            }
        }

        return release;
    }

    public void Dispose()
    {
        _folder.Dispose();
        _inputs.Dispose();
    }
}
