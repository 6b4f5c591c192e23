using TalosBoot.Boot.SecureBoot;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Profiles;

namespace TalosBoot.Planning.SecureBoot;

/// <summary>The ready databases that a profile names (docs/formats/uki.md).</summary>
internal static class EnrollmentDatabases
{
    /// <summary>The databases with their fields and paths; a path that is not given is empty.</summary>
    public static (SecureBootVariable Variable, string Field, string Path)[] Of(ProfileSecureBoot profile) =>
    [
        (SecureBootVariable.PlatformKey, "Input.SecureBoot.PlatformKeyPath", profile.PlatformKeyPath),
        (SecureBootVariable.KeyExchangeKey, "Input.SecureBoot.KeyExchangeKeyPath", profile.KeyExchangeKeyPath),
        (SecureBootVariable.SignatureDatabase, "Input.SecureBoot.SignatureKeyPath", profile.SignatureKeyPath),
    ];

    /// <summary>Ready databases are all there or none, and Microsoft's certificates are there when new ones shall hold them.</summary>
    /// <exception cref="ProfileValidationException">They are not (TB1022, TB1023).</exception>
    public static void Check(ProfileSecureBoot profile, TalosBootOptions options)
    {
        var databases = Of(profile);
        var missing = databases.Where(database => database.Path.Length == 0).ToList();
        if (missing.Count == databases.Length)
        {
            if (profile.IncludeWellKnownCertificates && options.WellKnownCertificates is null)
            {
                throw new ProfileValidationException(
                    DiagnosticIds.WellKnownCertificatesRequired, "input.secureboot.includeWellKnownCerts",
                    "Microsoft's certificates are wanted, and TalosBoot ships none. Set TalosBootOptions.WellKnownCertificates, for example to "
                    + "WellKnownCertificates.ReadFolder(folder) (on a command line: talosboot imager --well-known-certs FOLDER).");
            }
        }
        else if (missing.Count > 0)
        {
            throw new ProfileValidationException(
                DiagnosticIds.PartialEnrollmentDatabases, "input.secureboot",
                $"partial SecureBoot pre-built database configuration: missing {string.Join(", ", missing.Select(database => database.Field))}. "
                + "Give all three files, or none to have them made.");
        }
    }
}
