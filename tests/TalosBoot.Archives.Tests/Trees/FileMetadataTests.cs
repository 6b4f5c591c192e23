using TalosBoot.Archives.Trees;

namespace TalosBoot.Archives.Tests.Trees;

[TestFixture]
sealed class FileMetadataTests
{
    [Test]
    public void The_defaults_are_complete()
    {
        Assert.That(FileMetadata.DefaultDirectory, Is.EqualTo(new FileMetadata { Mode = 0x1ED }));
        Assert.That(FileMetadata.DefaultFile.ExtendedAttributes, Is.Empty);
    }
}
