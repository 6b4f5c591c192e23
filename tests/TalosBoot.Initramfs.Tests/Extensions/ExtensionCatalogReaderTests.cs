using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Initramfs.Extensions;

namespace TalosBoot.Initramfs.Tests.Extensions;

/// <summary>The vector of the front end's own test of its list reader (installer-overlay.md 17).</summary>
public sealed class ExtensionCatalogReaderTests
{
    const string Gvisor = "ghcr.io/siderolabs/gvisor:20231214.0@sha256:5ab365f2b98ab885b1d9a6ebb2e2b06d0a7887d2c173a2b7d3f9e0e4f2f4f1cb";
    const string Zfs = "ghcr.io/siderolabs/zfs:2.2.2@sha256:6f9e2d0c8a9d18b9a54c3d0f7c6b3a2f4e5d6c7b8a9f0e1d2c3b4a5f6e7d8c9b";

    [Test]
    public void Lines_give_names_tags_and_digests_and_descriptions_are_found_by_the_whole_line()
    {
        var descriptions = $"\"{Gvisor}\":\n  author: Sidero Labs\n  description: gVisor container runtime\n  other: [x]\nunknown: null\n";
        var extensions = ExtensionCatalogReader.Read(Tree($"# no extension\n  {Gvisor}  \r\n\n{Zfs}\n", descriptions), "catalog");
        Assert.That(extensions, Has.Count.EqualTo(2));
        Assert.That(
            (extensions[0].Registry, extensions[0].Repository, extensions[0].Tag, extensions[0].Author, extensions[0].Description),
            Is.EqualTo(("ghcr.io", "siderolabs/gvisor", "20231214.0", "Sidero Labs", "gVisor container runtime")));
        Assert.That(extensions[0].Digest.ToString(), Does.StartWith("sha256:5ab365f2b98ab885"));
        Assert.That(extensions[0].Reference, Is.EqualTo(Gvisor));
        Assert.That(extensions[0].ReferenceIn("harbor.example.com"), Is.EqualTo("harbor.example.com/siderolabs/gvisor:20231214.0"));
        Assert.That(extensions[0].ReferenceIn("harbor.example.com", "ghcrio"), Is.EqualTo("harbor.example.com/ghcrio/siderolabs/gvisor:20231214.0"));
        Assert.That((extensions[1].Repository, extensions[1].Author, extensions[1].Description), Is.EqualTo(("siderolabs/zfs", "", "")));
    }

    [Test]
    public void Without_descriptions_the_list_is_enough() =>
        Assert.That(ExtensionCatalogReader.Read(Tree(Zfs, null), "catalog").Single().Description, Is.Empty);

    [TestCase(null, null, "failed to find image-digests file")]
    [TestCase("ghcr.io/siderolabs/gvisor@sha256:5ab365f2b98ab885b1d9a6ebb2e2b06d0a7887d2c173a2b7d3f9e0e4f2f4f1cb", null, "not a reference with tag")]
    [TestCase("ghcr.io/siderolabs/gvisor:1@sha256:5ab3", null, "not a reference with tag")]
    [TestCase("gvisor:1@sha256:5ab365f2b98ab885b1d9a6ebb2e2b06d0a7887d2c173a2b7d3f9e0e4f2f4f1cb", null, "not a reference with tag")]
    [TestCase(Zfs, "a: [\n", "go-yaml")]
    [TestCase(Zfs, "a: text\n", "extensionDescription")]
    [TestCase(Zfs, "- a\n", "extensionsDescriptions")]
    public void What_is_no_catalog_is_refused(string? digests, string? descriptions, string message)
    {
        var exception = Assert.Throws<ExtensionException>(() => ExtensionCatalogReader.Read(Tree(digests, descriptions), "catalog"))!;
        Assert.That((exception.DiagnosticId, exception.Image), Is.EqualTo(("TB3011", "catalog")));
        Assert.That(exception.Message, Does.Contain(message));
    }

    static FileTree Tree(string? digests, string? descriptions)
    {
        var tree = new FileTree();
        if (digests is not null)
        {
            tree.SetFile("image-digests", BlobSource.FromText(digests));
        }

        if (descriptions is not null)
        {
            tree.SetFile("descriptions.yaml", BlobSource.FromText(descriptions));
        }

        return tree;
    }
}
