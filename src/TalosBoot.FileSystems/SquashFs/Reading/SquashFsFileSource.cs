using TalosBoot.Core.Content;
using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Reading;

/// <summary>The content of a file in an image, decompressed block by block when it is read.</summary>
internal sealed class SquashFsFileSource : BlobSource
{
    readonly SquashFsImage _image;
    readonly FileLocation _location;
    readonly long[] _blockStarts;
    readonly Lazy<IReadOnlyList<Extent>> _extents;

    public SquashFsFileSource(SquashFsImage image, FileLocation location)
    {
        _image = image;
        _location = location;
        _blockStarts = PlaceBlocks(image, location);
        _extents = new Lazy<IReadOnlyList<Extent>>(FindExtents);
    }

    public override long Length => _location.Length;

    public override IReadOnlyList<Extent> Extents => _extents.Value;

    protected override void ReadCore(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            var block = (int)(offset / _image.BlockSize);
            var within = (int)(offset % _image.BlockSize);
            var count = Math.Min(destination.Length, LengthOf(block) - within);
            ReadBlock(block, within, destination[..count]);
            destination = destination[count..];
            offset += count;
        }
    }

    static long[] PlaceBlocks(SquashFsImage image, FileLocation location)
    {
        var starts = new long[location.SizeWords.Length];
        var position = location.Start;
        for (var block = 0; block < starts.Length; block++)
        {
            starts[block] = position;
            if (location.SizeWords[block] != SizeWord.Hole)
            {
                image.CheckDataBlock((ulong)position, location.SizeWords[block]);
                position += SizeWord.Length(location.SizeWords[block]);
            }
        }

        if (location.Fragment is { } fragment)
        {
            image.CheckDataBlock(fragment.Start, fragment.SizeWord);
        }

        return starts;
    }

    int LengthOf(int block) => (int)Math.Min(_image.BlockSize, Length - ((long)block * _image.BlockSize));

    void ReadBlock(int block, int within, Span<byte> destination)
    {
        if (block >= _blockStarts.Length)
        {
            var fragment = _location.Fragment!.Value;
            var content = _image.OpenFragmentBlock((long)fragment.Start, fragment.SizeWord);
            if ((long)_location.FragmentOffset + LengthOf(block) > content.Length)
            {
                throw SquashFsFailure.Damaged(
                    (long)fragment.Start,
                    $"a fragment block has {content.Length} bytes, and a file was to have {LengthOf(block)} of them from {_location.FragmentOffset} on.");
            }

            content.Read(_location.FragmentOffset + within, destination);
        }
        else if (_location.SizeWords[block] == SizeWord.Hole)
        {
            destination.Clear();
        }
        else
        {
            var content = _image.ReadDataBlock(_blockStarts[block], _location.SizeWords[block]);
            if (content.Length != LengthOf(block))
            {
                throw SquashFsFailure.Damaged(_blockStarts[block], $"a block has {content.Length} bytes, and was to have {LengthOf(block)}.");
            }

            content.AsSpan(within, destination.Length).CopyTo(destination);
        }
    }

    List<Extent> FindExtents()
    {
        var result = new List<Extent>();
        for (var block = 0; (long)block * _image.BlockSize < Length; block++)
        {
            if (block < _blockStarts.Length && _location.SizeWords[block] == SizeWord.Hole)
            {
                continue;
            }

            var offset = (long)block * _image.BlockSize;
            if (result.Count > 0 && result[^1].End == offset)
            {
                result[^1] = result[^1] with { Length = result[^1].Length + LengthOf(block) };
            }
            else
            {
                result.Add(new Extent(offset, LengthOf(block), ContentKind.Data));
            }
        }

        return result;
    }
}
