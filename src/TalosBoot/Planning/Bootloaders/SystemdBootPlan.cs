using TalosBoot.Boot.Loader;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;

namespace TalosBoot.Planning.Bootloaders;

/// <summary>systemd-boot and a UKI on the EFI system partition (docs/formats/uki.md).</summary>
internal sealed class SystemdBootPlan : IBootPlan
{
    public async Task<BootLayout> PlanAsync(AssetParts parts, BootMedium medium, BuildContext context, CancellationToken cancellationToken)
    {
        var (request, signed) = (parts.Request, await parts.SignedAsync(cancellationToken).ConfigureAwait(false));
        var content = new EspContent(signed.SystemdBoot, signed.Uki.Content)
        {
            Enrollment = request.SecureBoot is null ? SecureBootEnrollment.Off : request.Enrollment,
            Certificate = signed.Certificate is { } certificate ? BlobSource.FromBytes(certificate) : null,
            Keys = signed.Keys,
        };
        return new BootLayout
        {
            EfiSystemPartition = medium == BootMedium.Disk
                ? EspTree.ForDisk(request.Architecture, request.Version.Text, content, context.Clock)
                : EspTree.ForIso(request.Architecture, request.Version.Text, content, context.Clock),
            SystemdBoot = signed.SystemdBoot,
            Uki = signed.Uki,
        };
    }
}
