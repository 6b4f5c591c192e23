using TalosBoot.Compression.Zstd;
using TalosBoot.Core.Caching;
using TalosBoot.Core.Content;
using TalosBoot.Core.Work;
using TalosBoot.Testing;

namespace TalosBoot.Compression.Tests;

/// <summary>Runs of data that are remembered give the same frame, and are not compressed again.</summary>
public sealed class ZstdRunMemoryTests
{
    static readonly BlobSource Content = BlobSource.Concat(
        BlobSource.FromBytes(TestBytes.Text(6_000_000)), BlobSource.FromBytes(TestBytes.Noise(100_000)).AsCompressed(),
        BlobSource.FromBytes(TestBytes.Text(50_000, 2)), BlobSource.Zeros(1_000_000), BlobSource.FromBytes(TestBytes.Text(1000, 3)));

    TemporaryFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new TemporaryFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase(1)]
    [TestCase(2)]
    public void With_and_without_memory_the_frame_is_the_same(int threads)
    {
        var options = new ZstdWriterOptions { Level = 3, Budget = new WorkBudget(threads) };
        var plain = Write(Content, options);
        var remembering = options with { Cache = new ContentCache(_folder["cache"]) };
        Assert.That(Write(Content, remembering), Is.EqualTo(plain));
        Assert.That(Entries(), Has.Length.EqualTo(3), "two runs of the long text and one of the other; the last text is too short");
        Assert.That(Write(Content, remembering), Is.EqualTo(plain));
    }

    [Test]
    public void A_remembered_run_is_not_compressed_again()
    {
        var text = BlobSource.FromBytes(TestBytes.Text(50_000));
        var options = new ZstdWriterOptions { Level = 3, Cache = new ContentCache(_folder["cache"]) };
        Write(text, options);

        // Another text's blocks in the place of this one's show that blocks are taken from there.
        var entry = Entries().Single();
        var key = Digest.FromSha256(Convert.FromHexString(Path.GetFileNameWithoutExtension(entry)));
        var blocks = options.Cache.Find(key)!.ToArray();
        blocks[^1] ^= 1;
        options.Cache.Keep(key, BlobSource.FromBytes(blocks));
        Assert.That(Write(text, options), Is.Not.EqualTo(Write(text, options with { Cache = null })));
        Assert.That(Write(text, options with { Level = 4 }), Is.EqualTo(Write(text, options with { Level = 4, Cache = null })));
        Assert.That(Write(text, options with { WindowLog = 16 }), Is.EqualTo(Write(text, options with { WindowLog = 16, Cache = null })));
    }

    // When this fails because the blocks have changed on purpose: raise ZstdRunMemory.WriterVersion, and put the new digest here.
    [Test]
    public void The_blocks_are_those_of_this_version_of_the_writer()
    {
        var frame = Write(BlobSource.Concat(Content.Slice(5_900_000, 600_000), BlobSource.FromBytes(TestBytes.Text(50, 4))), new ZstdWriterOptions());
        Assert.That(Digest.Sha256(frame).Hex, Is.EqualTo("d3cec0ebb2d8ac22fa545564fc89ed700b17953cc58df5f11dd2a21a5ef793cb"));
    }

    static byte[] Write(BlobSource content, ZstdWriterOptions options)
    {
        using var output = new MemoryStream();
        ZstdWriter.Write(content, output, options);
        return output.ToArray();
    }

    string[] Entries() => Directory.GetFiles(_folder["cache"], "*.entry");
}
