using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Oci.Flattening;
using TalosBoot.Oci.Layouts;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests.Layouts;

/// <summary>Layers in xz with filters for code, which other tools write for one architecture and read for all.</summary>
[TestFixture]
sealed class FilteredLayerTests
{
    [TestCaseSource(typeof(FilteredXz), nameof(FilteredXz.Filters))]
    public async Task A_layer_that_was_filtered_is_read(string filter)
    {
        using var folder = new TemporaryFolder();
        using var spool = new ContentSpool();
        var code = FilteredXz.Code(filter, 100_000);
        var reference = ImageReference.Parse("example.com/test/image:v1");
        var plain = new TarArchiveBuilder().Add("code", new RegularFile(BlobSource.FromBytes(code))).Build().ToArray();
        var layout = new LayoutOnDisk(folder);
        layout.Add(layout.AddManifest([FilteredXz.Compress(filter, plain)], [Digest.Sha256(plain)]), reference.ToString());
        var image = await OciLayout.Open(layout.Path).ResolveAsync(reference, OciPlatform.Parse("linux/amd64"));
        var tree = await image.FlattenAsync(spool);
        Assert.That(((RegularFile)tree.Find("code")!).Content.ToArray(), Is.EqualTo(code));
    }
}
