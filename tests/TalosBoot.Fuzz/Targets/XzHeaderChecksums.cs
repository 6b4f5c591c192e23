using System.Buffers.Binary;
using System.IO.Hashing;

namespace TalosBoot.Fuzz.Targets;

/// <summary>The checksums of the first headers of an xz stream.</summary>
static class XzHeaderChecksums
{
    const int StreamHeaderLength = 12;

    public static void Repair(byte[] stream)
    {
        if (stream.Length <= StreamHeaderLength)
        {
            return;
        }

        BinaryPrimitives.WriteUInt32LittleEndian(stream.AsSpan(8), Crc32.HashToUInt32(stream.AsSpan(6, 2)));
        var end = StreamHeaderLength + (stream[StreamHeaderLength] * 4);
        if (stream[StreamHeaderLength] > 0 && end + 4 <= stream.Length)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(stream.AsSpan(end), Crc32.HashToUInt32(stream.AsSpan(StreamHeaderLength..end)));
        }
    }
}
