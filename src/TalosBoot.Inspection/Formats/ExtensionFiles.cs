using TalosBoot.Archives.Trees;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Formats;

/// <summary>The files of a system extension: a manifest, and a root file system.</summary>
internal static class ExtensionFiles
{
    public static bool Recognizes(FileTree tree) => tree.Find("manifest.yaml") is RegularFile && tree.Find("rootfs") is DirectoryNode;

    public static OpenedPart Open(Part part, FileTree tree, string format, Findings findings)
    {
        var manifest = SystemExtensionReader.Read(tree, part.Name).Manifest;
        findings.Extensions.Add(new InspectedExtension(part.Path, manifest.Name, manifest.Version, manifest.Author, manifest.Description));
        return new OpenedPart
        {
            Format = format,
            Kind = AssetKind.Extension,
            Facts = [.. FactsOf(manifest).Where(fact => fact.Value.Length > 0)],
            Parts = OpenedPart.PartsOf(part, tree),
        };
    }

    static IEnumerable<AssetFact> FactsOf(ExtensionManifest manifest) =>
    [
        new("name", manifest.Name), new("version", manifest.Version), new("author", manifest.Author), new("description", manifest.Description),
        new("for Talos", manifest.TalosVersionConstraint),
    ];
}
