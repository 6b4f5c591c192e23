using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using TalosBoot.Core.Versions;
using TalosBoot.Testing;

namespace TalosBoot.Schematics.Tests;

sealed class SchematicExtensionTests
{
    [TestCase("v1.6.7", 347, "51707332df35512a1c1aa3b16abf01ad59d8a1f18cbe03af1dd756f8291fd101", "-false.tar")]
    [TestCase("v1.7.0", 390, "9c50496988560fc864337d4001c9a0abba2f3ea288f7112c8e7aadede08a90ed", "-true.tar")]
    public void The_manifest_of_the_empty_schematic_is_that_of_upstream(string version, int length, string sha256, string suffix)
    {
        var extension = SchematicExtension.Create(new Schematic(), new SchematicExtensionOptions { TalosVersion = TalosVersion.Parse(version) });
        Assert.That(extension.Manifest.Length, Is.EqualTo(length));
        Assert.That(Convert.ToHexStringLower(SHA256.HashData(extension.Manifest.Span)), Is.EqualTo(sha256));
        Assert.That(extension.FileName, Is.EqualTo(SchematicId.Empty.Hex + suffix));
    }

    [Test]
    public void The_parts_are_those_of_upstreams_tar_in_its_order()
    {
        var extension = SchematicExtension.Create(new Schematic(), new SchematicExtensionOptions { TalosVersion = TalosVersion.Parse("v1.11.0") });
        using var file = File.OpenRead(RepositoryPaths.Vector("initramfs", "schematic.tar"));
        using var reader = new TarReader(file);
        var names = new List<string>();
        while (reader.GetNextEntry() is { } entry)
        {
            names.Add(entry.Name.TrimEnd('/'));
            if (entry.Name == SchematicExtension.ManifestPath)
            {
                using var content = new MemoryStream();
                entry.DataStream!.CopyTo(content);
                Assert.That(content.ToArray(), Is.EqualTo(extension.Manifest.ToArray()));
            }
        }

        Assert.That(names, Is.EqualTo([SchematicExtension.ManifestPath, .. SchematicExtension.Directories, extension.MarkerPath]));
    }

    [Test]
    public void The_author_is_the_factory()
    {
        var options = new SchematicExtensionOptions { TalosVersion = TalosVersion.Parse("v1.6.0"), ExternalUrl = "https://f.example", IsEnterprise = true };
        var manifest = Encoding.UTF8.GetString(SchematicExtension.Create(new Schematic(), options).Manifest.Span);
        Assert.That(manifest, Does.Contain("\n    author: Image Factory Enterprise (https://f.example)\n"));
    }
}
