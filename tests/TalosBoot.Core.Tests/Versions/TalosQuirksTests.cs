using TalosBoot.Core.Versions;

namespace TalosBoot.Core.Tests.Versions;

public sealed class TalosQuirksTests
{
    // Each row of profile.md 5.2: the quirk, the last version without, the first version with, and what an unparsable version gives.
    static readonly (string Name, Func<TalosQuirks, bool> Value, string Before, string From, bool Unparsable)[] Since =
    [
        ("SupportsResetGrubOption", quirks => quirks.SupportsResetGrubOption, "1.3.7", "1.4.0", true),
        ("SupportsUki", quirks => quirks.SupportsUki, "1.4.8", "1.5.0", true),
        ("SupportsMultiDocument", quirks => quirks.SupportsMultiDocument, "1.4.8", "1.5.0", true),
        ("SupportsCompressedEncodedMeta", quirks => quirks.SupportsCompressedEncodedMeta, "1.6.2", "1.6.3", true),
        ("SupportsOverlay", quirks => quirks.SupportsOverlay, "1.6.3", "v1.7.0-alpha.0-75-gff08e2821", true),
        ("UseZSTDCompression", quirks => quirks.InitramfsCompression == InitramfsCompression.Zstd, "1.7.3", "1.8.0-alpha.0", true),
        ("SupportsIsoLabel", quirks => quirks.SupportsIsoLabel, "1.7.7", "1.8.0", true),
        ("SupportsHaltIfInstalled", quirks => quirks.SupportsHaltIfInstalled, "1.7.7", "1.8.0", true),
        ("SkipDataPartitions", quirks => quirks.SkipDataPartitions, "1.7.7", "1.8.0", true),
        ("SupportsSELinux", quirks => quirks.SupportsSELinux, "1.9.6", "1.10.0", true),
        ("UsesSystemdBoot", quirks => quirks.UsesSystemdBoot, "1.9.6", "1.10.0", false),
        ("KernelModulesPath", quirks => quirks.KernelModulesPath == "/usr/lib/modules", "1.9.6", "1.10.0", true),
        ("FirmwarePath", quirks => quirks.FirmwarePath == "/usr/lib/firmware", "1.9.6", "1.10.0", true),
        ("SupportsUkiProfiles", quirks => quirks.SupportsUkiProfiles, "1.9.6", "1.10.0", true),
        ("SupportsUnifiedInstaller", quirks => quirks.SupportsUnifiedInstaller, "1.9.6", "1.10.0", true),
        ("BootPartitionSize", quirks => quirks.BootPartitionSize == 2000L << 20, "1.10.9", "1.11.0", true),
        ("SupportsFactoryTalosctlDownload", quirks => quirks.SupportsFactoryTalosctlDownload, "1.10.9", "1.11.0-alpha.3", true),
        ("SupportsEmbeddedConfiguration", quirks => quirks.SupportsEmbeddedConfiguration, "1.11.6", "1.12.0", true),
        ("SupportsDisablingModuleSignatureVerification", quirks => quirks.SupportsDisablingModuleSignatureVerification, "1.11.6", "1.12.0", true),
        ("IsoSupportsSettingBootloader", quirks => quirks.IsoSupportsSettingBootloader, "1.11.6", "1.12.0", true),
        ("ProcMemOverrideNever", quirks => quirks.ProcMemOverrideNever, "1.12.11", "1.13.0", true),
        ("DropInitOnAlloc", quirks => quirks.DropInitOnAlloc, "1.13.0", "1.14.0-alpha.1", true),
        ("NvmeCoreIoTimeoutAwsOnly", quirks => quirks.NvmeCoreIoTimeoutAwsOnly, "1.13.9", "1.14.0", true),
        ("XfsMinimumAllocationGroupSize", quirks => quirks.XfsMinimumAllocationGroupSize == 64L << 30, "1.13.5", "1.14.0", true),
        ("not SupportsMetalPlatformConsoleTtyS0", quirks => !quirks.SupportsMetalPlatformConsoleTtyS0, "1.7.7", "1.8.0", true),
        ("not SupportsIma", quirks => !quirks.SupportsIma, "1.10.99", "1.10.100", true),
        ("not ForcesLockdownConfidentiality", quirks => !quirks.ForcesLockdownConfidentiality, "1.13.9", "1.14.0", true),
    ];

    [TestCaseSource(nameof(Since))]
    public void Each_quirk_turns_at_its_version((string Name, Func<TalosQuirks, bool> Value, string Before, string From, bool Unparsable) row)
    {
        Assert.That(row.Value(Of(row.Before)), Is.False, $"{row.Name} at {row.Before}");
        Assert.That(row.Value(Of(row.From)), Is.True, $"{row.Name} at {row.From}");
        Assert.That(row.Value(Of("")), Is.EqualTo(row.Unparsable), $"{row.Name} when unparsable");
    }

    [TestCase("1.7.0", ExpectedResult = "lts_6.1.conf")]
    [TestCase("1.8.0", ExpectedResult = "lts_6.6.conf")]
    [TestCase("1.9.0", ExpectedResult = "lts_6.6.conf")]
    [TestCase("1.10.0", ExpectedResult = "lts_6.12.conf")]
    [TestCase("1.12.0", ExpectedResult = "lts_6.12.conf")]
    [TestCase("1.13.0", ExpectedResult = "lts_6.18.conf")]
    [TestCase("", ExpectedResult = "lts_6.18.conf")]
    public string Each_version_has_its_xfs_configuration(string version) => Of(version).XfsConfiguration;

    [TestCase("1.9.0", ExpectedResult = 1101)]
    [TestCase("1.10.0", ExpectedResult = 1101)]
    [TestCase("1.11.0", ExpectedResult = 2101)]
    [TestCase("", ExpectedResult = 2101)]
    public long The_efi_partition_of_ukis_is_as_large_as_those_it_replaces(string version) => Of(version).UkiEfiPartitionSize >> 20;

    static TalosQuirks Of(string version) => new(TalosVersion.Parse(version));
}
