using CsCheck;
using TalosBoot.Boot.Pe.OnDisk;
using TalosBoot.Core.Binary;

namespace TalosBoot.Boot.Tests.Pe;

public sealed class OnDiskTests
{
    [Test]
    public void Every_byte_of_a_header_comes_back() => Assert.Multiple(() =>
    {
        AssertLossless<PeFileHeader>(20);
        AssertLossless<PeOptionalHeader>(112);
        AssertLossless<PeSectionHeader>(40);
    });

    static void AssertLossless<T>(int size)
        where T : struct, IOnDiskStructure<T>
    {
        Assert.That(T.Size, Is.EqualTo(size));
        Gen.Byte.Array[size].Sample(
            bytes =>
            {
                var written = new byte[size];
                Array.Fill(written, (byte)0xa5);
                T.Read(bytes).Write(written);
                return written.AsSpan().SequenceEqual(bytes);
            },
            iter: 500, threads: 1);
    }
}
