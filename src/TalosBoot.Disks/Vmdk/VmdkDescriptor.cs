using System.Globalization;
using System.Text;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Determinism;

namespace TalosBoot.Disks.Vmdk;

/// <summary>The text that describes the disk (docs/formats/disk.md).</summary>
internal static class VmdkDescriptor
{
    const int HeadsTimesSectors = 255 * 63;
    const int MaximumCylinders = 65_535;

    /// <summary>The text as it lies in the image, filled with zeros.</summary>
    public static byte[] Write(long capacity, uint contentId)
    {
        var id = contentId.ToString("x8", CultureInfo.InvariantCulture);
        var longId = Convert.ToHexStringLower(DeterministicGuid.CreateFromLabel($"talos-image-vmdk-{id}").ToByteArray(bigEndian: true).AsSpan(0, 12));
        var cylinders = Math.Min(MaximumCylinders, Alignment.DivideUp(capacity, HeadsTimesSectors));
        var text = string.Create(CultureInfo.InvariantCulture, $"""
            # Disk DescriptorFile
            version=1
            encoding="UTF-8"
            CID={id}
            parentCID=ffffffff
            createType="streamOptimized"

            # Extent description
            RW {capacity} SPARSE "disk"

            # The Disk Data Base
            #DDB

            ddb.longContentID = "{longId}{id}"
            ddb.virtualHWVersion = "4"
            ddb.geometry.cylinders = "{cylinders}"
            ddb.geometry.heads = "255"
            ddb.geometry.sectors = "63"
            ddb.adapterType = "lsilogic"
            ddb.toolsInstallType = "4"
            ddb.toolsVersion = "2147483647"
            """).ReplaceLineEndings("\n");
        var result = new byte[VmdkFormat.DescriptorSectors * VmdkFormat.SectorSize];
        Encoding.UTF8.GetBytes(text, result);
        return result;
    }
}
