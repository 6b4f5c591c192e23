using TalosBoot.Archives.Tar.OnDisk;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Tar;

/// <summary>Walks the members of an archive that can be read at any place.</summary>
internal sealed class TarMemberReader(BlobSource source, ArchiveLimits limits, CancellationToken cancellationToken)
{
    readonly TarMemberParser _parser = new(limits);
    readonly byte[] _block = new byte[TarHeader.Size];
    long _position;

    public IEnumerable<TarMember> Read()
    {
        while (ReadHeader())
        {
            var step = _parser.AcceptHeader(_block, _position - TarHeader.Size);
            while (step.ExtensionLength is { } length)
            {
                var start = _position;
                var data = new byte[length];
                Take(length).Read(0, data, cancellationToken);
                step = _parser.AcceptExtension(data, start);
            }

            if (step.Member is { } member)
            {
                yield return member.Kind == TarEntryKind.File ? member with { Content = ReadContent(member) } : Skip(member);
            }
            else
            {
                Take(step.SkipLength);
            }
        }
    }

    TarMember Skip(TarMember member)
    {
        Take(member.DataLength);
        return member;
    }

    BlobSource ReadContent(TarMember member)
    {
        var data = Take(member.DataLength);
        if (member.Sparse is not { } sparse)
        {
            return data;
        }

        if (sparse.Parts is { } parts)
        {
            return TarSparseMap.Expand(data, parts, sparse.RealSize, member.Offset);
        }

        var (frontParts, length) = TarSparseMap.ReadFront(data, member.Offset, limits);
        return length <= data.Length
            ? TarSparseMap.Expand(data.Slice(length, data.Length - length), frontParts, sparse.RealSize, member.Offset)
            : throw TarSparseMap.Invalid(member.Offset);
    }

    /// <summary>Reads a header block; false at the end: two blocks of zeros, or the end of the source between two members.</summary>
    bool ReadHeader()
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_position == source.Length && !_parser.IsWithinMember)
        {
            return false;
        }

        Take(TarHeader.Size).Read(0, _block, cancellationToken);
        if (_block.AsSpan().ContainsAnyExcept((byte)0))
        {
            return true;
        }

        var next = _block.AsSpan(0, (int)Math.Min(TarHeader.Size, source.Length - _position));
        source.Read(_position, next, cancellationToken);
        return next.ContainsAnyExcept((byte)0) ? throw TarReader.LoneZeroBlock(_position) : false;
    }

    /// <summary>The next bytes, and moves behind the block that they end in.</summary>
    BlobSource Take(long length)
    {
        if (length > source.Length - _position)
        {
            throw new ImageFormatException(
                DiagnosticIds.Truncated, TarReader.FormatName, _position,
                $"needs {length} more bytes and has {source.Length - _position}. The archive is cut short or damaged.");
        }

        var result = source.Slice(_position, length);
        _position = Math.Min(Alignment.Up(_position + length, TarHeader.Size), source.Length);
        return result;
    }
}
