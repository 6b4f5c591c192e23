using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Binary;
using TalosBoot.FileSystems.Iso9660.OnDisk;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>
/// The Rock Ridge fields of one directory record (RRIP_1991A as docs/formats/iso.md has it): those in the record, and those for which a CE field
/// points to a continuation area.
/// </summary>
internal sealed class SystemUseArea
{
    /// <summary>The bytes of a CE field.</summary>
    public const int ContinuationFieldLength = 28;

    const int NameHeader = 5;
    const int PosixLength = 36;
    const int TimeLength = 26;
    const int DeviceLength = 20;

    readonly List<byte[]> _fields = [];
    readonly List<byte[]> _continued = [];

    SystemUseArea()
    {
    }

    /// <summary>The bytes in the record, the CE field included.</summary>
    public int Length => InRecord.Sum(bytes => bytes.Length) + (Pieces.Count > 0 ? ContinuationFieldLength : 0);

    /// <summary>The fields that lie in the record.</summary>
    public IReadOnlyList<byte[]> InRecord => _fields;

    /// <summary>The continuation areas, each without the CE field that points to the next one.</summary>
    public IReadOnlyList<byte[]> Pieces { get; private set; } = [];

    /// <summary>
    /// Where each piece goes, in bytes from the first continuation block of the directory. Set when the directory is planned.
    /// </summary>
    public int[] PieceOffsets { get; set; } = [];

    /// <summary>The bytes of a piece, with the CE field that points to the next one.</summary>
    public int LengthOfPiece(int index) => Pieces[index].Length + (index < Pieces.Count - 1 ? ContinuationFieldLength : 0);

    /// <summary>The fields of the record by which a directory names itself, or its parent.</summary>
    public static SystemUseArea ForDirectory(IsoNode node, bool isRootItself)
    {
        var area = new SystemUseArea();
        if (isRootItself)
        {
            area._fields.Add([(byte)'S', (byte)'P', 7, 1, 0xBE, 0xEF, 0]);
        }

        area.AddAttributes(node);
        if (isRootItself)
        {
            area._continued.Add(ExtensionField());
            area.Split();
        }

        return area;
    }

    /// <summary>The fields of the record that names a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="available">The bytes that the record has for them.</param>
    public static SystemUseArea ForName(IsoNode node, int available)
    {
        var area = new SystemUseArea();
        area.AddAttributes(node);
        var links = node.Entry is SymbolicLink link ? SymbolicLinkFields.Create(link.Target) : [];
        var used = area.Length;
        if (used + NameHeader + node.Name.Length + links.Sum(field => field.Length) <= available)
        {
            area._fields.Add(NameField(node.Name, isContinued: false));
            area._fields.AddRange(links);
            return area;
        }

        var room = available - used - ContinuationFieldLength - NameHeader;
        var first = Math.Min(node.Name.Length, room);
        area._fields.Add(NameField(node.Name.AsSpan(0, first), isContinued: first < node.Name.Length));
        if (first < node.Name.Length)
        {
            area._continued.Add(NameField(node.Name.AsSpan(first), isContinued: false));
        }

        area._continued.AddRange(links);
        area.Split();
        return area;
    }

    /// <summary>The CE field.</summary>
    public static void WriteContinuationField(ref SpanWriter writer, uint block, uint offset, uint length)
    {
        writer.Bytes("CE"u8);
        writer.U8(ContinuationFieldLength);
        writer.U8(1);
        BothEndian.Write32(writer.Next(8), block);
        BothEndian.Write32(writer.Next(8), offset);
        BothEndian.Write32(writer.Next(8), length);
    }

    void AddAttributes(IsoNode node)
    {
        var posix = NewField("PX"u8, PosixLength);
        BothEndian.Write32(posix.AsSpan(4), node.Mode);
        BothEndian.Write32(posix.AsSpan(12), node.LinkCount);
        BothEndian.Write32(posix.AsSpan(20), node.UserId);
        BothEndian.Write32(posix.AsSpan(28), node.GroupId);
        _fields.Add(posix);

        var times = NewField("TF"u8, TimeLength);
        times[4] = 0x0E; // modification, access and attribute change
        var date = RecordDate.FromUnixSeconds(node.ModifiedAt);
        for (var offset = 5; offset < TimeLength; offset += RecordDate.Size)
        {
            date.Write(times.AsSpan(offset));
        }

        _fields.Add(times);
        if (node.Entry is SpecialFile { Kind: SpecialFileKind.BlockDevice or SpecialFileKind.CharacterDevice } device)
        {
            _fields.Add(DeviceField(device));
        }
    }

    /// <summary>
    /// The PN field. Linux reads numbers below 256 as major * 256 + minor in the low half, which is what libisofs writes, and all others as
    /// major in the high and minor in the low half (fs/isofs/rock.c).
    /// </summary>
    static byte[] DeviceField(SpecialFile device)
    {
        var isSmall = device is { DeviceMajor: < 256, DeviceMinor: < 256 };
        var field = NewField("PN"u8, DeviceLength);
        BothEndian.Write32(field.AsSpan(4), isSmall ? 0 : device.DeviceMajor);
        BothEndian.Write32(field.AsSpan(12), isSmall ? (device.DeviceMajor << 8) | device.DeviceMinor : device.DeviceMinor);
        return field;
    }

    static byte[] NameField(ReadOnlySpan<byte> name, bool isContinued)
    {
        var field = NewField("NM"u8, NameHeader + name.Length);
        field[4] = isContinued ? (byte)1 : (byte)0;
        name.CopyTo(field.AsSpan(NameHeader));
        return field;
    }

    /// <summary>The ER field, which says that Rock Ridge is meant.</summary>
    static byte[] ExtensionField()
    {
        const string Identifier = "RRIP_1991A";
        const string Description = "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS";
        const string Source = "PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  "
            + "SEE PUBLISHER IDENTIFIER IN PRIMARY VOLUME DESCRIPTOR FOR CONTACT INFORMATION.";
        var field = NewField("ER"u8, 8 + Identifier.Length + Description.Length + Source.Length);
        field[4] = (byte)Identifier.Length;
        field[5] = (byte)Description.Length;
        field[6] = (byte)Source.Length;
        field[7] = 1;
        Encoding.ASCII.GetBytes(Identifier + Description + Source, field.AsSpan(8));
        return field;
    }

    static byte[] NewField(ReadOnlySpan<byte> signature, int length)
    {
        var field = new byte[length];
        signature.CopyTo(field);
        field[2] = (byte)length;
        field[3] = 1;
        return field;
    }

    /// <summary>Cuts the continued fields into pieces that fit a block. All but the last leave room for a CE field.</summary>
    void Split()
    {
        var pieces = new List<byte[]>();
        var current = new List<byte>();
        var remaining = _continued.Sum(field => field.Length);
        foreach (var field in _continued)
        {
            var isLast = current.Count + remaining <= IsoFormat.BlockSize;
            var room = isLast ? IsoFormat.BlockSize : IsoFormat.BlockSize - ContinuationFieldLength;
            if (current.Count + field.Length > room)
            {
                pieces.Add([.. current]);
                current.Clear();
            }

            current.AddRange(field);
            remaining -= field.Length;
        }

        pieces.Add([.. current]);
        Pieces = pieces;
    }
}
