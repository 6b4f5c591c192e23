using System.Globalization;
using TalosBoot.Archives.Tar;
using TalosBoot.Inspection.Opening;
using TalosBoot.Oci.Layouts;

namespace TalosBoot.Inspection.Formats;

/// <summary>A tar archive: an OVA, a container image, an extension, or one disk in an archive, as clouds want it.</summary>
internal sealed class TarFile : IAssetFormat
{
    const int MarkOffset = 257;

    static readonly string[] DiskEndings = [".raw", ".img", ".qcow2", ".vhd", ".vhdx", ".vmdk"];

    public bool Recognizes(ContentPart part) => part.HasAt(MarkOffset, "ustar"u8);

    public async ValueTask<OpenedPart?> OpenAsync(ContentPart part, InspectionWork work, CancellationToken cancellationToken)
    {
        var tree = TarReader.ReadTree(part.Content, cancellationToken: cancellationToken);
        if (tree.Find("manifest.json") is not null || tree.Find("index.json") is not null)
        {
            var archive = await DockerArchive.OpenContentAsync(part.Content, part.Name, work.Spool, cancellationToken: cancellationToken).ConfigureAwait(false);
            var image = await archive.ResolveOnlyAsync(ImagePlatforms.Default, cancellationToken).ConfigureAwait(false);
            var inner = new ImagePart(part, $"{image.Config.OperatingSystem}/{image.Config.Architecture}", image);
            return new OpenedPart { Format = "image archive", Parts = [inner], Inner = inner };
        }

        if (ExtensionFiles.Recognizes(tree))
        {
            return ExtensionFiles.Open(part, tree, "extension archive", work.Findings);
        }

        var parts = OpenedPart.PartsOf(part, tree);
        var names = parts.Select(member => member.Name).ToList();
        return new OpenedPart
        {
            Format = names.Exists(name => name.EndsWith(".ovf", StringComparison.Ordinal)) ? "OVA" : "tar",
            Facts = [new AssetFact("members", string.Create(CultureInfo.InvariantCulture, $"{names.Count}"))],
            Parts = parts,
            Inner = parts.FirstOrDefault(member => DiskEndings.Contains(Path.GetExtension(member.Name), StringComparer.OrdinalIgnoreCase)),
        };
    }
}
