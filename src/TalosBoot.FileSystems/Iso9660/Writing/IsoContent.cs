using TalosBoot.Core.Binary;
using TalosBoot.Core.Content;

namespace TalosBoot.FileSystems.Iso9660.Writing;

/// <summary>The content of a file, and where it goes. Names that are hard links share it.</summary>
internal sealed class IsoContent(BlobSource source, string path)
{
    public BlobSource Source { get; set; } = source;

    /// <summary>The path of the first name, for messages.</summary>
    public string Path { get; } = path;

    public uint Block { get; set; }

    /// <summary>Whether it lies in front of the others.</summary>
    public bool IsLeading { get; set; }

    public long BlockCount => Alignment.DivideUp(Source.Length, IsoFormat.BlockSize);

    /// <summary>The lengths of the sections: one, unless the length does not fit 32 bits.</summary>
    public IEnumerable<uint> Sections()
    {
        var remaining = Source.Length;
        for (; remaining > uint.MaxValue; remaining -= IsoFormat.SectionLength)
        {
            yield return IsoFormat.SectionLength;
        }

        yield return (uint)remaining;
    }
}
