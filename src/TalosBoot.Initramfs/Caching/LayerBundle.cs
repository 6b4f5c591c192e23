using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Initramfs.Extensions;
using TalosBoot.Initramfs.KernelModules;

namespace TalosBoot.Initramfs.Caching;

/// <summary>A prepared layer as one content: a cpio archive.</summary>
internal static class LayerBundle
{
    const string Image = "image.sqsh";
    const string Firmware = "firmware";
    const string Manifest = "manifest";
    const string Intel = "intel.bin";
    const string Amd = "amd.bin";
    const string Warnings = "warnings";
    const int LargestText = 16 * 1024 * 1024;

    /// <summary>What a manifest says, in an order that is part of the bundle.</summary>
    public static string[] TextsOf(ExtensionManifest manifest) =>
        [manifest.Name, manifest.Version, manifest.Author, manifest.Description, manifest.TalosVersionConstraint, manifest.ExtraInfo];

    public static BlobSource Write(PreparedLayer layer, CancellationToken cancellationToken)
    {
        var tree = new FileTree();
        tree.SetFile(Image, layer.Image);
        tree.Set(Firmware, layer.Firmware.Root);
        SetTexts(tree, Manifest, TextsOf(layer.Manifest));
        SetTexts(tree, Warnings, [.. layer.Warnings.SelectMany(warning => new[] { warning.Path, warning.Message })]);
        SetParts(tree, Intel, layer.Microcode.Intel);
        SetParts(tree, Amd, layer.Microcode.Amd);
        return CpioArchive.Plan(tree, cancellationToken: cancellationToken);
    }

    /// <summary>Reads what <see cref="Write"/> has written, and a checksum has proven to be that.</summary>
    public static PreparedLayer Read(BlobSource bundle, CancellationToken cancellationToken)
    {
        var tree = CpioReader.ReadTree(bundle, cancellationToken: cancellationToken);
        var manifest = GetTexts(tree, Manifest);
        return new PreparedLayer(
            new ExtensionManifest
            {
                Name = manifest[0],
                Version = manifest[1],
                Author = manifest[2],
                Description = manifest[3],
                TalosVersionConstraint = manifest[4],
                ExtraInfo = manifest[5],
            },
            ((RegularFile)tree.Find(Image)!).Content.AsCompressed(),
            new FileTree((DirectoryNode)tree.Find(Firmware)!),
            new Microcode(GetParts(tree, Intel), GetParts(tree, Amd)),
            [.. GetTexts(tree, Warnings).Chunk(2).Select(pair => new KernelModuleWarning(pair[0], pair[1]))]);
    }

    static void SetTexts(FileTree tree, string folder, string[] texts)
    {
        tree.EnsureDirectory(folder);
        for (var index = 0; index < texts.Length; index++)
        {
            tree.SetFile($"{folder}/{index:D8}", BlobSource.FromText(texts[index]));
        }
    }

    static List<string> GetTexts(FileTree tree, string folder) =>
    [
        .. ((DirectoryNode)tree.Find(folder)!).Children.Values
            .Select(entry => System.Text.Encoding.UTF8.GetString(((RegularFile)entry).Content.ToArray(LargestText))),
    ];

    static void SetParts(FileTree tree, string name, IReadOnlyList<BlobSource> parts)
    {
        if (parts.Count > 0)
        {
            tree.SetFile(name, BlobSource.Concat(parts));
        }
    }

    static BlobSource[] GetParts(FileTree tree, string name) => tree.Find(name) is RegularFile file ? [file.Content] : [];
}
