using static System.Buffers.Binary.BinaryPrimitives;

namespace TalosBoot.FileSystems.Xfs.Writing;

/// <summary>
/// The start of a log of which the last record tells that the volume was unmounted (disk.md 9.9). With a log of zeros the kernel mounts the
/// volume too, but <c>xfs_repair -n</c> is not content.
/// </summary>
internal static class XfsLog
{
    const uint RecordMagic = 0xFEED_BABE;

    const uint Cycle = 1;

    const int BasicBlock = 512;

    const uint TransactionId = 0xB0C0_D0D0;

    const byte LogClient = 0xAA;

    const byte UnmountFlag = 0x20;

    const ushort UnmountType = 0x556E; // "Un"

    const uint RecordBufferSize = 0x8000;

    public static byte[] AfterUnmount(XfsGeometry geometry)
    {
        // A record fills the log's unit: head and payload of 512 bytes each, or more payload.
        var length = Math.Max(2 * BasicBlock, geometry.LogUnit);
        var bytes = new byte[length];
        WriteUInt32BigEndian(bytes, RecordMagic);
        WriteUInt32BigEndian(bytes.AsSpan(4), Cycle);
        WriteUInt32BigEndian(bytes.AsSpan(8), 2); // version
        WriteUInt32BigEndian(bytes.AsSpan(12), (uint)(length - BasicBlock));
        WriteUInt32BigEndian(bytes.AsSpan(16), Cycle); // the own place: cycle and block
        WriteUInt32BigEndian(bytes.AsSpan(24), Cycle); // the tail, which is here as well
        WriteUInt32BigEndian(bytes.AsSpan(36), uint.MaxValue); // no record before it
        WriteUInt32BigEndian(bytes.AsSpan(40), 1); // operations

        // The first word of each block is the cycle; what was there is kept in the head.
        WriteUInt32BigEndian(bytes.AsSpan(44), TransactionId);
        WriteUInt32BigEndian(bytes.AsSpan(300), 1); // little endian
        geometry.Uuid.TryWriteBytes(bytes.AsSpan(304), bigEndian: true, out _);
        WriteUInt32BigEndian(bytes.AsSpan(320), RecordBufferSize);
        for (var offset = BasicBlock; offset < length; offset += BasicBlock)
        {
            WriteUInt32BigEndian(bytes.AsSpan(offset), Cycle);
        }

        WriteUInt32BigEndian(bytes.AsSpan(BasicBlock + 4), 8); // bytes of the operation
        bytes[BasicBlock + 8] = LogClient;
        bytes[BasicBlock + 9] = UnmountFlag;
        WriteUInt16LittleEndian(bytes.AsSpan(BasicBlock + 12), UnmountType);
        return bytes;
    }
}
