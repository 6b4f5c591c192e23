using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using System.Text;
using TalosBoot.Compression;
using TalosBoot.Core.Content;

namespace TalosBoot.Tests.Fidelity.Descriptions;

/// <summary>An initramfs: segments, compressed or not, of cpio archives.</summary>
sealed class InitramfsDescriber : IContentDescriber
{
    const int HeaderSize = 110;
    const int XzFooterSize = 12;

    public IReadOnlyList<string> Kinds { get; } = ["cpio", "segment0", "segment1", "segment2", "segment3", "not"];

    public bool Matches(string name, BlobSource content) =>
        name.Contains("initramfs", StringComparison.Ordinal) || AssetDescription.HasAt(content, 0, "070701"u8);

    public void Describe(string name, BlobSource content, AssetDescription description)
    {
        var bytes = content.ToArray(512 * 1024 * 1024);
        var segment = 0;
        for (var position = 0; position < bytes.Length;)
        {
            if (bytes[position] == 0)
            {
                position++;
                continue;
            }

            switch (Decompressor.Detect(bytes.AsSpan(position, Math.Min(6, bytes.Length - position))))
            {
                case CompressionFormat.Zstd:
                    var frames = Decompress(bytes.AsMemory(position), CompressionFormat.Zstd);
                    SaySegment("zstd", position, 10, frames.Length);
                    DescribeArchives(frames, $"{name}:s{segment}", description);
                    position = bytes.Length;
                    break;

                case CompressionFormat.Xz:
                    var end = FindEndOfXz(bytes, position);
                    var plain = Decompress(bytes.AsMemory(position, end - position), CompressionFormat.Xz);
                    SaySegment("xz", position, 24, plain.Length);
                    DescribeArchives(plain, $"{name}:s{segment}", description);
                    position = end;
                    break;

                default:
                    description.Say($"{name} segment{segment} cpio at {position}");
                    position = DescribeArchive(bytes, position, $"{name}:s{segment}", description);
                    break;
            }

            segment++;
        }

        void SaySegment(string format, int position, int shown, int plain) => description.Say(
            $"{name} segment{segment} {format} at {position} header {Convert.ToHexStringLower(bytes.AsSpan(position, shown))} plain {plain}");
    }

    static void DescribeArchives(byte[] bytes, string name, AssetDescription description)
    {
        var archive = 0;
        for (var position = 0; position < bytes.Length;)
        {
            position = bytes[position] == 0 ? position + 1 : DescribeArchive(bytes, position, $"{name}.{archive++}", description);
        }
    }

    /// <summary>Describes the records of one archive.</summary>
    /// <returns>Where it ends.</returns>
    static int DescribeArchive(byte[] bytes, int position, string name, AssetDescription description)
    {
        Assert.That(Encoding.ASCII.GetString(bytes, position, 6), Is.EqualTo("070701"), $"{name} at {position}");
        while (position + HeaderSize <= bytes.Length)
        {
            var fields = Enumerable.Range(0, 13).Select(index => int.Parse(
                Encoding.ASCII.GetString(bytes, position + 6 + (8 * index), 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToArray();
            var path = Encoding.UTF8.GetString(bytes, position + HeaderSize, fields[11] - 1);
            var start = Align(position + HeaderSize + fields[11]);
            var data = bytes.AsMemory(start, fields[6]);
            description.Say(
                $"{name} cpio {path} ino {fields[0]} 0o{Convert.ToString(fields[1], 8)} {fields[2]} {fields[3]} nlink {fields[4]} mtime {fields[5]} {fields[6]} "
                + (fields[6] == 0 ? string.Empty : AssetDescription.Sha(data.Span)));
            if (data.Span.StartsWith("hsqs"u8))
            {
                description.Describe(BlobSource.FromBytes(data), $"{name}/{path}");
            }
            else if (path == "extensions.yaml")
            {
                description.Say($"{name} text {path} {AssetDescription.Repr(data.Span)}");
            }

            position = Align(start + fields[6]);
            if (path == "TRAILER!!!")
            {
                return position;
            }
        }

        return bytes.Length;
    }

    static byte[] Decompress(ReadOnlyMemory<byte> bytes, CompressionFormat format)
    {
        using var plain = Decompressor.Open(BlobSource.FromBytes(bytes).OpenRead(), format);
        using var memory = new MemoryStream();
        plain.CopyTo(memory);
        return memory.ToArray();
    }

    /// <summary>The first place behind a footer: its two letters, and the checksum of what it says.</summary>
    static int FindEndOfXz(byte[] bytes, int start)
    {
        for (var end = start + (2 * XzFooterSize); end <= bytes.Length; end += 4)
        {
            var footer = bytes.AsSpan(end - XzFooterSize, XzFooterSize);
            if (footer.EndsWith("YZ"u8) && Crc32.HashToUInt32(footer[4..10]) == BinaryPrimitives.ReadUInt32LittleEndian(footer))
            {
                return end;
            }
        }

        throw new InvalidDataException("The xz stream has no end.");
    }

    static int Align(int offset) => (offset + 3) / 4 * 4;
}
