using TalosBoot.Archives.Trees;
using TalosBoot.Compression;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci;
using TalosBoot.Oci.Building;
using TalosBoot.Oci.Layouts;
using TalosBoot.Oci.Model;
using TalosBoot.Testing;

namespace TalosBoot.Inspection.Tests;

/// <summary>Each entry of a layout is looked into by itself, whatever it is called and whatever became of the others.</summary>
[TestFixture]
public sealed class LayoutTests
{
    const string Name = "example.com/a:v1";

    TemporaryFolder _folder = null!;
    ContentSpool _spool = null!;

    [SetUp]
    public void Create() => (_folder, _spool) = (new TemporaryFolder(), new ContentSpool());

    [TearDown]
    public void Clean()
    {
        _spool.Dispose();
        _folder.Dispose();
    }

    [Test]
    public async Task Images_of_one_name_are_told_apart()
    {
        var (first, second) = (ImageOf("1"), ImageOf("2"));
        var report = await InspectAsync(await WriteAsync("layout", first, second));
        Assert.That(
            report.Root.Parts.Select(part => (part.Name, part.Facts.Single(fact => fact.Name == "digest").Value)),
            Is.EqualTo(new[] { (Name, first.Digest.ToString()), ($"{Name} 2", second.Digest.ToString()) }));
    }

    [Test]
    public async Task An_image_whose_manifest_is_missing_is_told_and_the_others_are_read()
    {
        var (first, second) = (ImageOf("1"), ImageOf("2"));
        var layout = await WriteAsync("layout", first, second);
        File.Delete(Path.Combine(layout, "blobs", "sha256", first.Digest.Hex));
        var report = await InspectAsync(layout);
        Assert.That(report.Root.Parts.Select(part => part.Format), Is.EqualTo(new[] { "damaged", "container image" }));
        Assert.That(report.Omissions.Select(omission => (omission.Path, omission.DiagnosticId)), Is.EqualTo(new[] { (Name, DiagnosticIds.BlobNotFound) }));
    }

    [Test]
    public async Task Images_of_one_name_are_compared_one_by_one()
    {
        using var one = AssetSource.OpenFile(await WriteAsync("one", ImageOf("1"), ImageOf("2")));
        using var other = AssetSource.OpenFile(await WriteAsync("other", ImageOf("0"), ImageOf("2")));
        var differences = await AssetComparison.CompareAsync(one, other);
        Assert.That(differences.Select(difference => difference.Path), Does.Contain($"{Name} > etc/hostname").And.None.StartsWith($"{Name} 2"));
    }

    ContainerImage ImageOf(string text)
    {
        var tree = new FileTree();
        tree.Set("etc/hostname", new RegularFile(BlobSource.FromText(text)));
        return new ContainerImageBuilder(new ImageConfig { OperatingSystem = "linux", Architecture = "amd64" })
            .AddLayer(LayerBuilder.BuildFromTree(tree, CompressionFormat.Gzip, _spool)).Build(Name);
    }

    async Task<string> WriteAsync(string name, params ContainerImage[] images)
    {
        var writer = OciLayoutWriter.Open(_folder[name]);
        foreach (var image in images)
        {
            await writer.AddAsync(image, reference: ImageReference.Parse(Name));
        }

        return _folder[name];
    }

    static async Task<AssetReport> InspectAsync(string layout)
    {
        using var asset = AssetSource.OpenFile(layout);
        return await AssetInspector.InspectAsync(asset);
    }
}
