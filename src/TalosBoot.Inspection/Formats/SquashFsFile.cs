using System.Globalization;
using TalosBoot.Archives.Trees;
using TalosBoot.FileSystems.SquashFs;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Formats;

/// <summary>A squashfs image: the root file system, or an extension.</summary>
internal sealed class SquashFsFile : IAssetFormat
{
    public bool Recognizes(ContentPart part) => part.HasAt(0, "hsqs"u8);

    public ValueTask<OpenedPart?> OpenAsync(ContentPart part, InspectionWork work, CancellationToken cancellationToken)
    {
        var tree = SquashFsReader.Read(part.Content, cancellationToken: cancellationToken);
        return ValueTask.FromResult<OpenedPart?>(new OpenedPart
        {
            Format = "squashfs",
            Facts = [new AssetFact("files", tree.Walk().Count(entry => entry.Entry is RegularFile).ToString(CultureInfo.InvariantCulture))],
            Parts = OpenedPart.PartsOf(part, tree),
        });
    }
}
