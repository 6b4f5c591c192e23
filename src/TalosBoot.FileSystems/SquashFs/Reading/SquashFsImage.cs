using System.Buffers;
using System.Buffers.Binary;
using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs.Codecs;
using TalosBoot.FileSystems.SquashFs.OnDisk;
using TalosBoot.FileSystems.SquashFs.Writing;

namespace TalosBoot.FileSystems.SquashFs.Reading;

/// <summary>An image that is read: its superblock, checked, and its blocks.</summary>
internal sealed class SquashFsImage
{
    /// <summary>How many decompressed data blocks are kept for the next read.</summary>
    const int CachedBlocks = 4;

    const int MetadataHeadSize = 2;

    readonly BlobSource _source;
    readonly ISquashFsDecompressor _decompressor;
    readonly BlockCache _dataBlocks = new(CachedBlocks);

    // Kept apart: a fragment block has files from before and behind a large file, whose blocks would drive it out.
    readonly FragmentBlocks _fragmentBlocks;

    SquashFsImage(BlobSource source, Superblock superblock, ISquashFsDecompressor decompressor, ContentSpool? spool)
    {
        _source = source;
        Superblock = superblock;
        _decompressor = decompressor;
        _fragmentBlocks = new FragmentBlocks(Unpack, SpoolLimitOf(source), spool);
    }

    public Superblock Superblock { get; }

    public int BlockSize => (int)Superblock.BlockSize;

    /// <summary>The end of the last table: everything that is pointed to lies before it.</summary>
    public long End => (long)Superblock.BytesUsed;

    /// <summary>Checks the superblock.</summary>
    /// <param name="source">The image.</param>
    /// <param name="decompressor">Decompresses its blocks; null for the codec that the superblock names.</param>
    /// <param name="spool">Keeps blocks that are read again and again; null for a spool in the system's folder for temporary files.</param>
    public static SquashFsImage Open(BlobSource source, ISquashFsDecompressor? decompressor = null, ContentSpool? spool = null)
    {
        if (source.Length < Superblock.Size)
        {
            throw SquashFsFailure.Truncated(source.Length, $"an image has at least {Superblock.Size} bytes, and this has {source.Length}.");
        }

        Span<byte> bytes = stackalloc byte[Superblock.Size];
        source.Read(0, bytes);
        if (BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Superblock.Magic)
        {
            throw SquashFsFailure.NotRecognised("it does not begin with \"hsqs\". This is no squashfs image.");
        }

        var (major, minor) = (BinaryPrimitives.ReadUInt16LittleEndian(bytes[28..]), BinaryPrimitives.ReadUInt16LittleEndian(bytes[30..]));
        if (major != 4 || minor != 0)
        {
            throw SquashFsFailure.NotRecognised($"it has version {major}.{minor}; only 4.0 is read.");
        }

        var superblock = Superblock.Read(bytes);
        CheckSizes(superblock, source.Length);
        CheckTables(superblock);
        return new SquashFsImage(source, superblock, decompressor ?? SquashFsCodecs.CreateDecompressor(superblock.Compression), spool);
    }

    /// <summary>Reads a structure that lies outside of metadata blocks.</summary>
    public T Read<T>(ulong position)
        where T : struct, Core.Binary.IOnDiskStructure<T>
    {
        if (position > (ulong)End || (long)position > End - T.Size)
        {
            throw SquashFsFailure.Invalid((long)Math.Min(position, long.MaxValue), $"a table was to be there, and the image ends at byte {End}.");
        }

        Span<byte> bytes = stackalloc byte[T.Size];
        _source.Read((long)position, bytes);
        return T.Read(bytes);
    }

    /// <summary>Reads the metadata block whose head is at a position.</summary>
    /// <returns>Its content, and the position behind it.</returns>
    public (byte[] Content, long Next) ReadMetadataBlock(long position, long end)
    {
        if (position < Superblock.Size || position > end - MetadataHeadSize)
        {
            throw SquashFsFailure.Invalid(position, $"a metadata block was to be there, and its table ends at byte {end}.");
        }

        Span<byte> head = stackalloc byte[MetadataHeadSize];
        _source.Read(position, head);
        var word = BinaryPrimitives.ReadUInt16LittleEndian(head);
        var length = word & ~MetadataWriter.StoredBit;
        var start = position + MetadataHeadSize;
        if (length > end - start)
        {
            throw SquashFsFailure.Invalid(position, $"a metadata block of {length} bytes reaches beyond its table, which ends at byte {end}.");
        }

        var isStored = (word & MetadataWriter.StoredBit) != 0;
        if (length is 0 || (isStored && length > MetadataWriter.BlockSize))
        {
            throw SquashFsFailure.Damaged(position, $"a metadata block of {length} bytes is stored; it has 1 to {MetadataWriter.BlockSize}.");
        }

        return (Unpack(start, length, !isStored, MetadataWriter.BlockSize), start + length);
    }

    /// <summary>Reads a data block.</summary>
    /// <param name="position">Where it lies: checked by <see cref="CheckDataBlock"/>.</param>
    /// <param name="word">Its size word, which is not that of a hole.</param>
    /// <returns>Its content, which must not be changed: at most a block's size.</returns>
    public byte[] ReadDataBlock(long position, uint word)
    {
        if (_dataBlocks.Find(position) is { } known)
        {
            return known;
        }

        var content = Unpack(position, word);
        _dataBlocks.Add(position, content);
        return content;
    }

    /// <summary>Opens a fragment block.</summary>
    /// <param name="position">Where it lies: checked by <see cref="CheckDataBlock"/>.</param>
    /// <param name="word">Its size word.</param>
    public BlobSource OpenFragmentBlock(long position, uint word) => _fragmentBlocks.Open(position, word);

    /// <summary>Checks that a block lies within the image.</summary>
    public void CheckDataBlock(ulong position, uint word)
    {
        var length = SizeWord.Length(word);
        if (position < (ulong)Superblock.Size || position > (ulong)End || length > End - (long)position)
        {
            throw SquashFsFailure.Invalid(End, $"a block of {length} bytes was to be at byte {position}, and the image ends at byte {End}.");
        }

        if (length == 0 || length > BlockSize)
        {
            throw SquashFsFailure.Invalid((long)position, $"a block has {length} stored bytes; blocks of this image have 1 to {BlockSize}.");
        }
    }

    static void CheckSizes(Superblock superblock, long length)
    {
        const int BlockSizeField = 12;
        const int BytesUsedField = 40;
        if (!uint.IsPow2(superblock.BlockSize)
            || superblock.BlockSize is < SquashFsOptions.MinimumBlockSize or > SquashFsOptions.MaximumBlockSize
            || uint.Log2(superblock.BlockSize) != superblock.BlockLog)
        {
            throw SquashFsFailure.Invalid(
                BlockSizeField, $"the block size is {superblock.BlockSize} with logarithm {superblock.BlockLog}; it is a power of two from 4096 to 1048576.");
        }

        if (superblock.BytesUsed > (ulong)length)
        {
            throw SquashFsFailure.Truncated(BytesUsedField, $"the image says that it has {superblock.BytesUsed} bytes, and has {length}.");
        }
    }

    static void CheckTables(Superblock superblock)
    {
        const int InodeTableField = 64;
        var isOrdered = superblock.InodeTable >= (ulong)Superblock.Size
            && superblock.InodeTable < superblock.DirectoryTable
            && superblock.DirectoryTable <= superblock.BytesUsed
            && superblock.IdTable >= superblock.DirectoryTable && superblock.IdTable < superblock.BytesUsed;
        if (!isOrdered)
        {
            throw SquashFsFailure.Invalid(
                InodeTableField,
                $"the tables of inodes, directories and ids begin at bytes {superblock.InodeTable}, {superblock.DirectoryTable} and {superblock.IdTable}, "
                + $"and the image ends at byte {superblock.BytesUsed}.");
        }
    }

    /// <summary>What fragment blocks of an image may take in all: small files shrink a few times.</summary>
    static long SpoolLimitOf(BlobSource source)
    {
        const long AlwaysAllowed = 256 * 1024 * 1024;
        const long MaximumRatio = 64;
        const long MaximumTotal = 16L * 1024 * 1024 * 1024;
        return Math.Min(Math.Max(AlwaysAllowed, Math.Min(source.Length, MaximumTotal) * MaximumRatio), MaximumTotal);
    }

    byte[] Unpack(long position, uint word) => Unpack(position, (int)SizeWord.Length(word), SizeWord.IsCompressed(word), BlockSize);

    byte[] Unpack(long position, int length, bool isCompressed, int limit)
    {
        var stored = new byte[length];
        _source.Read(position, stored);
        if (!isCompressed)
        {
            return stored;
        }

        var content = ArrayPool<byte>.Shared.Rent(limit);
        try
        {
            return content.AsSpan(0, _decompressor.Decompress(stored, content.AsSpan(0, limit), position)).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(content);
        }
    }
}
