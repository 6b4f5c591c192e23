using System.Text;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Disks.Meta;
using TalosBoot.Schematics;

namespace TalosBoot.Planning.Disks;

/// <summary>What the META partition of a disk image holds (docs/formats/disk.md).</summary>
internal static class DiskMeta
{
    /// <summary>Says that the disk boots in both ways, until Talos has removed the one that it does not need.</summary>
    const uint BootloaderKey = 0x11;

    const uint EndOfValues = 0;

    static readonly byte[] DualBoot = "dual-boot"u8.ToArray();

    /// <exception cref="ProfileValidationException">A value has the key 0 (TB1010).</exception>
    public static BlobSource Build(ResolvedRequest request)
    {
        if (request.MetaValues.Any(value => value.Key == EndOfValues))
        {
            throw new ProfileValidationException(
                DiagnosticIds.InvalidMetaKey, "customization.metaContents", "the key 0 ends the list of META values on a disk. Choose another one.");
        }

        var records = request.MetaValues.Select(value => new MetaRecord(value.Key, Encoding.UTF8.GetBytes(value.Value)));
        return MetaPartition.Build(NamesBootloader(request) ? records.Append(new MetaRecord(BootloaderKey, DualBoot)) : records);
    }

    static bool NamesBootloader(ResolvedRequest request) =>
        request is { Architecture: Architecture.Amd64, SecureBoot: null, Bootloader: BootloaderKind.DualBoot } && request.Quirks.UsesSystemdBootOnArm64;
}
