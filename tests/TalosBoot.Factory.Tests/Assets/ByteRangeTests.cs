using TalosBoot.Factory.Assets;

namespace TalosBoot.Factory.Tests.Assets;

/// <summary>RFC 9110, 14.</summary>
[TestFixture]
internal sealed class ByteRangeTests
{
    [TestCase("bytes=0-9", 0, 10)]
    [TestCase("bytes=90-", 90, 10)]
    [TestCase("bytes=-5", 95, 5)]
    [TestCase("bytes=-500", 0, 100)]
    [TestCase("bytes=50-500", 50, 50)]
    [TestCase("BYTES=0-0", 0, 1)]
    public void Reads_a_range(string header, long offset, long length)
    {
        Assert.That(ByteRange.TryParse(header, 100, out var range), Is.True);
        Assert.That(range, Is.EqualTo(new ByteRange(offset, length)));
    }

    [TestCase("bytes=100-")]
    [TestCase("bytes=500-600")]
    [TestCase("bytes=-0")]
    public void Knows_a_range_of_which_nothing_exists(string header)
    {
        Assert.That(ByteRange.TryParse(header, 100, out var range), Is.True);
        Assert.That(range, Is.Null);
    }

    [TestCase("lines=1-2")]
    [TestCase("bytes=5-2")]
    [TestCase("bytes=a-b")]
    [TestCase("bytes=-")]
    [TestCase("bytes=0-1,3-4")]
    [TestCase("bytes=99999999999999999999-")]
    public void Does_not_heed_anything_else(string header) => Assert.That(ByteRange.TryParse(header, 100, out _), Is.False);

    [TestCase("a.iso", ExpectedResult = "attachment; filename=\"a.iso\"")]
    [TestCase("a\"\r\n\\b", ExpectedResult = "attachment; filename=\"a\\\"  \\\\b\"")]
    [TestCase("é.iso", ExpectedResult = "attachment; filename=\"_.iso\"; filename*=UTF-8''%C3%A9.iso")]
    public string Names_files_so_that_no_name_breaks_the_head(string name) => AssetSender.Disposition(name);
}
