using TalosBoot.Boot.SecureBoot;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Tests.SecureBoot;

public sealed class SignatureListReaderTests
{
    static readonly Guid Owner = new("11111111-2222-3333-4444-123456789abc");
    static readonly Guid X509 = new("a5c059a1-94e4-4aa7-87b5-ab155c2bf072");

    [Test]
    public void Reads_what_was_written()
    {
        byte[][] certificates = [[1, 2, 3], [4, 5, 6], [7]];
        var lists = SignatureLists.Encode([.. certificates.Select(certificate => (Owner, (ReadOnlyMemory<byte>)certificate))]);
        var read = SignatureListReader.Read(lists);
        Assert.That(read.Select(entry => entry.Data.ToArray()), Is.EqualTo(certificates));
        Assert.That(read.Select(entry => (entry.Type, entry.Owner)), Is.All.EqualTo((X509, Owner)));
        Assert.That(SignatureListReader.Read(default), Is.Empty);
    }

    [TestCase(16, 27u)]
    [TestCase(16, 1000u)]
    [TestCase(20, 100u)]
    [TestCase(24, 16u)]
    [TestCase(24, 18u)]
    [TestCase(24, 0u)]
    public void Damage_is_told(int offset, uint value)
    {
        var lists = SignatureLists.Encode([(Owner, new byte[] { 1, 2, 3 })]);
        BitConverter.TryWriteBytes(lists.AsSpan(offset), value);
        var failure = Assert.Throws<ImageFormatException>(() => SignatureListReader.Read(lists))!;
        Assert.That(failure.DiagnosticId, Is.EqualTo(DiagnosticIds.SignatureListDamaged));
        Assert.That(() => SignatureListReader.Read(lists.AsMemory(0, 20)), Throws.InstanceOf<ImageFormatException>());
    }
}
