using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Imager;

/// <summary>ISOs that GRUB starts: whose files are compressed by as many threads as there are, and whose loader bears the time of the asset.</summary>
public sealed class IsoDeterminismTests
{
    [TestCase("dual-boot")]
    [TestCase("grub")]
    public void Two_processes_with_one_and_two_threads_give_the_same_iso(string bootloader)
    {
        using var folder = new TemporaryFolder();
        var digests = new List<Digest>();
        foreach (var threads in new[] { "1", "2" })
        {
            var output = folder[threads];
            var result = ImagerProgram.Run(
            [
                "iso", "--arch", "amd64", "--talos-version", DemoRelease.Version, "--bootloader", bootloader, "--images", DemoRelease.Folder,
                "--output", output, "--threads", threads,
            ]);
            Assert.That(result.ExitCode, Is.Zero, result.Error);
            digests.Add(Digest.Sha256(BlobSource.FromFile(Path.Combine(output, "metal-amd64.iso"))));
        }

        Assert.That(digests[1], Is.EqualTo(digests[0]));
    }
}
