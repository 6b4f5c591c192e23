using TalosBoot.Boot.Grub;

namespace TalosBoot.Boot.Tests.Grub;

public sealed class GrubMenuTests
{
    [TestCase("", ExpectedResult = "")]
    [TestCase("foo", ExpectedResult = "foo")]
    [TestCase("foo\\", ExpectedResult = "foo\\\\")]
    [TestCase("foo\\$", ExpectedResult = "foo\\\\\\$")]
    [TestCase(
        "http://my-host/config.yaml?uuid=${uuid}&serial=${serial}&mac=${mac}&hostname=${hostname}",
        ExpectedResult = "http://my-host/config.yaml?uuid=\\$\\{uuid\\}\\&serial=\\$\\{serial\\}\\&mac=\\$\\{mac\\}\\&hostname=\\$\\{hostname\\}")]
    [TestCase("a|b;c<d>\"e\"", ExpectedResult = "a\\|b\\;c\\<d\\>\\\"e\\\"")]
    public string Arguments_are_quoted_as_Talos_does(string commandLine) => GrubMenu.Quote(commandLine);

    [TestCase(false, ExpectedResult = "set default=0\nset timeout=3\n\ninsmod all_video\n\nterminal_input console\nterminal_output console\n\n"
        + "menuentry \"Talos ISO\" {\n\tset gfxmode=auto\n\tset gfxpayload=text\n\tlinux /boot/vmlinuz a=\\$b\n\tinitrd /boot/initramfs.xz\n}\n\n")]
    [TestCase(true, ExpectedResult = "set default=0\nset timeout=3\n\ninsmod all_video\n\nterminal_input console\nterminal_output console\n\n"
        + "menuentry \"Talos ISO\" {\n\tset gfxmode=auto\n\tset gfxpayload=text\n\tlinux /boot/vmlinuz a=\\$b\n\tinitrd /boot/initramfs.xz\n}\n\n"
        + "menuentry \"Reset Talos installation\" {\n\tset gfxmode=auto\n\tset gfxpayload=text\n"
        + "\tlinux /boot/vmlinuz a=\\$b talos.experimental.wipe=system\n\tinitrd /boot/initramfs.xz\n}\n")]
    public string An_iso_has_the_menu_of_its_era(bool hasReset) => GrubMenu.ForIso("a=$b", hasReset);

    [Test]
    public void A_disk_has_the_menu_that_upgrades_can_read()
    {
        const string Start = "set default=\"A - Test v0.0.1\"\n\nset timeout=3\n\ninsmod all_video\n\nterminal_input console\nterminal_output console\n\n";
        const string Entry = "menuentry \"A - Test v0.0.1\" {\n  set gfxmode=auto\n  set gfxpayload=text\n  linux /A/vmlinuz cmdline A\n  initrd /A/initramfs.xz\n}\n";
        const string Reset = "menuentry \"Reset Talos installation and return to maintenance mode\" {\n  set gfxmode=auto\n  set gfxpayload=text\n"
            + "  linux /A/vmlinuz cmdline A talos.experimental.wipe=system:EPHEMERAL,STATE\n  initrd /A/initramfs.xz\n}\n";
        Assert.Multiple(() =>
        {
            Assert.That(GrubMenu.ForDisk("v0.0.1", "cmdline A", hasResetEntry: false), Is.EqualTo((Start + Entry).Replace("Test", "Talos", StringComparison.Ordinal)));
            Assert.That(GrubMenu.ForDisk("v0.0.1", "cmdline A", hasResetEntry: true), Is.EqualTo((Start + Entry + Reset).Replace("Test", "Talos", StringComparison.Ordinal)));
        });
    }
}
