using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests.Extensions;

public sealed class SystemExtensionReaderTests
{
    const string Gvisor = """
        version: v1alpha1
        metadata:
          name: gvisor
          version: 20220117.0-v1.0.0
          author: Andrew Rynhard
          description: |
            This system extension provides gVisor using containerd's runtime handler.
          compatibility:
            talos:
              version: ">= v1.0.0"
          unknown: [ignored]
        """;

    [Test]
    public void A_good_extension_is_read()
    {
        var extension = SystemExtensionReader.Read(Tree(Gvisor), "test");
        Assert.That(extension.Manifest, Is.EqualTo(new ExtensionManifest
        {
            Name = "gvisor",
            Version = "20220117.0-v1.0.0",
            Author = "Andrew Rynhard",
            Description = "This system extension provides gVisor using containerd's runtime handler.\n",
            TalosVersionConstraint = ">= v1.0.0",
        }));
        Assert.That(() => SystemExtensionValidator.Validate(extension.Manifest, "test", TalosVersion.Parse("v1.0.0-alpha.1")), Throws.Nothing);
        Assert.That(() => SystemExtensionValidator.Validate(extension.Manifest, "test", TalosVersion.Parse("main")), Throws.Nothing);
    }

    [TestCase("---\n", "TB3004", "unsupported manifest version: \"\"")]
    [TestCase("version: v1beta1\n", "TB3004", "unsupported manifest version: \"v1beta1\"")]
    [TestCase("", "TB3004", "EOF")]
    [TestCase("version: [v1alpha1]\n", "TB3004", "cannot construct")]
    [TestCase("a: [\n", "TB3004", "go-yaml")]
    public void A_manifest_that_is_none_is_refused(string manifest, string id, string text)
    {
        var exception = Assert.Throws<ExtensionException>(() => SystemExtensionReader.Read(Tree(manifest), "ghcr.io/x/y:v1"))!;
        Assert.That((exception.DiagnosticId, exception.Image, exception.Path), Is.EqualTo((id, "ghcr.io/x/y:v1", "manifest.yaml")));
        Assert.That(exception.Message, Does.Contain(text));
    }

    [Test]
    public void A_tree_that_is_no_extension_is_refused()
    {
        var extra = Tree(Gvisor);
        extra.SetFile("a", BlobSource.FromText("a"));
        AssertRefused(extra, "TB3001", "unexpected file \"a\"");

        var bare = Tree(Gvisor);
        bare.Remove("rootfs");
        AssertRefused(bare, "TB3003", "extension rootfs is missing");

        var anonymous = Tree(Gvisor);
        anonymous.Remove("manifest.yaml");
        AssertRefused(anonymous, "TB3002", "extension manifest is missing");
        AssertRefused(new FileTree(), "TB3002", "extension manifest is missing");
    }

    [Test]
    public void A_constraint_that_does_not_hold_names_both_versions()
    {
        var extension = SystemExtensionReader.Read(Tree(Gvisor.Replace(">= v1.0.0", ">= 1.9.0-alpha.0", StringComparison.Ordinal)), "test");
        Assert.That(() => SystemExtensionValidator.Validate(extension.Manifest, "test", TalosVersion.Parse("1.9.0-alpha.1")), Throws.Nothing);
        var exception = Assert.Throws<ExtensionException>(() => SystemExtensionValidator.Validate(extension.Manifest, "test", TalosVersion.Parse("v1.8.3-beta.0")))!;
        Assert.That(exception.DiagnosticId, Is.EqualTo("TB3006"));
        Assert.That(exception.Message, Does.Contain(
            "error validating extension \"gvisor\": version constraint >= 1.9.0-alpha.0 can't be satisfied with Talos version 1.8.3-beta.0"));
    }

    [Test]
    public void A_constraint_that_is_none_is_refused_with_the_extensions_name()
    {
        var extension = SystemExtensionReader.Read(Tree(Gvisor.Replace(">= v1.0.0", ">= v1.0", StringComparison.Ordinal)), "test");
        foreach (var version in new[] { "1.9.0", "main" })
        {
            var exception = Assert.Throws<ExtensionException>(() => SystemExtensionValidator.Validate(extension.Manifest, "test", TalosVersion.Parse(version)))!;
            Assert.That((exception.DiagnosticId, exception.Image, exception.Path), Is.EqualTo(("TB3005", "test", "manifest.yaml")));
            Assert.That(exception.Message, Does.Contain(
                "error validating extension \"gvisor\": error parsing Talos version constraint: Could not parse Range \">=1.0\": "
                + "Could not parse version \"1.0\" in \">=1.0\": No Major.Minor.Patch elements found"));
        }
    }

    [Test]
    public void Without_a_constraint_every_version_will_do() =>
        Assert.That(() => SystemExtensionValidator.Validate(new ExtensionManifest(), "test", TalosVersion.Parse("0.1.0")), Throws.Nothing);

    [Test]
    public void The_embedded_configuration_has_the_entries_of_upstreams_archive()
    {
        var expected = TarReader.ReadTree(BlobSource.FromFile(RepositoryPaths.Vector("initramfs", "embedded-config.tar")));
        var actual = EmbeddedConfiguration.CreateTree("test");
        Assert.That(actual.Walk().Select(Describe), Is.EqualTo(expected.Walk().Select(Describe)));
    }

    [Test]
    public void Extensions_yaml_holds_what_upstreams_holds()
    {
        var upstream = File.ReadAllText(RepositoryPaths.Vector("initramfs", "extensions.yaml"));
        ExtensionManifest[] manifests =
        [
            new()
            {
                Name = "gvisor",
                Version = "20231214.0-v1.6.0",
                Author = "Sidero Labs",
                Description = "[core] This system extension provides gVisor using containerd's runtime handler.\n",
                TalosVersionConstraint = ">= v1.0.0",
            },
            new()
            {
                Name = "schematic",
                Version = "376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba",
                Author = "Image Factory (https://factory.talos.dev/)",
                Description = "Virtual extension which specifies the schematic of the image built with schematic.",
                TalosVersionConstraint = ">= 1.0.0",
                ExtraInfo = "customization: {}\n",
            },
            new() { Name = "modules.dep", Version = "6.12.25-talos", Author = "Talos Machinery", Description = "Combined modules.dep for all extensions" },
        ];
        string[] names = ["0.sqsh", "1.sqsh", "modules.dep.sqsh"];
        var written = System.Text.Encoding.UTF8.GetString(ExtensionsYaml.Write(
            [.. names.Zip(manifests, (name, manifest) => new InitramfsLayer(name, manifest, BlobSource.Zeros(0)))]));

        // Upstream folds the one long line; a reader of YAML sees no difference.
        Assert.That(written, Is.EqualTo(upstream.Replace("image\n            built", "image built", StringComparison.Ordinal)));
    }

    static string Describe((string Path, FileTreeEntry Entry) item)
    {
        var content = item.Entry is RegularFile file ? Digest.Sha256(file.Content).Hex : item.Entry.GetType().Name;
        var attributes = item.Entry.Metadata.ExtendedAttributes.Select(attribute => $"{attribute.Key}={Convert.ToHexString([.. attribute.Value])}");
        return $"{item.Path} {item.Entry.Metadata.Mode:x} {item.Entry.Metadata.ModifiedAt} {string.Join(',', attributes)} {content}";
    }

    static void AssertRefused(FileTree tree, string id, string text)
    {
        var exception = Assert.Throws<ExtensionException>(() => SystemExtensionReader.Read(tree, "test"))!;
        Assert.That(exception.DiagnosticId, Is.EqualTo(id));
        Assert.That(exception.Message, Does.Contain(text));
    }

    static FileTree Tree(string manifest)
    {
        var tree = new FileTree();
        tree.SetFile("manifest.yaml", BlobSource.FromText(manifest));
        tree.EnsureDirectory("rootfs/usr/local");
        return tree;
    }
}
