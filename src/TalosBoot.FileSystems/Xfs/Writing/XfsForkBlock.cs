using TalosBoot.FileSystems.Xfs.OnDisk;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>A block of metadata in a fork. Its head tells its place, so it is sealed when the place is known.</summary>
/// <param name="Logical">The place in the fork, in blocks.</param>
/// <param name="Bytes">The block, but for its head.</param>
/// <param name="Seal">Writes the head and the checksum, for a place in units of 512 bytes.</param>
internal sealed record XfsForkBlock(ulong Logical, byte[] Bytes, Action<byte[], ulong> Seal)
{
    public static XfsForkBlock OfDirectory(ulong logical, byte[] bytes, uint magic, Guid uuid, ulong owner) =>
        new(logical, bytes, (block, position) =>
        {
            new XfsDirectoryBlockHeader(magic, position, uuid, owner).Write(block);
            XfsChecksum.Seal(block, XfsDirectoryBlockHeader.ChecksumOffset);
        });

    public static XfsForkBlock OfHashTree(ulong logical, byte[] bytes, XfsNodeHeader header) =>
        new(logical, bytes, (block, position) =>
        {
            (header with { Position = position }).Write(block);
            XfsChecksum.Seal(block, XfsNodeHeader.ChecksumOffset);
        });

    /// <summary>The blocks of something that is stored outside of its inode or leaf.</summary>
    public static IEnumerable<XfsForkBlock> OfRemote(ulong logical, byte[] value, uint magic, Guid uuid, ulong owner)
    {
        const int Room = XfsGeometry.BlockSize - 56;
        for (var offset = 0; offset < value.Length; offset += Room)
        {
            var part = value.AsSpan(offset, Math.Min(Room, value.Length - offset));
            var bytes = new byte[XfsGeometry.BlockSize];
            part.CopyTo(bytes.AsSpan(XfsRemoteHeader.Size));
            var header = new XfsRemoteHeader(magic, (uint)offset, (uint)part.Length, uuid, owner, 0);
            yield return new XfsForkBlock(logical++, bytes, (block, position) =>
            {
                (header with { Position = position }).Write(block);
                XfsChecksum.Seal(block, XfsRemoteHeader.ChecksumOffset);
            });
        }
    }
}
