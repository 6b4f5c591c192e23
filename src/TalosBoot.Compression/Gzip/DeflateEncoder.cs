using System.Numerics;
using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Gzip;

/// <summary>Deflates runs of data (RFC 1951). What becomes of a run depends on the run and its history only. For one thread at a time.</summary>
internal sealed class DeflateEncoder(GzipLevel level)
{
    const int FastDepth = 4;
    const int FastNiceLength = 32;
    const int FastMaxInsert = 16;
    const int DefaultDepth = 32;
    const int DefaultNiceLength = 128;

    // A match that is this long is taken without a look at the next position.
    const int GoodLength = 64;

    readonly DeflateMatchFinder _finder = new();
    readonly DeflateBlockBuilder _block = new();

    /// <summary>Appends blocks that start and end on a byte.</summary>
    /// <param name="buffer">History, and the bytes to deflate behind it.</param>
    /// <param name="start">Where the bytes to deflate start.</param>
    /// <param name="isLast">Whether they are the last ones of the stream.</param>
    /// <param name="output">Takes the blocks.</param>
    public void Encode(ReadOnlySpan<byte> buffer, int start, bool isLast, ByteSink output)
    {
        if (level == GzipLevel.Stored)
        {
            DeflateBlocks.WriteStored(buffer[start..], isLast, output);
            return;
        }

        _finder.Reset();
        var searchEnd = buffer.Length - DeflateMatchFinder.Lookahead;
        for (var position = 0; position < Math.Min(start, searchEnd); position++)
        {
            _finder.Insert(buffer, position);
        }

        // No block gets longer than it would be stored, but for its first bits.
        var bits = new BitSink(output, DeflateBlocks.StoredSize(buffer.Length - start) + ((buffer.Length - start) / 1024) + 64);
        if (level == GzipLevel.Fast)
        {
            EncodeGreedily(buffer, start, searchEnd, isLast, ref bits);
        }
        else
        {
            EncodeLazily(buffer, start, searchEnd, isLast, ref bits);
        }

        if (isLast)
        {
            bits.Align();
        }
        else if (bits.BitsInByte != 0)
        {
            DeflateBlocks.AddStored(ref bits, [], isLast: false);
        }

        bits.Complete();
    }

    void EncodeGreedily(ReadOnlySpan<byte> buffer, int start, int searchEnd, bool isLast, ref BitSink bits)
    {
        var blockStart = start;
        var position = start;
        while (position < buffer.Length)
        {
            var (length, distance) = position < searchEnd
                ? _finder.Find(buffer, position, DeflateFormat.MinMatch, FastDepth, FastNiceLength)
                : default;
            if (length == 0)
            {
                _block.AddLiteral(buffer[position++]);
            }
            else
            {
                _block.AddMatch(length, distance);
                InsertRange(buffer, position + 1, Math.Min(position + Math.Min(length, FastMaxInsert), searchEnd));
                position += length;
            }

            FlushFullBlock(buffer, ref blockStart, position, ref bits);
        }

        _block.Flush(ref bits, buffer[blockStart..], isLast);
    }

    // A match waits for the one that starts a byte later, which may be better.
    void EncodeLazily(ReadOnlySpan<byte> buffer, int start, int searchEnd, bool isLast, ref BitSink bits)
    {
        var blockStart = start;
        var position = start;
        while (position < buffer.Length)
        {
            var (length, distance) = position < searchEnd
                ? _finder.Find(buffer, position, DeflateFormat.MinMatch - 1, DefaultDepth, DefaultNiceLength)
                : default;
            while (length != 0 && length < GoodLength && position + 1 < searchEnd)
            {
                var depth = length >= 8 ? DefaultDepth / 4 : DefaultDepth / 2;
                var next = _finder.Find(buffer, position + 1, length - 1, depth, DefaultNiceLength);
                if (next.Length == 0 || !IsBetter(next, (length, distance)))
                {
                    break;
                }

                _block.AddLiteral(buffer[position++]);
                FlushFullBlock(buffer, ref blockStart, position, ref bits);
                (length, distance) = next;
            }

            if (length == 0)
            {
                _block.AddLiteral(buffer[position++]);
            }
            else
            {
                var isNextKnown = length < GoodLength;
                _block.AddMatch(length, distance);
                InsertRange(buffer, position + (isNextKnown ? 2 : 1), Math.Min(position + length, searchEnd));
                position += length;
            }

            FlushFullBlock(buffer, ref blockStart, position, ref bits);
        }

        _block.Flush(ref bits, buffer[blockStart..], isLast);
    }

    // One byte more of match is worth about four bits, one bit less of distance is worth one.
    static bool IsBetter((int Length, int Distance) next, (int Length, int Distance) current) =>
        (4 * (next.Length - current.Length)) + BitOperations.Log2((uint)current.Distance) - BitOperations.Log2((uint)next.Distance) > 2;

    void InsertRange(ReadOnlySpan<byte> buffer, int from, int to)
    {
        for (var position = from; position < to; position++)
        {
            _finder.Insert(buffer, position);
        }
    }

    void FlushFullBlock(ReadOnlySpan<byte> buffer, ref int blockStart, int position, ref BitSink bits)
    {
        if (_block.IsFull)
        {
            _block.Flush(ref bits, buffer[blockStart..position], isLast: false);
            blockStart = position;
        }
    }
}
