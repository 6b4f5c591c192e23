using TalosBoot.Archives.Tar.OnDisk;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Tar;

/// <summary>
/// Makes members of header blocks: it is fed blocks and extended headers, and says what comes next. It does no reading itself, so that
/// archives in files and archives in streams are read alike.
/// </summary>
internal sealed class TarMemberParser(ArchiveLimits limits)
{
    // So that the sum of two lengths is a length.
    const long MaximumLength = 1L << 61;

    readonly TarPaxState _pax = new();
    readonly List<TarSparsePart> _oldParts = [];
    byte[]? _longName;
    byte[]? _longLink;
    TarHeader _extended;
    TarHeader? _pendingSparse;
    long _pendingRealSize;
    long _offset;
    int _count;
    long _metadataLength;
    long _totalSize;

    /// <summary>Whether extended headers have been read for a member that has not come yet.</summary>
    public bool IsWithinMember => _longName is not null || _longLink is not null || _pax.HasRecords;

    /// <summary>Takes a header block, which is not all zeros.</summary>
    public TarStep AcceptHeader(ReadOnlySpan<byte> block, long offset)
    {
        _offset = offset;
        var header = TarHeader.Read(block, offset);
        switch (header.Type)
        {
            case TarTypes.PaxLocal or TarTypes.PaxGlobal or TarTypes.GnuLongName or TarTypes.GnuLongLink:
                if (header.FileSize < 0 || header.FileSize > limits.MaximumExtendedHeaderLength)
                {
                    throw ArchivePath.TooMuch(
                        TarReader.FormatName, offset,
                        $"an extended header has {header.FileSize} bytes; the limit is {limits.MaximumExtendedHeaderLength}.");
                }

                _extended = header;
                return new TarStep(null, (int)header.FileSize, 0);
            case TarTypes.GnuVolumeLabel:
                return new TarStep(null, null, CheckLength(header.FileSize));
            case TarTypes.GnuSparse:
                var (parts, goesOn) = TarSparseMap.ReadOldParts(block, 386, 4, offset);
                _oldParts.AddRange(parts);
                _pendingSparse = header;
                _pendingRealSize = TarNumber.Read(block.Slice(483, 12), offset + 483);
                return goesOn ? new TarStep(null, TarHeader.Size, 0) : CompleteSparse();
            default:
                return Complete(header, null);
        }
    }

    /// <summary>Takes the data of an extended header, or a block of a sparse map.</summary>
    public TarStep AcceptExtension(ReadOnlySpan<byte> data, long offset)
    {
        Count(data.Length);
        if (_pendingSparse is not null)
        {
            var (parts, goesOn) = TarSparseMap.ReadOldParts(data, 0, 21, offset);
            _oldParts.AddRange(parts);
            return goesOn ? new TarStep(null, TarHeader.Size, 0) : CompleteSparse();
        }

        switch (_extended.Type)
        {
            case TarTypes.GnuLongName:
                _longName = UpToNul(data);
                break;
            case TarTypes.GnuLongLink:
                _longLink = UpToNul(data);
                break;
            case TarTypes.PaxGlobal:
                _pax.AddGlobal(PaxRecords.Parse(data, offset), offset);
                break;
            default:
                _pax.Add(PaxRecords.Parse(data, offset));
                break;
        }

        return default;
    }

    TarStep CompleteSparse()
    {
        var header = _pendingSparse!.Value with { Type = TarTypes.Regular };
        _pendingSparse = null;
        var map = new TarSparseMap(CheckLength(_pendingRealSize), [.. _oldParts]);
        _oldParts.Clear();
        return Complete(header, map);
    }

    TarStep Complete(TarHeader header, TarSparseMap? oldSparse)
    {
        if (++_count > limits.MaximumEntries)
        {
            throw ArchivePath.TooMuch(TarReader.FormatName, _offset, $"there are more than {limits.MaximumEntries} entries.");
        }

        _pax.Apply(_offset);
        var sparse = oldSparse ?? _pax.Sparse;
        var name = _pax.Text(TarPaxState.SparseName) ?? _pax.Text(PaxRecords.Path) ?? _longName ?? HeaderName(header);
        var kind = KindOf(header, name, sparse is not null);
        var hasData = kind == TarEntryKind.File || header.Type == TarTypes.GnuDumpDirectory;
        var dataLength = hasData ? CheckLength(_pax.Number(PaxRecords.Size) ?? header.FileSize) : 0;
        var size = kind != TarEntryKind.File ? 0 : sparse is null ? dataLength : CheckLength(sparse.RealSize);
        var member = new TarMember
        {
            Name = name,
            LinkName = _pax.Text(PaxRecords.LinkPath) ?? _longLink ?? FileNames.Encode(header.LinkName),
            Kind = kind,
            Metadata = new FileMetadata
            {
                Mode = (int)(header.Mode & FileTypeBits.PermissionMask),
                UserId = CheckId(_pax.Number(PaxRecords.UserId) ?? header.UserId),
                GroupId = CheckId(_pax.Number(PaxRecords.GroupId) ?? header.GroupId),
                ModifiedAt = _pax.ModifiedAt ?? header.ModifiedAt,
                ExtendedAttributes = _pax.ExtendedAttributes,
            },
            Size = size,
            DataLength = dataLength,
            DeviceMajor = CheckId(header.DeviceMajor ?? 0),
            DeviceMinor = CheckId(header.DeviceMinor ?? 0),
            Offset = _offset,
            Sparse = sparse,
        };

        // The member's own attributes were counted with its header.
        Count(member.Name.Length + member.LinkName.Length + _pax.InheritedLength);
        _totalSize += size;
        CheckLength(_totalSize);
        _pax.Clear();
        (_longName, _longLink) = (null, null);
        return new TarStep(member, null, 0);
    }

    TarEntryKind KindOf(TarHeader header, byte[] name, bool isSparse) => header.Type switch
    {
        // Before directories had a type of their own, a slash at the end made one.
        TarTypes.RegularV7 when name.Length > 0 && name[^1] == (byte)'/' && !isSparse => TarEntryKind.Directory,
        TarTypes.Regular or TarTypes.RegularV7 or TarTypes.Contiguous => TarEntryKind.File,
        TarTypes.HardLink => TarEntryKind.HardLink,
        TarTypes.SymbolicLink => TarEntryKind.SymbolicLink,
        TarTypes.CharacterDevice => TarEntryKind.CharacterDevice,
        TarTypes.BlockDevice => TarEntryKind.BlockDevice,
        TarTypes.Directory or TarTypes.GnuDumpDirectory => TarEntryKind.Directory,
        TarTypes.Fifo => TarEntryKind.Fifo,
        _ => throw new ImageFormatException(
            DiagnosticIds.ArchiveEntryUnsupported, TarReader.FormatName, _offset,
            $"a member has the type 0x{header.Type:X2}, which is not supported. Make the archive again without it."),
    };

    static byte[] HeaderName(TarHeader header) =>
        FileNames.Encode(header.Prefix.Length == 0 ? header.Name : $"{header.Prefix}/{header.Name}");

    static byte[] UpToNul(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOf((byte)0);
        return (end < 0 ? data : data[..end]).ToArray();
    }

    void Count(long metadataLength)
    {
        _metadataLength += metadataLength;
        if (_metadataLength > limits.MaximumMetadataLength)
        {
            throw ArchivePath.TooMuch(
                TarReader.FormatName, _offset, $"the paths and extended headers have more than {limits.MaximumMetadataLength} bytes together.");
        }
    }

    long CheckLength(long length) => length < 0
        ? throw Invalid($"a length is {length}")
        : length <= Math.Min(limits.MaximumTotalSize, MaximumLength)
            ? length
            : throw ArchivePath.TooMuch(
                TarReader.FormatName, _offset, $"the files have {length} bytes together, or more; the limit is {limits.MaximumTotalSize}.");

    uint CheckId(long id) => id is >= 0 and <= uint.MaxValue ? (uint)id : throw Invalid($"an owner, group or device is {id}");

    ImageFormatException Invalid(string what) =>
        new(DiagnosticIds.ArchiveFieldInvalid, TarReader.FormatName, _offset, $"{what}, which cannot be. The archive is damaged.");
}
