using TalosBoot.Core.Versions;
using TalosBoot.Yaml;
using TalosBoot.Yaml.Writing;

namespace TalosBoot.Schematics;

/// <summary>
/// The virtual system extension <c>schematic</c>, by which a running machine knows its schematic (docs/formats/schematic.md). Every asset of an Image
/// Factory with an initramfs has it as its last extension, also that of the empty schematic.
/// </summary>
/// <remarks>
/// The extension consists, in this order, of the file <see cref="ManifestPath"/> (mode 0644), the <see cref="Directories"/> (mode 0755)
/// and the
/// empty file <see cref="MarkerPath"/> (mode 0644); owners and times are zero.
/// </remarks>
public sealed class SchematicExtension
{
    /// <summary>The name of the extension.</summary>
    public const string Name = "schematic";

    /// <summary>The path of the manifest.</summary>
    public const string ManifestPath = "manifest.yaml";

    const string Description = "Virtual extension which specifies the schematic of the image built with schematic.";

    SchematicExtension(SchematicId id, byte[] manifest, bool hasExtraInfo)
    {
        Id = id;
        Manifest = manifest;
        FileName = $"{id}-{(hasExtraInfo ? "true" : "false")}.tar";
    }

    /// <summary>The directories, in order, without final slashes.</summary>
    public static IReadOnlyList<string> Directories { get; } =
        ["rootfs", "rootfs/usr", "rootfs/usr/local", "rootfs/usr/local/share", "rootfs/usr/local/share/schematic"];

    /// <summary>The identifier of the schematic, which is the version of the extension.</summary>
    public SchematicId Id { get; }

    /// <summary>The bytes of the manifest.</summary>
    public ReadOnlyMemory<byte> Manifest { get; }

    /// <summary>The path of the empty file that is named after the schematic.</summary>
    public string MarkerPath => $"{Directories[^1]}/{Id}";

    /// <summary>The name of the extension's tar file in caches and profiles, such as <c>3765…b4ba-true.tar</c>.</summary>
    public string FileName { get; }

    /// <summary>Makes the extension of a schematic.</summary>
    /// <param name="schematic">The schematic.</param>
    /// <param name="options">What else is in the manifest.</param>
    public static SchematicExtension Create(Schematic schematic, SchematicExtensionOptions options)
    {
        ArgumentNullException.ThrowIfNull(schematic);
        ArgumentNullException.ThrowIfNull(options);
        var id = schematic.Id();
        var hasExtraInfo = new TalosQuirks(options.TalosVersion).SupportsSchematicExtraInfo;
        using var writer = new GoYamlWriter(GoYamlDialect.YamlV4Rc6);
        writer.BeginMapping();
        writer.Member("version", "v1alpha1");
        writer.Key("metadata");
        writer.BeginMapping();
        writer.Member("name", Name);
        writer.Member("version", id.Hex);
        writer.Member("author", $"Image Factory{(options.IsEnterprise ? " Enterprise" : string.Empty)} ({options.ExternalUrl})");
        writer.Member("description", Description);
        writer.Key("compatibility");
        writer.BeginMapping();
        writer.Key("talos");
        writer.BeginMapping();
        writer.Member("version", ">= 1.0.0");
        writer.EndMapping();
        writer.EndMapping();
        if (hasExtraInfo)
        {
            writer.Member("extraInfo", schematic.ToYaml());
        }

        writer.EndMapping();
        writer.EndMapping();
        return new SchematicExtension(id, writer.Finish().ToArray(), hasExtraInfo);
    }
}
