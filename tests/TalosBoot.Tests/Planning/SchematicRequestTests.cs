using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Planning;
using TalosBoot.Profiles;
using TalosBoot.Schematics;
using TalosBoot.Testing;
using TalosBoot.Tests.Assets;

namespace TalosBoot.Tests.Planning;

/// <summary>A schematic becomes a request by the rules of an Image Factory (factory.md 5).</summary>
public sealed class SchematicRequestTests
{
    const string Everything = """
        customization:
          extraKernelArgs: [a=1, -console]
          meta:
            - key: 10
              value: x
          bootloader: sd-boot
          secureboot:
            enrollKeys: force
            includeWellKnownCertificates: true
        """;

    [TestCase(OutputKind.Kernel, "v1.12.0", false, ExpectedResult = "0 arguments, 0 values")]
    [TestCase(OutputKind.Initramfs, "v1.12.0", false, ExpectedResult = "0 arguments, 0 values")]
    [TestCase(OutputKind.Uki, "v1.9.0", false, ExpectedResult = "0 arguments, 0 values")]
    [TestCase(OutputKind.Uki, "v1.9.0", true, ExpectedResult = "2 arguments, 0 values")]
    [TestCase(OutputKind.Uki, "v1.10.0", false, ExpectedResult = "2 arguments, 0 values")]
    [TestCase(OutputKind.Installer, "v1.9.0", false, ExpectedResult = "0 arguments, 0 values")]
    [TestCase(OutputKind.Installer, "v1.12.0", false, ExpectedResult = "2 arguments, 0 values")]
    [TestCase(OutputKind.Iso, "v1.12.0", false, ExpectedResult = "2 arguments, 1 values, sd-boot")]
    [TestCase(OutputKind.Iso, "v1.12.0", true, ExpectedResult = "2 arguments, 1 values, sd-boot, Force")]
    [TestCase(OutputKind.Cmdline, "v1.9.0", false, ExpectedResult = "2 arguments, 1 values")]
    public string Each_kind_takes_what_counts_for_it(OutputKind kind, string version, bool secureBoot)
    {
        var profile = new Profile { Arch = "amd64", Platform = "metal", Version = version, SecureBoot = secureBoot, Output = new ProfileOutput { Kind = kind } };
        var result = SchematicRules.Apply(profile, Schematic.Parse(Everything));
        Assert.That(result.Input.SecureBoot?.IncludeWellKnownCertificates ?? false, Is.EqualTo(secureBoot));
        var words = $"{result.Customization.ExtraKernelArgs.Count} arguments, {result.Customization.MetaContents.Count} values";
        return result.Output.IsoOptions is not { } iso ? words
            : $"{words}, {iso.Bootloader.ToName()}{(secureBoot ? $", {iso.SdBootEnrollKeys}" : string.Empty)}";
    }

    [Test]
    public void A_disk_takes_the_bootloader_and_the_sector_size()
    {
        var profile = new Profile { Arch = "amd64", Version = "v1.14.0", Output = new ProfileOutput { Kind = OutputKind.Image } };
        var result = SchematicRules.Apply(profile, new Schematic
        {
            Customization = new SchematicCustomization { Bootloader = BootloaderKind.Grub, DiskSectorSize = 4096, Meta = [new MetaValue(12, "m")] },
        });
        Assert.That((result.Output.ImageOptions!.Bootloader, result.Output.ImageOptions.DiskSectorSize), Is.EqualTo((BootloaderKind.Grub, 4096)));
        Assert.That(result.Customization.MetaContents, Has.Count.EqualTo(1));
    }

    [Test]
    public void What_the_version_does_not_have_is_refused()
    {
        var profile = new Profile { Arch = "amd64", Version = "v1.6.0", Output = new ProfileOutput { Kind = OutputKind.Uki } };
        Assert.That(
            () => SchematicRules.Apply(profile with { Version = "v1.11.0" }, Schematic.Parse("customization:\n  embeddedMachineConfiguration: 'a: b'\n")),
            ThrowsId(DiagnosticIds.EmbeddedConfigurationNotSupported).And.Message.Contains("not supported for Talos version v1.11.0"));
        Assert.That(
            () => SchematicRules.Apply(profile, new Schematic { Overlay = new SchematicOverlay { Name = "rpi_generic", Image = "siderolabs/sbc-raspberrypi" } }),
            ThrowsId(DiagnosticIds.OverlayNotSupported));
        Assert.That(
            () => SchematicRules.Apply(
                profile with { SecureBoot = true }, new Schematic { Customization = new() { SecureBoot = new SchematicSecureBoot { EnrollKeys = "always" } } }),
            ThrowsId(DiagnosticIds.UnknownEnumText).And.Message.Contains("invalid secureboot enrollKeys value \"always\""));
    }

    [Test]
    public async Task A_machine_knows_the_schematic_of_its_initramfs_by_the_last_extension()
    {
        await using var engine = DemoEngine.Create();
        var schematic = Schematic.Parse("customization:\n  systemExtensions:\n    officialExtensions: [siderolabs/demo-hello]\n");
        using var asset = await Describe(engine).AsInitramfs().UseSchematic(schematic).PlanAsync();
        Assert.That(asset.SchematicId, Is.EqualTo(schematic.Id()));
        using var again = await engine.CreateAsset(asset.Profile).PlanAsync();
        Assert.That(Digest.Sha256(again.Content), Is.EqualTo(Digest.Sha256(asset.Content)), "the finalized profile holds the virtual extension");
        using var empty = await Describe(engine).AsInitramfs().UseSchematic("customization: {}\n").PlanAsync();
        using var stock = await Describe(engine).AsInitramfs().PlanAsync();
        Assert.That(empty.SchematicId, Is.EqualTo(SchematicId.Empty));
        Assert.That(empty.Size, Is.GreaterThan(stock.Size!.Value), "even the empty schematic has its extension");
        using var kernel = await Describe(engine).AsKernel().UseSchematic(schematic).PlanAsync();
        Assert.That(kernel.SchematicId, Is.EqualTo(schematic.Id()));
        Assert.That(kernel.Inputs.Select(input => input.Name), Has.None.Contains("demo-hello"));
    }

    [Test]
    public async Task An_asset_that_is_described_otherwise_has_the_identifier_of_the_schematic_that_asks_for_the_same()
    {
        await using var engine = DemoEngine.Create();
        var request = await Describe(engine).AsIso(BootloaderKind.SdBoot)
            .Customize(custom => custom.AddKernelArgument("a=1").AddExtension("siderolabs/demo-hello").AddMetaValue(10, "x")).ResolveAsync();
        using var asset = await request.PlanAsync();
        var schematic = Schematic.Parse(
            "customization: {extraKernelArgs: [a=1], meta: [{key: 10, value: x}], systemExtensions: {officialExtensions: [siderolabs/demo-hello]}, bootloader: sd-boot}");
        Assert.That(asset.SchematicId, Is.EqualTo(schematic.Id()));
        using var stock = await Describe(engine).AsKernel().PlanAsync();
        Assert.That(stock.SchematicId, Is.EqualTo(SchematicId.Empty));
        using var other = await Describe(engine).AsInitramfs().Customize(custom => custom.AddExtensionImage(DemoRelease.Reference("demo-hello", "v1.0.0"))).PlanAsync();
        Assert.That(other.SchematicId, Is.Null);
    }

    [Test]
    public void The_virtual_extension_is_a_valid_one()
    {
        var extension = SchematicExtension.Create(new Schematic(), new SchematicExtensionOptions { TalosVersion = TalosVersion.Parse("v1.12.0") });
        var tree = SchematicExtensionTree.Create(extension);
        var read = SystemExtensionReader.Read(tree, "schematic");
        Assert.That((read.Manifest.Name, read.Manifest.Version), Is.EqualTo(("schematic", SchematicId.Empty.Hex)));
        Assert.That(tree.Find(extension.MarkerPath), Is.InstanceOf<RegularFile>().With.Property(nameof(RegularFile.Metadata)).Property("Mode").EqualTo(0x1A4));
    }

    [Test]
    public async Task A_stored_schematic_keeps_the_identifier_it_was_asked_for()
    {
        await using var engine = DemoEngine.Create();
        var id = SchematicId.Parse(new string('a', 64));
        using var asset = await Describe(engine).AsCommandLine().UseSchematic(id, new OneSchematic(id)).PlanAsync();
        Assert.That(asset.SchematicId, Is.EqualTo(id));
        Assert.That(asset.KernelCommandLine, Does.EndWith(" stored=1"));
        Assert.That(
            async () => await Describe(engine).AsCommandLine().UseSchematic(SchematicId.Empty, new OneSchematic(id)).PlanAsync(),
            ThrowsId(DiagnosticIds.SchematicNotFound));
    }

    [Test]
    public async Task An_extension_that_is_not_there_is_refused_and_an_odd_one_is_a_warning()
    {
        await using var engine = DemoEngine.Create();
        Assert.That(
            async () => await Describe(engine).AsUki().UseSchematic("customization: {systemExtensions: {officialExtensions: [siderolabs/i915-ucode]}}").PlanAsync(),
            ThrowsId(DiagnosticIds.UnknownExtension).And.Message.Contains("official extension \"siderolabs/i915-ucode\" is not available for Talos version v1.12.0"));
        using var asset = await Describe(engine).AsCommandLine().UseSchematic("customization: {extraKernelArgs: ['a b']}").PlanAsync();
        Assert.That(asset.Warnings.Select(warning => warning.Id), Is.EqualTo(new[] { DiagnosticIds.SchematicDoubtful }));
    }

    static BootAssetBuilder Describe(TalosBootEngine engine) => engine.CreateAsset().ForTalos(DemoRelease.Version).ForArchitecture(Architecture.Amd64);

    static NUnit.Framework.Constraints.EqualStringConstraint ThrowsId(string id) =>
        Throws.InstanceOf<TalosBootException>().With.Property(nameof(TalosBootException.DiagnosticId)).EqualTo(id);

    sealed class OneSchematic(SchematicId known) : ISchematicStore
    {
        public ValueTask<Schematic?> FindAsync(SchematicId id, CancellationToken cancellationToken = default) => ValueTask.FromResult(
            id == known ? new Schematic { Customization = new SchematicCustomization { ExtraKernelArgs = ["stored=1"] } } : null);
    }
}
