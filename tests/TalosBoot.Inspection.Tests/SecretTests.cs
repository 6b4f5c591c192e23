using System.Globalization;
using System.Text;
using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Tar;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Meta;
using TalosBoot.Profiles;
using TalosBoot.Schematics;

namespace TalosBoot.Inspection.Tests;

/// <summary>What may be secret is in no form of a report, and in no difference, unless it is asked for. Everything else stays.</summary>
[TestFixture]
public sealed class SecretTests
{
    const string Meta = "topsecret-of-meta";
    const string Configuration = "machine: {token: topsecret-of-the-machine}";
    const string UrlSecret = "topsecret-of-a-url";
    const string Inline = "topsecretInline";

    static readonly string Text = TextWith(Meta, Configuration);

    static string TextWith(string meta, string configuration) => $"""
        customization:
            embeddedMachineConfiguration: '{configuration}'
            extraKernelArgs:
                - net.ifnames=0
                - talos.config=https://user:{UrlSecret}@example.com/config.yaml
                - talos.config.inline={Inline}
            meta:
                - key: 10
                  value: {meta}

        """;

    static readonly string Variable = MetaEnvironment.Encode([new MetaValue(10, Meta)], allowCompression: false);

    static readonly string[] Secrets = [Meta, "topsecret-of-the-machine", UrlSecret, Inline, Variable.Split('=', 2)[1]];

    readonly DemoAssets _assets = new();

    [OneTimeTearDown]
    public void Dispose() => _assets.Dispose();

    [TestCase("schematic")]
    [TestCase("uki")]
    [TestCase("initramfs")]
    [TestCase("iso")]
    [TestCase("command line")]
    public async Task Secrets_are_in_no_form_of_a_report(string kind)
    {
        var asset = kind == "schematic" ? ("schematic.yaml", BlobSource.FromText(Text)) : await BuildAsync(kind, Text);
        var report = await DemoAssets.InspectAsync(asset);
        foreach (var form in Forms(report))
        {
            AssertMasked(form);
            Assert.That(form, kind is "command line" or "uki" or "iso" ? Does.Contain("net.ifnames=0").And.Contain("://***@example.com/config.yaml") : Does.Contain(Id));
        }

        Assert.That(report.Length, Is.EqualTo(asset.Item2.Length));
    }

    [TestCase("iso")]
    [TestCase("command line")]
    public async Task The_values_of_META_on_a_command_line_are_masked(string kind)
    {
        var report = await DemoAssets.InspectAsync(await BuildAsync(kind, Text));
        Assert.That(report.BootEntries.Select(entry => entry.CommandLine), Is.Not.Empty.And.All.Contains("INSTALLER_META_BASE64=***"));
    }

    [Test]
    public async Task The_values_of_META_in_a_UKI_are_masked()
    {
        var report = await DemoAssets.InspectAsync(await _assets.BuildAsync(builder => builder.Customize(custom => custom.AddKernelArgument($"talos.environment={Variable}")).AsUki()));
        Assert.That(report.BootEntries.Single().CommandLine, Does.EndWith("talos.environment=INSTALLER_META_BASE64=***"));
        Assert.That(report.Root.Parts.Single(part => part.Name == ".cmdline").Facts.Single().Value, Does.EndWith("talos.environment=INSTALLER_META_BASE64=***"));
        AssertMasked(string.Concat(Forms(report)));
    }

    [Test]
    public async Task A_profile_shows_no_secrets()
    {
        var profile = $"arch: amd64\nplatform: metal\nversion: v1.12.0\noutput:\n  kind: iso\ncustomization:\n  metaContents:\n    - key: 10\n      value: {Meta}\n  extraKernelArgs:\n    - talos.config.inline={Inline}\n  embeddedMachineConfiguration: '{Configuration}'\n";
        var report = await DemoAssets.InspectAsync(("profile.yaml", BlobSource.FromText(profile)));
        Assert.That(report.Kind, Is.EqualTo(AssetKind.Profile));
        AssertMasked(string.Concat(Forms(report)));
    }

    [Test]
    public async Task A_schematic_that_cannot_be_read_is_not_shown()
    {
        var mask = new SecretMask(showsSecrets: false);
        Assert.That(mask.ApplyToText($"a talos.config.inline=\"b c\" https://me:p@ss@example.com/ {Variable}"), Is.EqualTo("a talos.config.inline=***\" https://***@example.com/ INSTALLER_META_BASE64=***"));
        var report = await DemoAssets.InspectAsync(("schematic.yaml", BlobSource.FromText("customization:\n    extraKernelArgs:\n        - talos.config.inline=a b\n")));
        Assert.That(report.Root.Facts.Select(fact => fact.Value), Has.Some.Contains("talos.config.inline=***"));
    }

    /// <summary>What is none of the known assets is compared as a file, and any file may have secrets.</summary>
    [TestCase("profile.yaml", "version: v1.12.0\ncustomization:\n  metaContents:\n    - key: 10\n      value: SECRET\n")]
    [TestCase("schematic.yaml", "bogus: 1\ncustomization:\n    meta:\n        - key: 10\n          value: SECRET\n")]
    [TestCase("controlplane.yaml", "machine:\n  token: SECRET\n")]
    [TestCase("key.pem", "-----BEGIN PRIVATE KEY-----\nSECRET\n-----END PRIVATE KEY-----\n")]
    public async Task Texts_of_files_that_differ_are_shown_when_asked_for_alone(string name, string text)
    {
        foreach (var inArchive in new[] { false, true })
        {
            var (first, second) = (AssetOf("topsecret1", inArchive), AssetOf("topsecret2", inArchive));
            var masked = (await DemoAssets.CompareAsync(first, second)).Single();
            Assert.That(masked.Text, Does.Match("^another content, first at byte [0-9]+$"));
            Assert.That(masked.Path, Is.EqualTo(inArchive ? $"STATE/{name}" : string.Empty));
            var shown = (await DemoAssets.CompareAsync(first, second, new InspectionOptions { ShowsSecrets = true })).Single();
            Assert.That(shown.Text, Is.EqualTo("only in the first: topsecret1; only in the second: topsecret2"));
        }

        (string, BlobSource) AssetOf(string secret, bool inArchive)
        {
            var file = BlobSource.FromText(text.Replace("SECRET", secret, StringComparison.Ordinal));
            var tree = new FileTree();
            tree.Set($"STATE/{name}", new RegularFile(file));
            return inArchive ? ("state.tar", TarArchive.Plan(tree)) : (name, file);
        }
    }

    [Test]
    public async Task Texts_that_have_no_secrets_are_shown()
    {
        var differences = await DemoAssets.CompareAsync(AssetOf("os-release", "ID=a"), AssetOf("os-release", "ID=b"));
        Assert.That(differences.Single().ToString(), Is.EqualTo("etc/os-release: only in the first: ID=a; only in the second: ID=b"));

        static (string, BlobSource) AssetOf(string name, string text)
        {
            var tree = new FileTree();
            tree.Set($"etc/{name}", new RegularFile(BlobSource.FromText(text)));
            return ("root.tar", TarArchive.Plan(tree));
        }
    }

    [TestCase("schematic")]
    [TestCase("initramfs")]
    [TestCase("iso")]
    public async Task Secrets_are_shown_when_asked_for(string kind)
    {
        var asset = kind == "schematic" ? ("schematic.yaml", BlobSource.FromText(Text)) : await BuildAsync(kind, Text);
        var shown = ReportJson.Write(await DemoAssets.InspectAsync(asset, new InspectionOptions { ShowsSecrets = true }));
        Assert.That(Secrets[..4].Where(secret => !shown.Contains(secret, StringComparison.Ordinal)), Is.Empty);
    }

    [Test]
    public async Task A_schematic_without_secrets_is_shown_as_it_was_written()
    {
        const string Plain = "customization: # of one machine\n  extraKernelArgs: [net.ifnames=0]\n";
        var layers = new StringBuilder("layers:\n    - image: 0.sqsh\n      metadata:\n        name: schematic\n        version: id\n        extraInfo: |\n");
        foreach (var line in Plain.TrimEnd('\n').Split('\n'))
        {
            layers.Append(CultureInfo.InvariantCulture, $"            {line}\n");
        }

        var tree = new FileTree();
        tree.Set("0.sqsh", new RegularFile(BlobSource.FromText("a layer")));
        tree.Set("extensions.yaml", new RegularFile(BlobSource.FromText(layers.ToString())));
        var report = await DemoAssets.InspectAsync(("initramfs", CpioArchive.Plan(tree)));
        Assert.That(report.Schematic?.Text, Is.EqualTo(Plain));
    }

    [TestCase("initramfs")]
    [TestCase("iso")]
    [TestCase("command line")]
    public async Task Secrets_that_differ_are_told_and_not_shown(string kind)
    {
        var first = await BuildAsync(kind, Text);
        var second = await BuildAsync(kind, TextWith($"{Meta}-2", $"{Configuration}#2").Replace("net.ifnames=0", "net.ifnames=1", StringComparison.Ordinal));
        var masked = await DemoAssets.CompareAsync(first, second);
        TestContext.Out.WriteLine(string.Join('\n', masked));
        AssertMasked(ReportJson.Write(masked));
        Assert.That(string.Join('\n', masked), Does.Not.Contain("***#").And.Not.Contain("topsecret"));
        if (kind == "initramfs")
        {
            Assert.That(masked.Select(difference => difference.ToString()), Has.Some.Match(@"usr/local/etc/talos/config\.yaml: another content").And.Some.Match("extensions.yaml: .*net.ifnames=0.*\\*\\*\\*"));
        }
        else
        {
            Assert.That(masked.Select(difference => difference.ToString()), Has.Some.EndsWith(
                "only in the first: talos.environment=INSTALLER_META_BASE64=*** net.ifnames=0; only in the second: talos.environment=INSTALLER_META_BASE64=*** net.ifnames=1"));
        }

        var shown = string.Join('\n', await DemoAssets.CompareAsync(first, second, new InspectionOptions { ShowsSecrets = true }));
        Assert.That(shown, Does.Contain(kind == "initramfs" ? $"{Meta}-2" : Secrets[^1]));
    }

    [Test]
    public void The_pins_of_tokens_in_a_profile_are_masked()
    {
        const string Address = "pkcs11:token=Talos;object=uki?module-path=/usr/lib/module.so&pin-value=";
        var profile = new Profile
        {
            Input = new ProfileInput
            {
                SecureBoot = new ProfileSecureBoot
                {
                    SecureBootSigner = new ProfileSigner { SignerAddress = $"{Address}987654" },
                    PcrSigner = new ProfileSigner { SignerAddress = "PKCS11:object=pcr?pin-value=987%2054&module-path=/usr/lib/module.so" },
                },
            },
        };
        var masked = new SecretMask(showsSecrets: false).Apply(profile);
        Assert.That(masked.Input.SecureBoot!.SecureBootSigner.SignerAddress, Is.EqualTo($"{Address}***"));
        Assert.That(masked.Input.SecureBoot.PcrSigner.SignerAddress, Is.EqualTo("PKCS11:object=pcr?pin-value=***&module-path=/usr/lib/module.so"));
        Assert.That(new SecretMask(showsSecrets: true).Apply(profile), Is.SameAs(profile));
    }

    static string Id => Schematic.Parse(Text).Id().Hex;

    static string[] Forms(AssetReport report) => [ReportText.Write(report, 100_000), ReportJson.Write(report), ReportMarkdown.Write(report).Replace("\\*", "*", StringComparison.Ordinal)];

    static void AssertMasked(string text) => Assert.That(Secrets.Where(secret => text.Contains(secret, StringComparison.Ordinal)), Is.Empty);

    Task<(string Name, BlobSource Content)> BuildAsync(string kind, string schematic) => _assets.BuildAsync(builder =>
    {
        var asset = builder.UseSchematic(schematic);
        return kind switch
        {
            "uki" => asset.AsUki(),
            "initramfs" => asset.AsInitramfs(),
            "iso" => asset.AsIso(BootloaderKind.DualBoot),
            _ => asset.AsCommandLine(),
        };
    });
}
