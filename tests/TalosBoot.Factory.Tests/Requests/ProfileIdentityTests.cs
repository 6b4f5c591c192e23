using System.Text.Json;
using TalosBoot.Factory.Requests;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Requests;

/// <summary>Identities that upstream's service computed (factory.md 6).</summary>
[TestFixture]
internal sealed class ProfileIdentityTests
{
    [Test]
    public void Computes_what_upstream_computed()
    {
        using var vectors = JsonDocument.Parse(File.ReadAllText(RepositoryPaths.Vector("real", "factory", "registry", "profile-hash-vectors.json")));
        var count = 0;
        Assert.Multiple(() =>
        {
            foreach (var vector in vectors.RootElement.GetProperty("vectors").EnumerateArray())
            {
                var (name, text, suffix) = (Text(vector, "name"), Text(vector, "text"), Text(vector, "suffix"));
                if (name.Contains("MetaValue form", StringComparison.Ordinal))
                {
                    continue; // Shows a text that no service writes.
                }

                var profile = ProfileReader.Read(text);
                Assert.That(ProfileIdentity.TextOf(profile), Is.EqualTo(text + suffix), name);
                Assert.That(ProfileIdentity.Of(profile).Hex, Is.EqualTo(Text(vector, "hash")), name);
                count++;
            }
        });
        Assert.That(count, Is.GreaterThan(30));
    }

    [Test]
    public void Computes_upstreams_vector_of_the_empty_profile() => Assert.That(
        ProfileIdentity.Of(new Profile()).Hex, Is.EqualTo("9bd6614d6687009c562d4ad92f89fbb603d843cda17fea099a00d7df80344f31"));

    [TestCase("v1.5.3", "installer", ExpectedResult = "28a53cf4327cdaac8d42b9801191bc91a296980cacd51b2b1922be9c84fe1c19")]
    [TestCase("v1.10.0", "installer-base", ExpectedResult = "1b58cf317b4b56ecf0df6857f73659f558add4b75c2a26ad2fcd7de5e41c2670")]
    public string Leaves_out_where_things_lie(string version, string installer) => ProfileIdentity.Of(new Profile
    {
        Arch = "amd64",
        Platform = "metal",
        SecureBoot = false,
        Version = version,
        Customization = new ProfileCustomization { ExtraKernelArgs = ["foo", "bar"] },
        Input = new ProfileInput
        {
            KernelPath = $"/tmp/a/kernel-amd64-{version}",
            InitramfsPath = $"/tmp/a/initramfs-amd64-{version}",
            BaseInstaller = new ContainerAsset { ImageRef = $"ghcr.io/siderolabs/{installer}:{version}", OciPath = $"/tmp/b/installer-amd64-{version}.oci", ForceInsecure = true },
            SystemExtensions =
            [
                new ContainerAsset { OciPath = "/tmp/c/amd64-sha256:1234567890.oci" },
                new ContainerAsset { TarballPath = "/tmp/d/c36dec8c835049f60b10b8e02c689c47f775a07e9a9d909786e3aacb30af9675.tar" },
            ],
        },
        Output = new ProfileOutput { Kind = OutputKind.Installer, OutFormat = OutFormat.Raw },
    }).Hex;

    [Test]
    public void Knows_an_asset_with_an_overlay_again_wherever_its_images_lie()
    {
        static Profile At(string folder) => new()
        {
            Overlay = new ProfileOverlay { Name = "rpi_generic", Image = new ContainerAsset { OciPath = $"{folder}/arm64-sha256:1" } },
            Input = new ProfileInput { OverlayInstaller = new ContainerAsset { OciPath = $"{folder}/arm64-sha256:1" } },
        };

        Assert.That(ProfileIdentity.Of(At("/tmp/1")), Is.EqualTo(ProfileIdentity.Of(At("/tmp/2"))));
    }

    static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
