using TalosBoot.Yaml.Writing;

namespace TalosBoot.Schematics;

/// <summary>Writes the canonical text: the order of docs/formats/schematic.md, what is zero left out.</summary>
internal static class SchematicWriter
{
    public static void Write(GoYamlWriter writer, Schematic schematic, SchematicLayout layout)
    {
        writer.BeginMapping();
        TextUnlessEmpty(writer, "owner", schematic.Owner);
        if (layout == SchematicLayout.CustomizationFirst)
        {
            Customization(writer, schematic.Customization);
        }

        if (!schematic.Overlay.IsZero)
        {
            Overlay(writer, schematic.Overlay, isNameFirst: layout != SchematicLayout.Released);
        }

        if (layout != SchematicLayout.CustomizationFirst)
        {
            Customization(writer, schematic.Customization);
        }

        writer.EndMapping();
    }

    static void Overlay(GoYamlWriter writer, SchematicOverlay overlay, bool isNameFirst)
    {
        writer.Key("overlay");
        writer.BeginMapping();
        writer.Member(isNameFirst ? "name" : "image", isNameFirst ? overlay.Name : overlay.Image);
        writer.Member(isNameFirst ? "image" : "name", isNameFirst ? overlay.Image : overlay.Name);
        if (overlay.Options.Entries.Count > 0)
        {
            writer.Key("options");
            writer.Value(overlay.Options);
        }

        writer.EndMapping();
    }

    static void Customization(GoYamlWriter writer, SchematicCustomization customization)
    {
        writer.Key("customization");
        writer.BeginMapping();
        TextUnlessEmpty(writer, "embeddedMachineConfiguration", customization.EmbeddedMachineConfiguration);
        TextsUnlessEmpty(writer, "extraKernelArgs", customization.ExtraKernelArgs);
        if (customization.Meta.Count > 0)
        {
            Meta(writer, customization.Meta);
        }

        if (customization.OfficialExtensions.Count > 0)
        {
            writer.Key("systemExtensions");
            writer.BeginMapping();
            TextsUnlessEmpty(writer, "officialExtensions", customization.OfficialExtensions);
            writer.EndMapping();
        }

        if (customization.Bootloader != BootloaderKind.None)
        {
            writer.Member("bootloader", customization.Bootloader.ToName());
        }

        if (!customization.SecureBoot.IsZero)
        {
            SecureBoot(writer, customization.SecureBoot);
        }

        if (customization.DiskSectorSize != 0)
        {
            writer.Key("diskImage");
            writer.BeginMapping();
            writer.Key("sectorSize");
            writer.Integer(customization.DiskSectorSize);
            writer.EndMapping();
        }

        writer.EndMapping();
    }

    static void Meta(GoYamlWriter writer, IReadOnlyList<MetaValue> meta)
    {
        writer.Key("meta");
        writer.BeginSequence();
        foreach (var value in meta)
        {
            writer.BeginMapping();
            writer.Key("key");
            writer.Integer(value.Key);
            writer.Member("value", value.Value);
            writer.EndMapping();
        }

        writer.EndSequence();
    }

    static void SecureBoot(GoYamlWriter writer, SchematicSecureBoot secureBoot)
    {
        writer.Key("secureboot");
        writer.BeginMapping();
        TextUnlessEmpty(writer, "enrollKeys", secureBoot.EnrollKeys);
        if (secureBoot.IncludeWellKnownCertificates)
        {
            writer.Key("includeWellKnownCertificates");
            writer.Boolean(true);
        }

        writer.EndMapping();
    }

    static void TextUnlessEmpty(GoYamlWriter writer, string key, string value)
    {
        if (value.Length > 0)
        {
            writer.Member(key, value);
        }
    }

    static void TextsUnlessEmpty(GoYamlWriter writer, string key, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        writer.Key(key);
        writer.BeginSequence();
        foreach (var value in values)
        {
            writer.Text(value);
        }

        writer.EndSequence();
    }
}
