using TalosBoot.Boot.Loader;

namespace TalosBoot.Boot.Tests.Loader;

public sealed class SystemdBootConfigurationTests
{
    [TestCase(SecureBootEnrollment.IfSafe, "if-safe")]
    [TestCase(SecureBootEnrollment.Manual, "manual")]
    [TestCase(SecureBootEnrollment.Force, "force")]
    [TestCase(SecureBootEnrollment.Off, "off")]
    public void An_ISO_always_says_when_keys_are_enrolled(SecureBootEnrollment enrollment, string word) => Assert.That(
        SystemdBootConfiguration.ForIso(enrollment),
        Is.EqualTo($"# systemd-boot configuration\n\ntimeout 10\n\nsecure-boot-enroll {word}\n"));

    [TestCase(SecureBootEnrollment.IfSafe, "# systemd-boot configuration\n\ntimeout 10\n\nsecure-boot-enroll if-safe\n")]
    [TestCase(SecureBootEnrollment.Force, "# systemd-boot configuration\n\ntimeout 10\n\nsecure-boot-enroll force\n")]
    [TestCase(SecureBootEnrollment.Off, "# systemd-boot configuration\n\ntimeout 10\n")]
    public void A_disk_says_it_only_when_it_carries_keys(SecureBootEnrollment enrollment, string expected)
    {
        Assert.That(SystemdBootConfiguration.ForDisk(enrollment), Is.EqualTo(expected));
        Assert.That(SystemdBootConfiguration.ForDisk(SecureBootEnrollment.Off), Has.Length.EqualTo(41));
    }
}
