using TalosBoot.Archives.Cpio.OnDisk;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Cpio;

/// <summary>Walks the records of consecutive archives.</summary>
internal sealed class CpioRecordReader(BlobSource source, ArchiveLimits limits, bool toleratesOtherData, CancellationToken cancellationToken)
{
    readonly byte[] _buffer = new byte[4096];
    readonly byte[] _headerBuffer = new byte[CpioHeader.Size];
    long _position;
    int _archive;
    int _count;
    long _totalSize;
    long _metadataLength;

    /// <summary>The end of the archives read so far and of the NULs behind them.</summary>
    public long End { get; private set; }

    public IEnumerable<CpioEntry> Read()
    {
        while (BeginsArchive())
        {
            while (ReadRecord() is { } record)
            {
                yield return record;
            }

            _archive++;
            SkipZeros();
            End = _position;
        }
    }

    /// <summary>Whether an archive starts here; the kernel looks for one at multiples of 4 only (initramfs.md 4).</summary>
    bool BeginsArchive()
    {
        var isAtEnd = _position == source.Length;
        if (isAtEnd && _archive > 0)
        {
            return false;
        }

        var magic = _headerBuffer.AsSpan(0, (int)Math.Min(6, source.Length - _position));
        source.Read(_position, magic, cancellationToken);
        if (CpioHeader.HasMagic(magic) && _position % CpioArchive.RecordAlignment == 0)
        {
            return true;
        }

        if (toleratesOtherData)
        {
            return false;
        }

        throw new ImageFormatException(
            DiagnosticIds.NotAnArchive, CpioReader.FormatName, _position,
            CpioHeader.HasMagic(magic)
                ? "an archive starts at an offset that is not a multiple of 4, where the kernel does not see it."
                : "no \"newc\" archive starts here. Check that the input is a cpio archive, and not compressed.");
    }

    CpioEntry? ReadRecord()
    {
        cancellationToken.ThrowIfCancellationRequested();
        var start = _position;
        source.Read(start, Take(_headerBuffer, start), cancellationToken);
        var header = CpioHeader.Read(_headerBuffer, start);
        var name = ReadName(header, start);
        var dataOffset = Alignment.Up(start + CpioHeader.Size + header.NameSize, CpioArchive.RecordAlignment);
        if (name.AsSpan().SequenceEqual("TRAILER!!!"u8))
        {
            _position = Math.Min(dataOffset, source.Length);
            return null;
        }

        if (++_count > limits.MaximumEntries)
        {
            throw ArchivePath.TooMuch(CpioReader.FormatName, start, $"there are more than {limits.MaximumEntries} entries.");
        }

        _metadataLength += header.NameSize + ((header.Mode & FileTypeBits.Mask) == FileTypeBits.SymbolicLink ? header.FileSize : 0);
        if (_metadataLength > limits.MaximumMetadataLength)
        {
            throw ArchivePath.TooMuch(CpioReader.FormatName, start, $"the paths and links have more than {limits.MaximumMetadataLength} bytes together.");
        }

        var data = ReadData(header, dataOffset);
        var path = ArchivePath.Clean(name, CpioReader.FormatName, start + CpioHeader.Size, limits);
        _position = Alignment.Up(dataOffset + header.FileSize, CpioArchive.RecordAlignment);
        return new CpioEntry(path, MakeEntry(header, data, start, dataOffset), start)
        {
            Link = header.LinkCount > 1 && (header.Mode & FileTypeBits.Mask) == FileTypeBits.Regular
                ? new CpioLinkKey(_archive, header.Inode, header.DeviceMajor, header.DeviceMinor)
                : null,
        };
    }

    /// <summary>The name without its NUL.</summary>
    byte[] ReadName(CpioHeader header, long start)
    {
        if (header.NameSize == 0 || header.NameSize > limits.MaximumPathLength + 1)
        {
            throw ArchivePath.TooMuch(
                CpioReader.FormatName, start, $"a name has {header.NameSize} bytes; the limits are 1 and {limits.MaximumPathLength + 1}, its NUL included.");
        }

        var name = new byte[header.NameSize];
        source.Read(start + CpioHeader.Size, Take(name, start + CpioHeader.Size), cancellationToken);

        // The kernel and GNU cpio take the text up to its first NUL; some writers pad with more of them.
        return name[^1] == 0
            ? name[..name.AsSpan().IndexOf((byte)0)]
            : throw new ImageFormatException(
                DiagnosticIds.ArchiveFieldInvalid, CpioReader.FormatName, start + CpioHeader.Size,
                "a name does not end with a NUL. The archive is damaged.");
    }

    BlobSource ReadData(CpioHeader header, long dataOffset)
    {
        if (header.FileSize > source.Length - dataOffset)
        {
            throw Cut(Math.Min(dataOffset, source.Length), header.FileSize);
        }

        _totalSize += header.FileSize;
        if (_totalSize > limits.MaximumTotalSize)
        {
            throw ArchivePath.TooMuch(
                CpioReader.FormatName, dataOffset, $"the files have more than {limits.MaximumTotalSize} bytes together.");
        }

        var data = source.Slice(dataOffset, header.FileSize);
        if (header.HasChecksum && (header.Mode & FileTypeBits.Mask) == FileTypeBits.Regular && Sum(data) != header.Checksum)
        {
            throw new ImageFormatException(
                DiagnosticIds.ArchiveFieldInvalid, CpioReader.FormatName, dataOffset, "the sum of a file's bytes is not the recorded one. The archive is damaged.");
        }

        return data;
    }

    FileTreeEntry MakeEntry(CpioHeader header, BlobSource data, long start, long dataOffset)
    {
        var metadata = new FileMetadata
        {
            Mode = (int)(header.Mode & FileTypeBits.PermissionMask),
            UserId = header.UserId,
            GroupId = header.GroupId,
            ModifiedAt = header.ModifiedAt,
        };
        switch (header.Mode & FileTypeBits.Mask)
        {
            case FileTypeBits.Regular:
                return new RegularFile(data, metadata);
            case FileTypeBits.Directory:
                return new DirectoryNode(metadata);
            case FileTypeBits.SymbolicLink when data.Length > limits.MaximumPathLength:
                throw ArchivePath.TooMuch(
                    CpioReader.FormatName, dataOffset, $"a symbolic link has {data.Length} bytes; the limit is {limits.MaximumPathLength}.");
            case FileTypeBits.SymbolicLink:
                // A text of C, as the name.
                var target = data.ToArray();
                var end = target.AsSpan().IndexOf((byte)0);
                return new SymbolicLink(
                    ArchivePath.ReadLinkText(end < 0 ? target : target.AsSpan(0, end), CpioReader.FormatName, dataOffset, limits), metadata);
            default:
                return FileTypeBits.SpecialKind(header.Mode) is { } kind
                    ? new SpecialFile(kind, metadata, header.SpecialMajor, header.SpecialMinor)
                    : throw new ImageFormatException(
                        DiagnosticIds.ArchiveEntryUnsupported, CpioReader.FormatName, start,
                        $"the mode {Convert.ToString(header.Mode, 8)} (octal) names no kind of file. The archive is damaged.");
        }
    }

    uint Sum(BlobSource data)
    {
        var sum = 0u;
        for (var offset = 0L; offset < data.Length; offset += _buffer.Length)
        {
            var buffer = _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, data.Length - offset));
            data.Read(offset, buffer, cancellationToken);
            foreach (var value in buffer)
            {
                unchecked
                {
                    sum += value;
                }
            }
        }

        return sum;
    }

    void SkipZeros()
    {
        while (_position < source.Length)
        {
            var buffer = _buffer.AsSpan(0, (int)Math.Min(_buffer.Length, source.Length - _position));
            source.Read(_position, buffer, cancellationToken);
            var other = buffer.IndexOfAnyExcept((byte)0);
            _position += other < 0 ? buffer.Length : other;
            if (other >= 0)
            {
                return;
            }
        }
    }

    Span<byte> Take(byte[] buffer, long offset) => buffer.Length <= source.Length - offset ? buffer : throw Cut(offset, buffer.Length);

    ImageFormatException Cut(long offset, long needed) => new(
        DiagnosticIds.Truncated, CpioReader.FormatName, offset,
        $"needs {needed} more bytes and has {Math.Max(0, source.Length - offset)}. The archive is cut short or damaged.");
}
