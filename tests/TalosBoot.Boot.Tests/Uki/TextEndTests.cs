using TalosBoot.Boot.Uki;
using TalosBoot.Core.Content;

namespace TalosBoot.Boot.Tests.Uki;

sealed class TextEndTests
{
    [Test]
    public void A_command_line_ends_at_its_first_nul()
    {
        var uki = UkiReader.Open(BlobSource.FromFile(RepositoryPaths.Vector("field", "uki", "cmdline-nul.efi")));
        Assert.That(uki.CommandLine, Is.Not.Empty);
        Assert.That($"{uki.CommandLine}{uki.KernelVersion}{uki.OsRelease}", Does.Not.Contain("\0"));
    }
}
