using System.Buffers;
using TalosBoot.Archives.Tar.OnDisk;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives.Tar;

/// <summary>
/// Reads a tar archive from a stream that cannot seek, member by member, as <see cref="TarReader"/> does; sparse files are refused here. Not thread-safe.
/// </summary>
/// <param name="stream">The archive, not compressed. It is not disposed.</param>
/// <param name="limits">The limits; null for the defaults.</param>
public sealed class TarStreamReader(Stream stream, ArchiveLimits? limits = null)
{
    readonly Stream _stream = stream ?? throw new ArgumentNullException(nameof(stream));
    readonly ArchiveLimits _limits = limits ?? ArchiveLimits.Default;
    readonly TarMemberParser _parser = new(limits ?? ArchiveLimits.Default);
    readonly byte[] _block = new byte[TarHeader.Size];
    long _position;
    long _contentLeft;
    int _padding;
    bool _ended;

    /// <summary>Moves to the next member, over what is left of the content of the last one.</summary>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The member, or null at the end of the archive.</returns>
    /// <exception cref="ImageFormatException">
    /// No archive (TB4101), a damaged field (TB4102), a path that leaves the tree (TB4103), a sparse file or an unknown kind of member (TB4105), a
    /// cut archive (TB4001), or more than the limits allow (TB4002).
    /// </exception>
    public async ValueTask<TarEntry?> ReadNextAsync(CancellationToken cancellationToken = default)
    {
        await SkipAsync(_contentLeft + _padding, cancellationToken).ConfigureAwait(false);
        (_contentLeft, _padding) = (0, 0);
        while (await ReadHeaderAsync(cancellationToken).ConfigureAwait(false))
        {
            var step = _parser.AcceptHeader(_block, _position - TarHeader.Size);
            while (step.ExtensionLength is { } length)
            {
                var start = _position;
                var data = new byte[Alignment.Up(length, TarHeader.Size)];
                await FillAsync(data, cancellationToken).ConfigureAwait(false);
                step = _parser.AcceptExtension(data.AsSpan(0, length), start);
            }

            if (step.Member is { } member)
            {
                SetContent(member);
                return member.ToEntry(_limits);
            }

            await SkipAsync(Alignment.Up(step.SkipLength, TarHeader.Size), cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>Reads on in the content of the current member.</summary>
    /// <param name="buffer">Where the bytes go.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>How many bytes there are; 0 at the end of the content.</returns>
    /// <exception cref="ImageFormatException">The archive is cut short (TB4001).</exception>
    public async ValueTask<int> ReadContentAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, _contentLeft)];
        if (wanted.IsEmpty)
        {
            return 0;
        }

        var read = await _stream.ReadAsync(wanted, cancellationToken).ConfigureAwait(false);
        if (read == 0)
        {
            throw Cut(wanted.Length);
        }

        _position += read;
        _contentLeft -= read;
        return read;
    }

    void SetContent(TarMember member)
    {
        if (member.Sparse is not null)
        {
            throw new ImageFormatException(
                DiagnosticIds.ArchiveEntryUnsupported, TarReader.FormatName, member.Offset,
                "a sparse file cannot be read from a stream. Read the archive from a file, or make it again without sparse files.");
        }

        _contentLeft = member.DataLength;
        _padding = (int)(Alignment.Up(member.DataLength, TarHeader.Size) - member.DataLength);
    }

    async ValueTask<bool> ReadHeaderAsync(CancellationToken cancellationToken)
    {
        if (_ended)
        {
            return false;
        }

        var read = await _stream.ReadAtLeastAsync(_block, TarHeader.Size, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read < TarHeader.Size && (read > 0 || _parser.IsWithinMember))
        {
            throw Cut(TarHeader.Size - read);
        }

        _position += read;
        if (read > 0 && _block.AsSpan().ContainsAnyExcept((byte)0))
        {
            return true;
        }

        _ended = true;
        if (read > 0)
        {
            read = await _stream.ReadAtLeastAsync(_block, TarHeader.Size, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            if (_block.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                throw TarReader.LoneZeroBlock(_position);
            }
        }

        return false;
    }

    async ValueTask FillAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var read = await _stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (read < buffer.Length)
        {
            throw Cut(buffer.Length - read);
        }

        _position += read;
    }

    async ValueTask SkipAsync(long count, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
        try
        {
            while (count > 0)
            {
                var part = (int)Math.Min(count, buffer.Length);
                await FillAsync(buffer.AsMemory(0, part), cancellationToken).ConfigureAwait(false);
                count -= part;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    ImageFormatException Cut(long missing) => new(
        DiagnosticIds.Truncated, TarReader.FormatName, _position, $"ends {missing} bytes before it should. The archive is cut short or damaged.");
}
