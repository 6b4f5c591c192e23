using System.Globalization;
using TalosBoot.Core.Content;
using TalosBoot.Disks.Qcow2;
using TalosBoot.Disks.Vhd;
using TalosBoot.Disks.Vhdx;
using TalosBoot.Disks.Vmdk;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Formats;

/// <summary>A disk in the format of a hypervisor.</summary>
internal sealed class VirtualDisk : IAssetFormat
{
    const int FooterLength = 512;

    public bool Recognizes(ContentPart part) => NameOf(part) is not null;

    public ValueTask<OpenedPart?> OpenAsync(ContentPart part, InspectionWork work, CancellationToken cancellationToken)
    {
        var name = NameOf(part)!;
        var disk = Open(name, part.Content, cancellationToken);
        var inner = new ContentPart(part, "disk", disk);
        return ValueTask.FromResult<OpenedPart?>(new OpenedPart
        {
            Format = name,
            Facts = [new AssetFact("disk", string.Create(CultureInfo.InvariantCulture, $"{disk.Length} bytes"))],
            Parts = [inner],
            Inner = inner,
        });
    }

    static BlobSource Open(string name, BlobSource content, CancellationToken cancellationToken) => name switch
    {
        "qcow2" => Qcow2Reader.Open(content, cancellationToken),
        "VHDX" => VhdxReader.Open(content, cancellationToken),
        "VMDK" => VmdkReader.Open(content, cancellationToken),
        _ => VhdReader.Open(content, cancellationToken),
    };

    static string? NameOf(ContentPart part) => part.HasAt(0, [(byte)'Q', (byte)'F', (byte)'I', 0xFB]) ? "qcow2"
        : part.HasAt(0, "vhdxfile"u8) ? "VHDX"
        : part.HasAt(0, "KDMV"u8) ? "VMDK"
        : part.HasAt(0, "conectix"u8) || (part.Content.Length >= 2 * FooterLength && part.HasAt(part.Content.Length - FooterLength, "conectix"u8)) ? "VHD"
        : null;
}
