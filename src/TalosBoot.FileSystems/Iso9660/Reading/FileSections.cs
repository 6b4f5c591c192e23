using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.FileSystems.Iso9660.Reading;

/// <summary>The parts of the image that a file is made of.</summary>
internal static class FileSections
{
    /// <summary>One part for each run of sections that lie back to back; none for an empty file.</summary>
    public static List<BlobSource> Of(BlobSource image, List<ReadRecord> sections)
    {
        var parts = new List<BlobSource>();
        var (start, length) = (sections[0].ContentOffset, 0L);
        foreach (var section in sections)
        {
            if (section.Fixed.DataLength == 0)
            {
                continue;
            }

            if (section.ContentOffset > image.Length - section.Fixed.DataLength)
            {
                throw IsoFormat.Error(
                    DiagnosticIds.IsoDirectoryDamaged, section.Offset,
                    $"a file of {section.Fixed.DataLength} bytes starts at byte {section.ContentOffset} "
                    + $"of an image of {image.Length} bytes. The image is cut short or damaged: fetch it again.");
            }

            if (section.ContentOffset != start + length)
            {
                AddPart();
                (start, length) = (section.ContentOffset, 0);
            }

            length += section.Fixed.DataLength;
        }

        AddPart();
        return parts;

        void AddPart()
        {
            if (length > 0)
            {
                parts.Add(image.Slice(start, length));
            }
        }
    }
}
