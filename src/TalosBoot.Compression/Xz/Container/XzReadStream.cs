using System.IO.Hashing;
using TalosBoot.Compression.Content;
using TalosBoot.Compression.Xz.Filters;
using TalosBoot.Compression.Xz.Lzma2;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Compression.Xz.Container;

/// <summary>Reads xz streams, one after the other, of blocks with LZMA2 and filters for code and numbers.</summary>
internal sealed class XzReadStream(CountingStream input, DecompressionLimits limits) : DecodingStream(input, "xz", limits)
{
    readonly XzInput _input = new(input);
    XzIndexHash _blocks = new();
    XzCheckHasher? _hasher;
    XzBlockHeader _block;
    SpanReadCallback? _decoder;
    int _check;
    long _blockStart;
    long _blockLength;
    State _state;

    enum State
    {
        StreamStart,
        BlockStart,
        Block,
        End,
    }

    /// <summary>Whether data behind a stream that is no stream ends this one, zeros included; otherwise it is an error.</summary>
    public bool StopsAtOtherData { get; init; }

    /// <summary>How many bytes of the input the streams have that were read.</summary>
    public long ConsumedLength => _input.Position;

    protected override int Decode(Span<byte> buffer)
    {
        while (true)
        {
            switch (_state)
            {
                case State.StreamStart:
                    ReadStreamHeader();
                    break;
                case State.BlockStart:
                    StartBlockOrEndStream();
                    break;
                case State.Block:
                    var count = _decoder!(buffer);
                    if (count > 0)
                    {
                        _hasher!.Append(buffer[..count]);
                        _blockLength += count;
                        return count;
                    }

                    EndBlock();
                    break;
                default:
                    return 0;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hasher?.Dispose();
        }

        base.Dispose(disposing);
    }

    void ReadStreamHeader()
    {
        Span<byte> header = stackalloc byte[XzFormat.HeaderSize];
        Span<byte> expected = stackalloc byte[XzFormat.HeaderSize];
        _input.Read(header);
        if (header[7] > 15)
        {
            throw new InvalidDataException("There is no such check.");
        }

        _check = header[7];
        XzFormat.WriteHeader(expected, _check);
        Expect(header, expected, "The header of a stream is wrong.");
        _hasher?.Dispose();
        _hasher = new XzCheckHasher(_check);
        _blocks = new XzIndexHash();
        _state = State.BlockStart;
    }

    void StartBlockOrEndStream()
    {
        _blockStart = _input.Position;
        var size = _input.ReadByte();
        if (size == 0)
        {
            ReadIndexAndFooter();
            return;
        }

        Span<byte> header = stackalloc byte[(size + 1) * 4];
        header[0] = size;
        _input.Read(header[1..]);
        _block = XzBlockHeader.Read(header);
        if (_block.DictionarySize < 0)
        {
            throw new ImageFormatException(
                DiagnosticIds.CompressionFormatUnknown, "xz", _blockStart, "a block uses a filter that is not known. Compress with LZMA2, and no filters.");
        }

        if (_block.DictionarySize > Limits.MaximumWindowLength)
        {
            throw LimitExceeded(
                $"a block asks for a dictionary of {_block.DictionarySize} bytes, more than {Limits.MaximumWindowLength}. Compress with a smaller one.");
        }

        _decoder = new Lzma2Decoder(_input, (int)Math.Min(_block.DictionarySize, Array.MaxLength / 4)).Read;
        foreach (var filter in _block.Filters.Reverse())
        {
            _decoder = new FilteredBlock(_decoder, filter).Read;
        }

        _blockLength = 0;
        _state = State.Block;
    }

    void EndBlock()
    {
        var compressedLength = _input.Position - _blockStart - _block.HeaderSize;
        if ((_block.CompressedLength ?? compressedLength) != compressedLength || (_block.UncompressedLength ?? _blockLength) != _blockLength)
        {
            throw new InvalidDataException("The lengths of a block are not those of its header.");
        }

        SkipPadding();
        Span<byte> check = stackalloc byte[XzFormat.CheckSize(_check)];
        _input.Read(check);
        if (!_hasher!.Matches(check))
        {
            throw new InvalidDataException("The check of a block is wrong.");
        }

        _blocks.Add(_block.HeaderSize + compressedLength + check.Length, _blockLength);
        _state = State.BlockStart;
    }

    // 4: the index names the lengths of all blocks once more; 2.1.2: the footer tells where the index starts.
    void ReadIndexAndFooter()
    {
        var start = _blockStart;
        var crc = new Crc32();
        crc.Append([0]);
        var index = new XzIndexHash();
        for (var left = ReadVariable(crc); left > 0; left--)
        {
            index.Add(ReadVariable(crc), ReadVariable(crc));
        }

        while ((_input.Position - start) % 4 != 0)
        {
            crc.Append([_input.ReadByte()]);
        }

        if (!index.HasSameRecords(_blocks) || _input.ReadU32() != crc.GetCurrentHashAsUInt32())
        {
            throw new InvalidDataException("The index is wrong.");
        }

        Span<byte> footer = stackalloc byte[XzFormat.HeaderSize];
        Span<byte> expected = stackalloc byte[XzFormat.HeaderSize];
        var indexSize = _input.Position - start;
        _input.Read(footer);
        XzFormat.WriteFooter(expected, _check, indexSize);
        Expect(footer, expected, "The footer of a stream is wrong.");
        if (!StopsAtOtherData)
        {
            SkipStreamPadding();
        }

        _state = _input.IsAtEnd() || (StopsAtOtherData && _input.PeekByte() != XzFormat.Magic[0]) ? State.End : State.StreamStart;
    }

    // 2.2: zeros, in fours.
    void SkipStreamPadding()
    {
        while (!_input.IsAtEnd() && _input.PeekByte() == 0)
        {
            if (_input.ReadU32() != 0)
            {
                throw new InvalidDataException("The padding behind a stream is wrong.");
            }
        }
    }

    void SkipPadding()
    {
        while ((_input.Position - _blockStart) % 4 != 0)
        {
            if (_input.ReadByte() != 0)
            {
                throw new InvalidDataException("The padding of a block is wrong.");
            }
        }
    }

    long ReadVariable(Crc32 crc)
    {
        var value = 0L;
        for (var shift = 0; shift < XzFormat.MaxVariableLength * 7; shift += 7)
        {
            var part = _input.ReadByte();
            crc.Append([part]);
            value |= (long)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number is too long.");
    }

    static void Expect(ReadOnlySpan<byte> actual, ReadOnlySpan<byte> expected, string message)
    {
        if (!actual.SequenceEqual(expected))
        {
            throw new InvalidDataException(message);
        }
    }
}
