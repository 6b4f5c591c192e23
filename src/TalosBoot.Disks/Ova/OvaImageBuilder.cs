using System.Text;
using TalosBoot.Archives.Tar;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Disks.Vmdk;

namespace TalosBoot.Disks.Ova;

/// <summary>Makes virtual appliances for VMware: a descriptor, a manifest and a stream-optimized VMDK in a tar archive, in this order (docs/formats/disk.md).</summary>
public static class OvaImageBuilder
{
    internal const string DiskName = "disk.vmdk";
    const string DescriptorName = "disk.ovf";
    const string ManifestName = "disk.mf";

    /// <summary>Makes an appliance. The disk is compressed and hashed now, since the members in front of it name its length and its digest.</summary>
    /// <param name="disk">The disk, with sectors of 512 bytes.</param>
    /// <param name="spool">Keeps what is compressed.</param>
    /// <param name="options">How to make it; null for the defaults.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="LayoutException">The disk has no whole number of sectors, or is larger than 2 TiB (TB5004).</exception>
    public static async Task<BlobSource> BuildAsync(
        BlobSource disk, ContentSpool spool, OvaOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(disk);
        options ??= new OvaOptions();
        var image = await VmdkImageBuilder.BuildAsync(
            disk, spool, new VmdkOptions { Budget = options.Budget, Progress = options.Progress }, cancellationToken).ConfigureAwait(false);
        var descriptor = Encoding.UTF8.GetBytes(OvfDescriptor.Write(disk.Length, image.Length, options.HardwareVersion));
        var manifest = $"SHA256({DiskName})= {Digest.Sha256(image, cancellationToken).Hex}\nSHA256({DescriptorName})= {Digest.Sha256(descriptor).Hex}\n";
        return new GnuTarWriter(options.Clock.UnixSeconds, "root")
            .Add(DescriptorName, BlobSource.FromBytes(descriptor))
            .Add(ManifestName, BlobSource.FromText(manifest))
            .Add(DiskName, image)
            .Build();
    }
}
