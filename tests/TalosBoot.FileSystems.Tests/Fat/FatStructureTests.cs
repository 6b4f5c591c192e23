using CsCheck;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Fat.OnDisk;

namespace TalosBoot.FileSystems.Tests.Fat;

[TestFixture]
public sealed class FatStructureTests
{
    [Test]
    public void Structures_keep_every_byte()
    {
        KeepsEveryByte<FatBootSector>(36);
        KeepsEveryByte<Fat32Parameters>(28);
        KeepsEveryByte<FatVolumeIdentity>(26);
        KeepsEveryByte<FatDirectoryEntry>(32);
        KeepsEveryByte<FatLongNameEntry>(32);
    }

    static void KeepsEveryByte<T>(int size)
        where T : struct, IOnDiskStructure<T>
    {
        Assert.That(T.Size, Is.EqualTo(size));
        Gen.Byte.Array[size].Sample(
            bytes =>
            {
                var structure = T.Read(bytes);
                var written = new byte[size];
                Array.Fill(written, (byte)0xA5);
                structure.Write(written);
                return written.AsSpan().SequenceEqual(bytes) && T.Read(written).Equals(structure);
            },
            iter: 500, threads: 1);
    }

    [Test]
    public void An_FSInfo_sector_has_three_signatures()
    {
        var bytes = new byte[512];
        new Fat32Information(0x11223344, 0x55667788).Write(bytes);
        Assert.That(Convert.ToHexStringLower(bytes.AsSpan(484, 12)), Is.EqualTo("727241614433221188776655"));
        Assert.That(Fat32Information.Read(bytes), Is.EqualTo(new Fat32Information(0x11223344, 0x55667788)));
        foreach (var place in new[] { 0, 484, 508, 511 })
        {
            bytes[place] ^= 1;
            Assert.That(() => Fat32Information.Read(bytes), Throws.InstanceOf<ImageFormatException>());
            bytes[place] ^= 1;
        }
    }

    [Test]
    public void A_checksum_is_over_eleven_characters()
    {
        Assert.That(FatLongNameEntry.ChecksumOf("TALOS-~1EFI"), Is.EqualTo(0xFD));
    }
}
