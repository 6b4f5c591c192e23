using System.Buffers.Binary;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.Fat.Writing;

/// <summary>The entries of a file allocation table up to the last used one, in whole sectors.</summary>
internal sealed class FatTable
{
    readonly byte[] _bytes;
    readonly FatType _type;

    public FatTable(FatGeometry geometry, uint lastCluster)
    {
        _type = geometry.Type;
        var length = Alignment.DivideUp((lastCluster + 1L) * (int)_type, 8);
        _bytes = new byte[Alignment.Up(length, geometry.SectorSize)];
        Set(0, End & (0xFFFF_FF00 | geometry.Media));
        Set(1, End);
    }

    /// <summary>The value that ends a chain.</summary>
    public uint End => _type switch
    {
        FatType.Fat12 => 0xFFF,
        FatType.Fat16 => 0xFFFF,
        _ => 0x0FFF_FFFF,
    };

    public void Set(uint cluster, uint value)
    {
        switch (_type)
        {
            case FatType.Fat12:
                // Two entries share three bytes: an odd one starts with the upper half of the middle byte.
                var pair = _bytes.AsSpan((int)(cluster + (cluster / 2)), 2);
                var other = BinaryPrimitives.ReadUInt16LittleEndian(pair);
                BinaryPrimitives.WriteUInt16LittleEndian(
                    pair, cluster % 2 == 0 ? (ushort)((other & 0xF000u) | value) : (ushort)((other & 0x000Fu) | (value << 4)));
                break;
            case FatType.Fat16:
                BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan((int)cluster * 2), (ushort)value);
                break;
            default:
                BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(checked((int)cluster * 4)), value);
                break;
        }
    }

    public byte[] ToArray() => _bytes;
}
