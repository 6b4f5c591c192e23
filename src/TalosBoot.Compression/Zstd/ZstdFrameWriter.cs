using System.Buffers.Binary;
using System.IO.Hashing;
using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Zstd;

/// <summary>Writes the frame around blocks (RFC 8878, 3.1.1).</summary>
/// <param name="output">Takes the frame.</param>
/// <param name="options">What the header says.</param>
/// <param name="contentOffset">Where the frame begins in the content.</param>
/// <param name="contentLength">The length of everything that will be written, which tells where the last block is.</param>
internal sealed class ZstdFrameWriter(ICompressedSink output, ZstdWriterOptions options, long contentOffset, long contentLength)
{
    public const int MaxBlockSize = 128 * 1024;

    const uint Magic = 0xFD2F_B528;
    const int BlockHeaderSize = 3;
    const int RunBlockSize = BlockHeaderSize + 1;
    const int RunBlocksAtOnce = 4096;
    static readonly byte[] Zeros = new byte[MaxBlockSize];

    readonly XxHash64 _hash = new();
    readonly int _blockSize = Math.Min(MaxBlockSize, 1 << options.WindowLog);
    long _position;

    enum BlockType
    {
        Raw = 0,
        Run = 1,
        Compressed = 2,
    }

    public void WriteHeader()
    {
        Span<byte> header = stackalloc byte[14];
        BinaryPrimitives.WriteUInt32LittleEndian(header, Magic);
        header[4] = (byte)((options.Checksum ? 0x04 : 0) | (options.ContentSize ? 0xC0 : 0));
        header[5] = (byte)((options.WindowLog - 10) << 3);
        BinaryPrimitives.WriteInt64LittleEndian(header[6..], contentLength);
        output.Write(options.ContentSize ? header : header[..6]);
    }

    /// <summary>Writes the next bytes of the content in raw blocks.</summary>
    public void WriteStored(ReadOnlySpan<byte> bytes)
    {
        var offset = contentOffset + _position;
        Take(bytes);
        while (!bytes.IsEmpty)
        {
            var block = bytes[..Math.Min(_blockSize, bytes.Length)];
            bytes = bytes[block.Length..];
            WriteBlockHeader(BlockType.Raw, block.Length, IsEnd && bytes.IsEmpty);
            output.WriteContent(block, offset);
            offset += block.Length;
        }
    }

    /// <summary>Writes zeros in run blocks.</summary>
    public void WriteZeros(long count, CancellationToken cancellationToken)
    {
        if (_position == 0)
        {
            // The zstd program up to 1.4.3 stumbles over a run block at the start of a frame.
            WriteStored(Zeros.AsSpan(0, 1));
            count--;
        }

        var blocks = new byte[RunBlocksAtOnce * RunBlockSize];
        while (count > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var used = 0;
            for (; count > 0 && used < blocks.Length; used += RunBlockSize)
            {
                var length = (int)Math.Min(_blockSize, count);
                count -= length;
                Take(Zeros.AsSpan(0, length));
                FormatBlockHeader(blocks.AsSpan(used), BlockType.Run, length, IsEnd);
            }

            output.Write(blocks.AsSpan(0, used));
        }
    }

    /// <summary>Writes blocks that were made elsewhere.</summary>
    /// <param name="bytes">Their content.</param>
    /// <param name="blocks">The blocks. The mark of the last one is set here.</param>
    public void WriteBlocks(ReadOnlySpan<byte> bytes, Span<byte> blocks)
    {
        Take(bytes);
        if (IsEnd)
        {
            blocks[LastBlock(blocks)] |= 1;
        }

        output.Write(blocks);
    }

    public void WriteEnd()
    {
        if (_position != contentLength)
        {
            throw new InvalidOperationException($"The zstd frame was planned for {contentLength} bytes and got {_position}.");
        }

        if (contentLength == 0)
        {
            WriteBlockHeader(BlockType.Raw, 0, last: true);
        }

        if (options.Checksum)
        {
            Span<byte> checksum = stackalloc byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(checksum, (uint)_hash.GetCurrentHashAsUInt64());
            output.Write(checksum);
        }
    }

    bool IsEnd => _position == contentLength;

    static void FormatBlockHeader(Span<byte> destination, BlockType type, int length, bool last)
    {
        var header = (last ? 1 : 0) | ((int)type << 1) | (length << 3);
        BinaryPrimitives.WriteUInt16LittleEndian(destination, (ushort)header);
        destination[2] = (byte)(header >> 16);
        if (type == BlockType.Run)
        {
            destination[3] = 0;
        }
    }

    static int LastBlock(ReadOnlySpan<byte> blocks)
    {
        for (var position = 0; ;)
        {
            var header = blocks[position] | (blocks[position + 1] << 8) | (blocks[position + 2] << 16);
            var next = position + BlockHeaderSize + ((BlockType)((header >> 1) & 3) == BlockType.Run ? 1 : header >> 3);
            if (next >= blocks.Length)
            {
                return position;
            }

            position = next;
        }
    }

    void WriteBlockHeader(BlockType type, int length, bool last)
    {
        Span<byte> header = stackalloc byte[BlockHeaderSize];
        FormatBlockHeader(header, type, length, last);
        output.Write(header);
    }

    void Take(ReadOnlySpan<byte> bytes)
    {
        _position += bytes.Length;
        if (options.Checksum)
        {
            _hash.Append(bytes);
        }
    }
}
