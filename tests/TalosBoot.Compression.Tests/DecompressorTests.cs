using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Compression.Tests;

public sealed class DecompressorTests
{
    [TestCase("1f8b0800", ExpectedResult = CompressionFormat.Gzip)]
    [TestCase("1f8b", ExpectedResult = CompressionFormat.Gzip)]
    [TestCase("28b52ffd0468", ExpectedResult = CompressionFormat.Zstd)]
    [TestCase("fd377a585a00", ExpectedResult = CompressionFormat.Xz)]
    [TestCase("425a683931", ExpectedResult = CompressionFormat.Bzip2)]
    [TestCase("303730373031", ExpectedResult = CompressionFormat.None)]
    [TestCase("fd377a585a01", ExpectedResult = CompressionFormat.None)]
    [TestCase("28b52f", ExpectedResult = CompressionFormat.None)]
    [TestCase("", ExpectedResult = CompressionFormat.None)]
    public CompressionFormat Formats_are_recognized_by_their_first_bytes(string start) => Decompressor.Detect(Convert.FromHexString(start));

    [Test]
    public void Data_that_is_not_compressed_passes() =>
        Assert.That(CodecAssert.Read([1, 2, 3], CompressionFormat.None), Is.EqualTo(new byte[] { 1, 2, 3 }));

    [Test]
    public void Bzip2_is_refused()
    {
        var exception = Assert.Throws<ImageFormatException>(() => Decompressor.Open(Stream.Null, CompressionFormat.Bzip2));
        Assert.That(exception!.DiagnosticId, Is.EqualTo(DiagnosticIds.CompressionFormatUnknown));
    }

    [Test]
    public async Task Reading_asynchronously_gives_the_same_and_heeds_cancellation()
    {
        await using var stream = Decompressor.Open(new MemoryStream([1, 2, 3]), CompressionFormat.None);
        var buffer = new byte[8];
        Assert.That(
            async () => await stream.ReadAsync(buffer, new CancellationToken(true)).ConfigureAwait(false), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await stream.ReadAsync(buffer).ConfigureAwait(false), Is.EqualTo(3));
        Assert.That(stream.Position, Is.EqualTo(3));
    }
}
