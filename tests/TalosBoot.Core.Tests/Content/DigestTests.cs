using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Content;

public sealed class DigestTests
{
    [Test]
    public void The_empty_digest_is_that_of_the_standard() =>
        Assert.That(
            Digest.Sha256(BlobSource.Zeros(0)).ToString(),
            Is.EqualTo("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));

    [Test]
    public void A_sparse_source_hashes_like_the_file_it_stands_for()
    {
        using var folder = new TemporaryFolder();
        var source = new SparseImageBuilder()
            .Place(3_000_000, TestBytes.Noise(2_500_000), "data").Place(6_500_001, TestBytes.Noise(9), "tail").Build(9_000_000);
        var path = folder.WriteFile("image", source.ToArray());
        Assert.That(Digest.Sha256(source).Hex, Is.EqualTo(ForeignTool.Run("sha256sum", path).Output[..64]));
    }

    [TestCase("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", ExpectedResult = true)]
    [TestCase("sha256:E3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", ExpectedResult = false)]
    [TestCase("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b85", ExpectedResult = false)]
    [TestCase("sha512:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", ExpectedResult = false)]
    [TestCase("", ExpectedResult = false)]
    [TestCase(null, ExpectedResult = false)]
    public bool Only_lower_case_sha256_is_read(string? text) => Digest.TryParse(text, out _);
}
