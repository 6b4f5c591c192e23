using TalosBoot.Yaml;

namespace TalosBoot.Schematics.Tests;

/// <summary>Published identifiers, and all that a schematic has.</summary>
sealed class SchematicIdTests
{
    const string RaspberryPi =
        """
        # rpi_generic.yaml
        overlay:
          name: rpi_generic
          image: siderolabs/sbc-raspberrypi
        customization:
          systemExtensions:
            officialExtensions:
              - siderolabs/iscsi-tools
        """;

    [TestCase("{}", "376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba")]
    [TestCase("customization: {extraKernelArgs: [net.ifnames=0], systemExtensions: {officialExtensions: [siderolabs/gvisor, siderolabs/intel-ucode]}}",
        "b8e8fbbe1b520989e6c52c8dc8303070cb42095997e76e812fa8892393e1d176")]
    [TestCase("customization: {systemExtensions: {officialExtensions: [siderolabs/gvisor]}}", "d9ff89777e246792e7642abd3220a616afb4e49822382e4213a2e528ab826fe5")]
    [TestCase("customization: {systemExtensions: {officialExtensions: [siderolabs/vmtoolsd-guest-agent]}}", "903b2da78f99adef03cbbd4df6714563823f63218508800751560d3bc3557e40")]
    [TestCase(RaspberryPi, "f47e6cd2634c7a96988861031bcc4144468a1e3aef82cca4f5b5ca3fffef778a")]
    [TestCase("overlay: {name: orangepi-r1-plus-lts, image: siderolabs/sbc-allwinner}", "da388062cd9318efdc7391982a77ebb2a97ed4fbda68f221354c17839a750509")]
    [TestCase("overlay: {name: rock4cplus, image: siderolabs/sbc-allwinner}", "ed7091ab924ef1406dadc4623c90f245868f03d262764ddc2c22c8a19eb37c1c")]
    public void Published_identifiers_are_those_of_the_default_dialect(string document, string id)
    {
        Assert.That(Schematic.Parse(document).Id().Hex, Is.EqualTo(id));
        Assert.That(Schematic.Parse(document).KnownIds[0], Is.EqualTo(new KnownSchematicId(SchematicId.Parse(id), GoYamlDialect.YamlV4Rc6, SchematicLayout.Released)));
    }

    [Test]
    public void The_documented_identifier_of_the_raspberry_pi_example_is_that_of_a_pre_release_layout()
    {
        var schematic = Schematic.Parse(RaspberryPi);
        Assert.That(schematic.ToYaml(GoYamlDialect.YamlV301, SchematicLayout.CustomizationFirst), Is.EqualTo(
            """
            customization:
                systemExtensions:
                    officialExtensions:
                        - siderolabs/iscsi-tools
            overlay:
                name: rpi_generic
                image: siderolabs/sbc-raspberrypi

            """));
        var known = schematic.KnownIds.Single(entry => entry.Layout == SchematicLayout.CustomizationFirst);
        Assert.That(known.Id.Hex, Is.EqualTo("0db665edfda21c70194e7ca660955425d16cec2aa58ff031e2abf72b7c328585"));
    }

    [Test]
    public void Another_documented_identifier_has_the_name_of_the_overlay_first()
    {
        var known = Schematic.Parse("overlay: {name: rpi_generic, image: siderolabs/sbc-raspberrypi}").KnownIds;
        Assert.That(
            known.Single(entry => entry.Layout == SchematicLayout.OverlayNameFirst).Id.Hex,
            Is.EqualTo("fc1cceeb5711cd263877b6b808fbf4942a8deda65e8804c114a0b5bae252dc50"));
    }

    [Test]
    public void Known_identifiers_are_distinct_and_name_what_gives_them()
    {
        Assert.That(new Schematic().KnownIds, Has.Count.EqualTo(1));
        var known = Schematic.Parse("overlay: {name: n}\ncustomization: {extraKernelArgs: [yes, <<], meta: [{value: \"\\na\\n\"}]}").KnownIds;
        Assert.That(known.Select(entry => (entry.Dialect, entry.Layout)), Is.EqualTo(
            [
                (GoYamlDialect.YamlV4Rc6, SchematicLayout.Released), (GoYamlDialect.YamlV4Rc4, SchematicLayout.Released),
                (GoYamlDialect.YamlV4Rc3, SchematicLayout.Released), (GoYamlDialect.YamlV301, SchematicLayout.Released),
                (GoYamlDialect.YamlV301, SchematicLayout.CustomizationFirst), (GoYamlDialect.YamlV301, SchematicLayout.OverlayNameFirst),
            ]));
        Assert.That(known.Select(entry => entry.Id), Is.Unique);
    }

    [TestCase("376567988AD370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba")]
    [TestCase("376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4b")]
    [TestCase("g76567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba")]
    [TestCase("")]
    public void Other_texts_are_no_identifiers(string text)
    {
        Assert.That(SchematicId.TryParse(text, out _), Is.False);
        Assert.That(() => SchematicId.Parse(text), Throws.InstanceOf<FormatException>());
    }

    [Test]
    public void Dialects_have_names()
    {
        foreach (var dialect in GoYamlDialectNames.All)
        {
            Assert.That(GoYamlDialectNames.TryParse(dialect.ToName(), out var parsed) && parsed == dialect, dialect.ToName());
        }

        Assert.That(GoYamlDialectNames.TryParse("yaml-v5", out _), Is.False);
        Assert.That(BootloaderKindNames.TryParse("GRUB", out var kind) && kind == BootloaderKind.Grub);
        Assert.That(BootloaderKindNames.TryParse("auto", out _), Is.False);
    }
}
