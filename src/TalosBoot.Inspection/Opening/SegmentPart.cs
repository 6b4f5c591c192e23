using TalosBoot.Core.Content;
using TalosBoot.Initramfs;

namespace TalosBoot.Inspection.Opening;

/// <summary>A segment of an initramfs, which was unpacked already.</summary>
/// <param name="parent">The initramfs.</param>
/// <param name="name">Its name there.</param>
/// <param name="segment">The segment.</param>
internal sealed class SegmentPart(Part parent, string name, InitramfsSegment segment) : Part(parent, name)
{
    public InitramfsSegment Segment => segment;

    /// <summary>Its bytes in the initramfs.</summary>
    public BlobSource Content => ((ContentPart)Parent!).Content.Slice(segment.Offset, segment.Length);

    public override long? Length => segment.Length;
}
