using TalosBoot.Yaml;
using TalosBoot.Yaml.Writing;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>The list of layers that Talos' init reads: <c>/extensions.yaml</c> (docs/formats/initramfs.md). Later layers lie on top.</summary>
internal static class ExtensionsYaml
{
    // Long texts are not folded: upstream's newest writer folds them, and no reader sees a difference.
    static readonly GoYamlWriterOptions Options = new(GoYamlDialect.YamlV4Rc6);

    public static byte[] Write(IReadOnlyList<InitramfsLayer> layers)
    {
        using var writer = new GoYamlWriter(Options);
        writer.BeginMapping();
        writer.Key("layers");
        writer.BeginSequence();
        foreach (var layer in layers)
        {
            WriteLayer(writer, layer);
        }

        writer.EndSequence();
        writer.EndMapping();
        return writer.Finish().ToArray();
    }

    static void WriteLayer(GoYamlWriter writer, InitramfsLayer layer)
    {
        writer.BeginMapping();
        writer.Member("image", layer.ImageName);
        writer.Key("metadata");
        ExtensionManifestWriter.WriteMetadata(writer, layer.Manifest);
        writer.EndMapping();
    }
}
