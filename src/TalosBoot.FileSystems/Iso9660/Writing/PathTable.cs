using System.Text;
using TalosBoot.Core.Binary;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>The list of all directories (ECMA-119 9.4): level by level, and within a level by parent and identifier.</summary>
internal sealed class PathTable
{
    const int RecordHeader = 8;

    readonly List<(IsoNode Directory, byte[] Identifier, ushort Parent)> _records = [];

    PathTable()
    {
    }

    /// <summary>The bytes of the table.</summary>
    public int Length { get; private set; }

    public int BlockCount => Alignment.DivideUp(Length, IsoFormat.BlockSize);

    public static PathTable Create(IsoNode root)
    {
        var table = new PathTable();
        table.Add(root, IsoFormat.Self, 1);
        for (var number = 1; number <= table._records.Count; number++)
        {
            foreach (var child in table._records[number - 1].Directory.Children.Where(child => child.IsDirectory))
            {
                // Parents beyond the field are written as its largest value: Linux and firmware do not read path tables.
                table.Add(child, Encoding.ASCII.GetBytes(child.Identifier), (ushort)Math.Min(number, ushort.MaxValue));
            }
        }

        return table;
    }

    public byte[] Write(TreeCopy copy, bool isBigEndian)
    {
        var bytes = new byte[BlockCount * IsoFormat.BlockSize];
        var writer = new SpanWriter(bytes, "path table");
        foreach (var (directory, identifier, parent) in _records)
        {
            var block = copy.OfDirectory(directory.Directory!.Block);
            writer.U8((byte)identifier.Length);
            writer.U8(0);
            if (isBigEndian)
            {
                writer.U32Be(block);
                writer.U16Be(parent);
            }
            else
            {
                writer.U32Le(block);
                writer.U16Le(parent);
            }

            writer.Bytes(identifier);
            writer.Pad(identifier.Length % 2);
        }

        return bytes;
    }

    void Add(IsoNode directory, byte[] identifier, ushort parent)
    {
        _records.Add((directory, identifier, parent));
        Length = checked(Length + RecordHeader + Alignment.Up(identifier.Length, 2));
    }
}
