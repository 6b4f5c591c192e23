using System.Text;

namespace TalosBoot.Fuzz.Targets;

/// <summary>The checksums of the headers of a tar archive.</summary>
static class TarChecksums
{
    const int BlockSize = 512;
    const int Offset = 148;
    const int Length = 8;

    /// <summary>Makes those right that are near to a header's mark, or that have been right before a small change.</summary>
    public static void Repair(byte[] archive)
    {
        for (var start = 0; start + BlockSize <= archive.Length; start += BlockSize)
        {
            var header = archive.AsSpan(start, BlockSize);
            var sum = Length * (byte)' ';
            for (var index = 0; index < BlockSize; index++)
            {
                sum += index is >= Offset and < Offset + Length ? 0 : header[index];
            }

            var written = Encoding.ASCII.GetString(header.Slice(Offset, 6));
            var isHeader = header[257..].StartsWith("ustar"u8)
                || (written.All(digit => digit is >= '0' and <= '7') && Math.Abs(Convert.ToInt32(written, 8) - sum) < 2000 && written != "000000");
            if (isHeader)
            {
                Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[Offset..]);
            }
        }
    }
}
