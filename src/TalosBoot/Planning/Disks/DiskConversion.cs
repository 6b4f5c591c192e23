using TalosBoot.Core.Content;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Versions;
using TalosBoot.Core.Work;
using TalosBoot.Disks.Ova;
using TalosBoot.Disks.Qcow2;
using TalosBoot.Disks.Vhd;
using TalosBoot.Profiles;
using TalosBoot.Profiles.Reading;

namespace TalosBoot.Planning.Disks;

/// <summary>Puts a disk into the format that was asked for (docs/formats/disk.md). What does not need to compress does not read the disk.</summary>
internal sealed class DiskConversion
{
    const string AzurePlatform = "azure";
    const int UsualSectorSize = 512;

    static readonly Guid Namespace = DeterministicGuid.CreateFromLabel("talosboot-disk-identifiers");

    readonly ResolvedRequest _request;
    readonly Qcow2Options? _qcow2;
    readonly VhdOptions? _vhd;

    DiskConversion(ResolvedRequest request, Qcow2Options? qcow2, VhdOptions? vhd) => (_request, _qcow2, _vhd) = (request, qcow2, vhd);

    /// <summary>Decides how the disk of a request is put into its format.</summary>
    /// <exception cref="ProfileValidationException">The format has no such option (TB1024), or is none of a disk (TB1025).</exception>
    public static DiskConversion Of(ResolvedRequest request)
    {
        var disk = request.Disk;
        if (disk.DiskSectorSize is not (0 or UsualSectorSize) && disk.DiskFormat is DiskFormat.Vhd or DiskFormat.Ova)
        {
            throw new ProfileValidationException(
                DiagnosticIds.InvalidDiskFormat, "output.imageOptions.diskSectorSize",
                $"a disk with sectors of {disk.DiskSectorSize} bytes cannot be put into the format {EnumText.Of(disk.DiskFormat)}, whose sectors have 512 bytes. "
                + "Choose raw or qcow2.");
        }

        switch (disk.DiskFormat)
        {
            case DiskFormat.Raw or DiskFormat.Ova:
                return new DiskConversion(request, null, null); // As upstream: options may be there, for the format of a base profile.
            case DiskFormat.Qcow2:
                return new DiskConversion(request, DiskFormatOptions.ReadQcow2(disk.DiskFormatOptions), null);
            case DiskFormat.Vhd:
                var options = DiskFormatOptions.ReadVhd(disk.DiskFormatOptions);
                return new DiskConversion(request, null, options with { RequireWholeMebibytes = request.Platform.Name == AzurePlatform });
            default:
                throw new ProfileValidationException(
                    DiagnosticIds.InvalidDiskFormat, "output.imageOptions.diskFormat", "unknown disk format: unknown. Choose raw, qcow2, vhd or ova.");
        }
    }

    /// <summary>What comes out: the content itself, or how it is made when somebody reads it.</summary>
    public PlannedAsset Convert(BlobSource disk, BuildContext context) => _request.Disk.DiskFormat switch
    {
        DiskFormat.Qcow2 => new PlannedAsset(Qcow2ImageBuilder.Build(disk, _qcow2)),
        DiskFormat.Vhd => new PlannedAsset(VhdImageBuilder.Build(disk, _vhd! with { Id = Identifier(disk.Length), Clock = context.Clock })),
        DiskFormat.Ova => new PlannedAsset(disk) { Conversion = BuildOvaAsync },
        _ => new PlannedAsset(disk),
    };

    async Task<BlobSource> BuildOvaAsync(BlobSource disk, ContentSpool spool, BuildContext context, CancellationToken cancellationToken)
    {
        using var report = context.Begin(BuildStage.Pack, ProfileFileNames.Unpacked(_request.Profile), disk.Length);
        var options = new OvaOptions { Clock = context.Clock, Budget = context.Budget, Progress = report };
        var result = await OvaImageBuilder.BuildAsync(disk, spool, options, cancellationToken).ConfigureAwait(false);
        report.Complete();
        return result;
    }

    /// <summary>The same for the same kind of disk, and another one for others.</summary>
    Guid Identifier(long length) => DeterministicGuid.Create(
        Namespace, $"{_request.Platform.Name} {_request.Architecture.ToName()} {_request.Version.Text} {_request.Bootloader} {length}");
}
