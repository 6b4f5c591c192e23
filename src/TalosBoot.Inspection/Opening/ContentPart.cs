using TalosBoot.Core.Content;

namespace TalosBoot.Inspection.Opening;

/// <summary>A part that is bytes.</summary>
/// <param name="parent">The part around it; null for the asset.</param>
/// <param name="name">Its name there.</param>
/// <param name="content">The bytes.</param>
internal sealed class ContentPart(Part? parent, string name, BlobSource content) : Part(parent, name)
{
    public BlobSource Content => content;

    public override long? Length => content.Length;

    /// <summary>The name of the file, without the folders before it.</summary>
    public string FileName => Name[(Name.LastIndexOf('/') + 1)..];

    /// <summary>The first bytes, fewer where there are no more.</summary>
    public byte[] Start(int length, long offset = 0)
    {
        var bytes = new byte[Math.Clamp(content.Length - offset, 0, length)];
        content.Read(Math.Min(offset, content.Length), bytes);
        return bytes;
    }

    /// <summary>Whether certain bytes stand somewhere.</summary>
    public bool HasAt(long offset, ReadOnlySpan<byte> mark) =>
        content.Length >= offset + mark.Length && Start(mark.Length, offset).AsSpan().SequenceEqual(mark);
}
