using TalosBoot.Archives.Tar.OnDisk;
using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;

namespace TalosBoot.Archives.Tar;

/// <summary>
/// Plans archives of files as GNU tar writes them in its own format, where clouds and hypervisors ask for that: holes are left out of sparse files, and
/// large numbers stand in the header itself. Nothing is read or copied. Not thread-safe.
/// </summary>
/// <param name="modifiedAt">The time of all files, in seconds since 1970.</param>
/// <param name="ownerName">The name of the owner and the group, whose numbers are 0; empty for none.</param>
internal sealed class GnuTarWriter(long modifiedAt, string ownerName)
{
    const int BlockSize = 512;

    // GNU tar writes records of 20 blocks.
    const int RecordSize = 20 * BlockSize;

    readonly SparseImageBuilder _archive = new();
    long _offset;

    /// <summary>Adds a file, with its holes as zeros.</summary>
    public GnuTarWriter Add(string name, BlobSource content)
    {
        var header = Header(name, TarTypes.Regular, content.Length);
        TarHeader.WriteChecksum(header);
        Place(header, name);
        _archive.Place(_offset, content, name);
        _offset += Alignment.Up(content.Length, BlockSize);
        return this;
    }

    /// <summary>Adds a file without its holes (GNU tar src/tar.h, "old GNU" sparse headers; docs/formats/disk.md).</summary>
    public GnuTarWriter AddSparse(string name, BlobSource content)
    {
        var stretches = Stretches(content);
        var header = Header(name, TarTypes.GnuSparse, stretches.Sum(stretch => stretch.Length));
        GnuSparseMap.WriteHeader(header, stretches, content.Length);
        TarHeader.WriteChecksum(header);
        Place(header, name);
        foreach (var block in GnuSparseMap.Extensions(stretches))
        {
            Place(block, name);
        }

        foreach (var (offset, length) in stretches)
        {
            _archive.Place(_offset, content.Slice(offset, length), name);
            _offset += Alignment.Up(length, BlockSize);
        }

        return this;
    }

    /// <summary>Makes the archive, with two blocks of zeros at the end, filled to a whole record.</summary>
    public BlobSource Build() => _archive.Build(Alignment.Up(_offset + (2 * BlockSize), RecordSize));

    /// <summary>The stretches of whole blocks that hold bytes. An empty one stands where a hole ends the file.</summary>
    static List<(long Offset, long Length)> Stretches(BlobSource content)
    {
        var result = new List<(long Offset, long Length)>();
        foreach (var extent in content.Extents)
        {
            var start = extent.Offset / BlockSize * BlockSize;
            var end = Math.Min(content.Length, Alignment.Up(extent.End, BlockSize));
            if (result.Count > 0 && start <= result[^1].Offset + result[^1].Length)
            {
                result[^1] = result[^1] with { Length = end - result[^1].Offset };
            }
            else
            {
                result.Add((start, end - start));
            }
        }

        if (result.Count == 0 || result[^1].Offset + result[^1].Length < content.Length)
        {
            result.Add((content.Length, 0));
        }

        return result;
    }

    byte[] Header(string name, byte type, long size)
    {
        var block = new byte[BlockSize];
        new TarHeader { Name = name, LinkName = string.Empty, Mode = 0b110_100_100, ModifiedAt = modifiedAt, Type = type }.Write(block);
        GnuSparseMap.WriteNumber(block.AsSpan(124, TarHeader.SizeLength), size);
        "ustar  \0"u8.CopyTo(block.AsSpan(257));
        System.Text.Encoding.ASCII.GetBytes(ownerName, block.AsSpan(265, 32));
        System.Text.Encoding.ASCII.GetBytes(ownerName, block.AsSpan(297, 32));
        return block;
    }

    void Place(byte[] block, string name)
    {
        _archive.Place(_offset, block, name);
        _offset += BlockSize;
    }
}
