using System.Buffers;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Writing;

/// <summary>
/// Cuts contents into blocks in the order in which they lie in the image (docs/formats/squashfs.md): files in order of the tree; small ones
/// gathered in fragment blocks, of which each is stored at the moment when the next small file does not fit.
/// </summary>
internal sealed class BlockProducer(IReadOnlyList<FileData> contents, int blockSize)
{
    byte[]? _fragment;
    int _fragmentLength;
    int _fragmentCount;

    /// <summary>Yields the blocks.</summary>
    public IEnumerable<DataBlock> Produce(CancellationToken cancellationToken)
    {
        foreach (var file in contents.Where(file => file.Content.Length > 0))
        {
            if (file.Content.Length >= blockSize)
            {
                foreach (var block in Cut(file, cancellationToken))
                {
                    yield return block;
                }
            }
            else if (Gather(file, cancellationToken) is { } block)
            {
                yield return block;
            }
        }

        if (TakeFragment() is { } last)
        {
            yield return last;
        }
    }

    IEnumerable<DataBlock> Cut(FileData file, CancellationToken cancellationToken)
    {
        var cursor = new ExtentCursor(file.Content);
        var length = file.Content.Length;
        file.SizeWords = new uint[checked((int)((length - 1) / blockSize) + 1)];
        for (var index = 0; index < file.SizeWords.Length; index++)
        {
            var offset = (long)index * blockSize;
            var count = (int)Math.Min(blockSize, length - offset);
            var (isHole, isIncompressible) = cursor.Next(offset, count);
            byte[]? buffer = null;
            if (!isHole)
            {
                buffer = ArrayPool<byte>.Shared.Rent(blockSize);
                file.Content.Read(offset, buffer.AsSpan(0, count), cancellationToken);
            }

            yield return new DataBlock { File = file, Index = index, Buffer = buffer, Length = count, IsIncompressible = isIncompressible };
        }
    }

    /// <summary>Adds a small file to the fragment block.</summary>
    /// <returns>The block that is to be stored for that, or null.</returns>
    DataBlock? Gather(FileData file, CancellationToken cancellationToken)
    {
        var length = (int)file.Content.Length;
        var fits = _fragment is not null && length <= blockSize - _fragmentLength;
        var buffer = fits ? _fragment! : ArrayPool<byte>.Shared.Rent(blockSize);
        var content = buffer.AsSpan(fits ? _fragmentLength : 0, length);
        file.Content.Read(0, content, cancellationToken);
        if (!content.ContainsAnyExcept((byte)0))
        {
            // A file of zeros is a hole and in no fragment, however small it is.
            if (!fits)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            file.SizeWords = [SizeWord.Hole];
            return new DataBlock { File = file, Length = length };
        }

        var full = fits ? null : TakeFragment();
        file.Fragment = (uint)_fragmentCount;
        file.FragmentOffset = (uint)_fragmentLength;
        _fragment = buffer;
        _fragmentLength += length;
        return full;
    }

    DataBlock? TakeFragment()
    {
        if (_fragmentLength == 0)
        {
            return null;
        }

        var block = new DataBlock { Index = _fragmentCount++, Buffer = _fragment, Length = _fragmentLength };
        _fragment = null;
        _fragmentLength = 0;
        return block;
    }
}
