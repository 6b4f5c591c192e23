using System.Buffers.Binary;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;
using TalosBoot.FileSystems.Iso9660.OnDisk;

namespace TalosBoot.FileSystems.Iso9660.Reading;

/// <summary>Reads the system use area of a directory record with its continuation areas (SUSP 1.10, RRIP 1.10).</summary>
/// <param name="image">The image.</param>
/// <param name="budget">What may be read in all.</param>
internal sealed class RockRidgeParser(BlobSource image, DirectoryBudget budget)
{
    const int FieldHeader = 4;
    const int MaximumContinuations = 32;

    readonly List<byte> _name = [];
    readonly SymbolicLinkParser _link = new();
    RockRidgeFields _fields = RockRidgeFields.None;
    (long Offset, int Length)? _continuation;
    bool _hasName;
    bool _isStopped;

    /// <summary>
    /// How many bytes at the start of each area belong to somebody else, as the SP field of the root says; null without SP.
    /// </summary>
    public static int? FindSkippedBytes(ReadOnlySpan<byte> rootArea) =>
        rootArea.Length >= 7 && rootArea.StartsWith("SP\x07\x01"u8) && rootArea[4] == 0xBE && rootArea[5] == 0xEF ? rootArea[6] : null;

    /// <summary>Reads an area.</summary>
    /// <param name="area">The bytes behind the identifier.</param>
    /// <param name="offset">Where they lie in the image.</param>
    public RockRidgeFields Parse(ReadOnlySpan<byte> area, long offset)
    {
        _fields = RockRidgeFields.None;
        _name.Clear();
        _link.Clear();
        _hasName = _isStopped = false;
        ParseArea(area, offset);
        for (var count = 0; _continuation is var (start, length) && !_isStopped; count++)
        {
            if (count == MaximumContinuations)
            {
                throw IsoFormat.Error(
                    DiagnosticIds.LimitExceeded, offset, $"a directory record has more than {MaximumContinuations} continuation areas.");
            }

            budget.TakeBytes(length, start);
            var buffer = new byte[length];
            image.Read(start, buffer);
            ParseArea(buffer, start);
        }

        return _fields with { Name = _hasName ? [.. _name] : null, LinkTarget = _link.Target };
    }

    void ParseArea(ReadOnlySpan<byte> area, long offset)
    {
        _continuation = null;
        while (area.Length >= FieldHeader && area[0] != 0 && !_isStopped)
        {
            var length = area[2];
            if (length < FieldHeader || length > area.Length)
            {
                throw Damaged(offset, $"a field of {length} bytes lies in an area of which {area.Length} bytes are left.");
            }

            ParseField(area[..length], offset);
            area = area[length..];
            offset += length;
        }
    }

    void ParseField(ReadOnlySpan<byte> field, long offset)
    {
        switch ((char)field[0], (char)field[1])
        {
            case ('C', 'E'):
                ParseContinuation(field, offset);
                break;
            case ('S', 'T'):
                _isStopped = true;
                break;
            case ('N', 'M'):
                ParseName(field, offset);
                break;
            case ('P', 'X'):
                RequireLength(field, 36, offset);
                _fields = _fields with
                {
                    Mode = Read32(field, 4, offset),
                    LinkCount = Read32(field, 12, offset),
                    UserId = Read32(field, 20, offset),
                    GroupId = Read32(field, 28, offset),
                };
                break;
            case ('P', 'N'):
                RequireLength(field, 20, offset);
                _fields = _fields with { Device = DecodeDevice(Read32(field, 4, offset), Read32(field, 12, offset)) };
                break;
            case ('T', 'F'):
                ParseTimes(field, offset);
                break;
            case ('S', 'L'):
                _link.Add(field, offset);
                break;
            case ('C', 'L'):
                RequireLength(field, 12, offset);
                _fields = _fields with { MovedDirectory = Read32(field, 4, offset) };
                break;
            case ('R', 'E'):
                _fields = _fields with { IsMovedHere = true };
                break;
            case ('Z', 'F'):
                throw IsoFormat.Error(
                    DiagnosticIds.IsoFeatureUnsupported, offset,
                    "a file is compressed (zisofs). Make the image without transparent compression.");
        }
    }

    void ParseContinuation(ReadOnlySpan<byte> field, long offset)
    {
        RequireLength(field, 28, offset);
        var (block, within, length) = (Read32(field, 4, offset), Read32(field, 12, offset), Read32(field, 20, offset));
        var start = ((long)block * IsoFormat.BlockSize) + within;
        if (within > IsoFormat.BlockSize || length > IsoFormat.BlockSize - within || start > image.Length - length)
        {
            throw Damaged(offset, $"a continuation area of {length} bytes lies at byte {within} of block {block}.");
        }

        _continuation = (start, (int)length);
    }

    void ParseName(ReadOnlySpan<byte> field, long offset)
    {
        RequireLength(field, 5, offset);
        if ((field[4] & 0x06) != 0)
        {
            // The name of the directory itself or of its parent, which is no name.
            return;
        }

        _hasName = true;
        _name.AddRange(field[5..]);
        if (_name.Count > FilePath.MaximumNameLength)
        {
            throw IsoFormat.Error(
                DiagnosticIds.LimitExceeded, offset, $"a file name has more than {FilePath.MaximumNameLength} bytes.");
        }
    }

    void ParseTimes(ReadOnlySpan<byte> field, long offset)
    {
        const byte CreationFlag = 0x01;
        const byte ModificationFlag = 0x02;
        const byte LongFormFlag = 0x80;
        RequireLength(field, 5, offset);
        var flags = field[4];
        if ((flags & ModificationFlag) != 0 && (flags & LongFormFlag) == 0)
        {
            var position = 5 + ((flags & CreationFlag) != 0 ? RecordDate.Size : 0);
            RequireLength(field, position + RecordDate.Size, offset);
            _fields = _fields with { ModifiedAt = RecordDate.Read(field[position..]).ToUnixSeconds() };
        }
    }

    /// <summary>Device numbers as Linux reads them (fs/isofs/rock.c).</summary>
    static (uint Major, uint Minor) DecodeDevice(uint high, uint low) =>
        high == 0 && (low & ~0xFFu) != 0 ? (low >> 8, low & 0xFF) : (high, low);

    static uint Read32(ReadOnlySpan<byte> field, int position, long offset)
    {
        var value = BinaryPrimitives.ReadUInt32LittleEndian(field[position..]);
        return value == BinaryPrimitives.ReadUInt32BigEndian(field[(position + 4)..])
            ? value
            : throw Damaged(offset + position, "a number differs in its little-endian and big-endian copies.");
    }

    static void RequireLength(ReadOnlySpan<byte> field, int length, long offset)
    {
        if (field.Length < length)
        {
            throw Damaged(offset, $"the field {(char)field[0]}{(char)field[1]} has {field.Length} bytes and needs {length}.");
        }
    }

    static ImageFormatException Damaged(long offset, string message) =>
        IsoFormat.Error(DiagnosticIds.IsoRockRidgeDamaged, offset, $"{message} The volume is damaged.");
}
