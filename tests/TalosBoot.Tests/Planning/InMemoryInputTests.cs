using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Oci;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Layouts;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Testing;
using TalosBoot.Tests.Assets;

namespace TalosBoot.Tests.Planning;

/// <summary>Inputs that are given in memory make the same assets as those that are named.</summary>
public sealed class InMemoryInputTests
{
    static readonly string Reference = DemoRelease.Reference("demo-hello", "v1.0.0");

    [Test]
    public async Task An_extension_may_be_an_image_a_tree_or_an_archive()
    {
        await using var engine = DemoEngine.Create();
        var expected = await DigestAsync(engine, new ContainerAsset { ImageRef = Reference });
        var image = await OciLayout.Open(DemoRelease.Folder).ResolveAsync(ImageReference.Parse(Reference), OciPlatform.Linux(Architecture.Amd64));
        using var spool = new ContentSpool();
        var tree = await image.FlattenAsync(spool);
        var archive = await image.ExportAsync(spool);
        foreach (var asset in new[] { ContainerAsset.FromImage(image), ContainerAsset.FromTree(tree, "a tree"), ContainerAsset.FromTarball(archive, "an archive") })
        {
            Assert.That(await DigestAsync(engine, asset), Is.EqualTo(expected), asset.ToString());
        }
    }

    [Test]
    public async Task Kernel_and_initramfs_may_be_content_and_the_finalized_profile_keeps_them()
    {
        using var inputs = RealInputs.Create();
        await using var engine = DemoEngine.Create();
        using var named = await Describe(engine).UseKernel(inputs["amd64/vmlinuz"]).UseInitramfs(inputs["amd64/initramfs.xz"]).AsUki().PlanAsync();
        using var given = await Describe(engine)
            .UseKernel(BlobSource.FromFile(inputs["amd64/vmlinuz"])).UseInitramfs(BlobSource.FromFile(inputs["amd64/initramfs.xz"])).AsUki().PlanAsync();
        Assert.That(Digest.Sha256(given.Content), Is.EqualTo(Digest.Sha256(named.Content)));
        using var again = await engine.CreateAsset(given.Profile).PlanAsync();
        Assert.That(Digest.Sha256(again.Content), Is.EqualTo(Digest.Sha256(named.Content)));
    }

    [Test]
    public async Task A_document_cannot_name_what_lies_in_memory_and_is_refused_when_it_is_read_back()
    {
        await using var engine = DemoEngine.Create();
        var tree = new FileTree();
        var profile = (await Describe(engine).AsInitramfs().Customize(custom => custom.AddExtensionImage(ContainerAsset.FromTree(tree, "mine"))).ResolveAsync()).Profile;
        var document = ProfileWriter.Write(profile);
        Assert.That(document, Does.Contain("(in memory) mine"));
        Assert.That(
            async () => await engine.CreateAsset(ProfileReader.Read(document)).PlanAsync(),
            Throws.InstanceOf<TalosBootException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(DiagnosticIds.ReferenceInvalid));
    }

    static BootAssetBuilder Describe(TalosBootEngine engine) => engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64);

    static async Task<Digest> DigestAsync(TalosBootEngine engine, ContainerAsset extension)
    {
        using var asset = await Describe(engine).AsInitramfs().Customize(custom => custom.AddExtensionImage(extension)).PlanAsync();
        return Digest.Sha256(asset.Content);
    }
}
