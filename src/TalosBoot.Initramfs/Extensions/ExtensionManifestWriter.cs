using TalosBoot.Yaml;
using TalosBoot.Yaml.Writing;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>Writes a manifest as Go's library writes it (docs/formats/initramfs.md).</summary>
internal static class ExtensionManifestWriter
{
    static readonly GoYamlWriterOptions Options = new(GoYamlDialect.YamlV4Rc6);

    /// <summary>The <c>manifest.yaml</c> of an extension.</summary>
    public static byte[] Write(ExtensionManifest manifest)
    {
        using var writer = new GoYamlWriter(Options);
        writer.BeginMapping();
        writer.Member("version", ExtensionManifest.SupportedVersion);
        writer.Key("metadata");
        WriteMetadata(writer, manifest);
        writer.EndMapping();
        return writer.Finish().ToArray();
    }

    /// <summary>The mapping below <c>metadata</c>.</summary>
    public static void WriteMetadata(GoYamlWriter writer, ExtensionManifest manifest)
    {
        writer.BeginMapping();
        writer.Member("name", manifest.Name);
        writer.Member("version", manifest.Version);
        writer.Member("author", manifest.Author);
        writer.Member("description", manifest.Description);
        writer.Key("compatibility");
        writer.BeginMapping();
        writer.Key("talos");
        writer.BeginMapping();
        writer.Member("version", manifest.TalosVersionConstraint);
        writer.EndMapping();
        writer.EndMapping();
        if (manifest.ExtraInfo.Length > 0)
        {
            writer.Member("extraInfo", manifest.ExtraInfo);
        }

        writer.EndMapping();
    }
}
