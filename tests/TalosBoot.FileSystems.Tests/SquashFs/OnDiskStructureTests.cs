using CsCheck;
using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.Tests.SquashFs;

[TestFixture]
public sealed class OnDiskStructureTests
{
    [Test]
    public void Every_structure_writes_what_it_read()
    {
        RoundTrip<BlockPointer>(8);
        RoundTrip<DirectoryEntry>(8);
        RoundTrip<DirectoryHeader>(12);
        RoundTrip<DirectoryIndexEntry>(12);
        RoundTrip<DirectoryInode>(16);
        RoundTrip<ExtendedDirectoryInode>(24);
        RoundTrip<ExtendedFileInode>(40);
        RoundTrip<FileInode>(16);
        RoundTrip<FragmentEntry>(16, unusedFrom: 12);
        RoundTrip<IdEntry>(4);
        RoundTrip<InodeHeader>(16);
        RoundTrip<XattrIdEntry>(16);
        RoundTrip<XattrTableHeader>(16, unusedFrom: 12);
    }

    [Test]
    public void A_superblock_writes_what_it_read() =>
        Gen.Byte.Array[96].Sample(
            bytes =>
            {
                "hsqs"u8.CopyTo(bytes);
                bytes.AsSpan(28, 4).Clear();
                bytes[28] = 4;
                var written = new byte[96];
                Superblock.Read(bytes).Write(written);
                Assert.That(written, Is.EqualTo(bytes));
            },
            iter: 100, seed: "4jp7RDMfUZ71");

    [Test]
    public void A_directory_inode_and_a_file_inode_are_laid_out_as_in_the_format()
    {
        Assert.That(
            Write(new InodeHeader(InodeType.Directory, 0x1ED, 1, 2, 0x5CF2_EF7C, 3)),
            Is.EqualTo("0100ED01010002007CEFF25C03000000"));
        Assert.That(
            Write(new ExtendedDirectoryInode(2, 21063, 0x1234, 17, 2, 215, 0xFFFF_FFFF)),
            Is.EqualTo("02000000475200003412000011000000" + "0200D700FFFFFFFF"));
        Assert.That(
            Write(new ExtendedFileInode(0x1_0000_0002, 288000, 0, 2, 0xFFFF_FFFF, 5, 6)),
            Is.EqualTo("0200000001000000" + "0065040000000000" + "0000000000000000" + "02000000FFFFFFFF0500000006000000"));
        Assert.That(Write(new DirectoryEntry(0x58, -2, InodeType.Socket, 254)), Is.EqualTo("5800FEFF0700FE00"));
    }

    static void RoundTrip<T>(int size, int? unusedFrom = null)
        where T : struct, IOnDiskStructure<T>
    {
        Assert.That(T.Size, Is.EqualTo(size), typeof(T).Name);
        Gen.Byte.Array[size].Sample(
            bytes =>
            {
                bytes.AsSpan(unusedFrom ?? size).Clear();
                var written = new byte[size];
                T.Read(bytes).Write(written);
                Assert.That(written, Is.EqualTo(bytes), typeof(T).Name);
            },
            iter: 100, seed: "4jp7RDMfUZ71");
    }

    static string Write<T>(T structure)
        where T : struct, IOnDiskStructure<T>
    {
        var bytes = new byte[T.Size];
        structure.Write(bytes);
        return Convert.ToHexString(bytes);
    }
}
