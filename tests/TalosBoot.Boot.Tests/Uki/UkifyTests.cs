using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;
using TalosBoot.Core.Versions;

namespace TalosBoot.Boot.Tests.Uki;

/// <summary>
/// The same UKI made by systemd's ukify, section by section. Debian has ukify from version 13 on, in the package systemd-ukify: the tests have a
/// category of their own, which test.sh leaves out where it is absent.
/// </summary>
[Category("Ukify")]
public sealed class UkifyTests
{
    const string CommandLine = "console=ttyS0";

    [TestCase("v1.9.0")]
    [TestCase("v1.10.0")]
    public void Ukify_makes_the_same_sections_at_the_same_addresses(string version)
    {
        using var folder = new TemporaryFolder();
        var options = UkiBuilderTests.Options() with
        {
            Version = TalosVersion.Parse(version),
            Kernel = BlobSource.FromBytes(SyntheticKernel.EfiBzImage()),
            CommandLine = CommandLine,
            Splash = BlobSource.FromBytes(TestBytes.Noise(5_000)),
            Profiles = [UkiProfile.ResetToMaintenance(CommandLine), UkiProfile.Reset(CommandLine)],
        };
        var ours = UkiReader.Open(UkiBuilder.Build(options));
        var theirs = MakeWithUkify(folder, options, ours);

        // ukify merges .sbat, and ends it with a NUL.
        Assert.That(ours.CompareTo(theirs).Where(difference => difference.Name != UkiSectionNames.Sbat), Is.Empty);
        Assert.That(
            theirs.Image.Sections.Select(section => (section.Name, section.VirtualAddress)),
            Is.EqualTo(ours.Image.Sections.Select(section => (section.Name, section.VirtualAddress))));
    }

    static UkiReader MakeWithUkify(TemporaryFolder folder, UkiOptions options, UkiReader ours)
    {
        var stub = folder.WriteFile("stub", options.Stub.ToArray());
        List<string> arguments =
        [
            "build", "--stub", stub, "--sbat", "sbat,", "--splash", folder.WriteFile("splash", options.Splash!.ToArray()),
            "--linux", folder.WriteFile("linux", options.Kernel.ToArray()), "--initrd", folder.WriteFile("initrd", options.Initramfs.ToArray()),
            "--os-release", $"@{folder.WriteFile("osrel", System.Text.Encoding.UTF8.GetBytes(ours.OsRelease!))}", "--uname", ours.KernelVersion!,
            "--cmdline", CommandLine, "--output", folder["theirs.efi"],
        ];
        if (ours.Profiles.Count > 0)
        {
            arguments.AddRange(["--profile", "ID=main"]);
            var addon = folder.WriteFile("addon", new SyntheticPe().Add(".text", [0xc3]).Build());
            foreach (var profile in options.Profiles)
            {
                ForeignTool.Run(
                    "ukify", "build", "--stub", addon, "--profile", $"ID={profile.Id}\nTITLE={profile.Title}", "--cmdline", profile.CommandLine!,
                    "--output", folder[profile.Id]);
                arguments.AddRange(["--join-profile", folder[profile.Id]]);
            }
        }

        ForeignTool.Run("ukify", arguments);
        return UkiReader.Open(BlobSource.FromFile(folder["theirs.efi"]));
    }
}
