using System.Buffers.Binary;
using System.Text;

namespace TalosBoot.Disks.Qcow2.OnDisk;

/// <summary>The header extension that names the feature bits, as QEMU writes it (QEMU docs/interop/qcow2.txt, "Feature name table").</summary>
internal static class Qcow2FeatureNames
{
    const uint Type = 0x6803_F857;
    const int RowSize = 48;

    static readonly (byte Kind, byte Bit, string Name)[] Rows =
    [
        (0, 0, "dirty bit"),
        (0, 1, "corrupt bit"),
        (0, 2, "external data file"),
        (0, 3, "compression type"),
        (0, 4, "extended L2 entries"),
        (1, 0, "lazy refcounts"),
        (2, 0, "bitmaps"),
        (2, 1, "raw external data"),
    ];

    /// <summary>Writes the extension and the empty one that ends the list, where there is room for both.</summary>
    public static void Write(Span<byte> destination)
    {
        var length = Rows.Length * RowSize;
        if (destination.Length < length + 16)
        {
            return;
        }

        BinaryPrimitives.WriteUInt32BigEndian(destination, Type);
        BinaryPrimitives.WriteInt32BigEndian(destination[4..], length);
        for (var index = 0; index < Rows.Length; index++)
        {
            var row = destination[(8 + (index * RowSize))..];
            row[0] = Rows[index].Kind;
            row[1] = Rows[index].Bit;
            Encoding.ASCII.GetBytes(Rows[index].Name, row[2..]);
        }
    }
}
