using TalosBoot.Boot.Loader;
using TalosBoot.Profiles;

namespace TalosBoot.Planning.SecureBoot;

/// <summary>Says in a profile what a caller said of Secure Boot, as far as a profile has words for it.</summary>
internal static class SecureBootProfile
{
    public static Profile Apply(Profile profile, BootAssetSecureBoot secureBoot) => profile with
    {
        SecureBoot = true,
        Input = profile.Input with { SecureBoot = Inputs(profile.Input.SecureBoot, secureBoot) },
    };

    /// <summary>Enrollment is set for disks and ISOs alike, as the imager's flag does; for a disk where it has options, or a base profile that has some.</summary>
    public static Profile WithEnrollment(Profile profile, SecureBootEnrollment enrollment)
    {
        var output = profile.Output;
        var disk = output.ImageOptions ?? (profile.BaseProfileName.Length > 0 ? new ProfileImageOptions() : null);
        return profile with
        {
            Output = output with
            {
                IsoOptions = (output.IsoOptions ?? new ProfileIsoOptions()) with { SdBootEnrollKeys = enrollment },
                ImageOptions = disk is null ? null : disk with { SdBootEnrollKeys = enrollment },
            },
        };
    }

    static ProfileSecureBoot? Inputs(ProfileSecureBoot? lower, BootAssetSecureBoot secureBoot)
    {
        var inputs = lower ?? new ProfileSecureBoot();
        var signer = inputs.SecureBootSigner;
        var upper = inputs with
        {
            SecureBootSigner = signer with { KeyPath = secureBoot.KeyPath ?? signer.KeyPath, CertPath = secureBoot.CertificatePath ?? signer.CertPath },
            PcrSigner = inputs.PcrSigner with { KeyPath = secureBoot.PcrKeyPath ?? inputs.PcrSigner.KeyPath },
            IncludeWellKnownCertificates = inputs.IncludeWellKnownCertificates || secureBoot.IncludeWellKnownCertificates,
        };

        // An empty mapping would be written where nothing was said.
        return lower is null && upper == new ProfileSecureBoot() ? null : upper;
    }
}
