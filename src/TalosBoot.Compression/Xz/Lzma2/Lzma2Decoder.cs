using System.Buffers.Binary;
using TalosBoot.Compression.Xz.Container;
using TalosBoot.Compression.Xz.Lzma;

namespace TalosBoot.Compression.Xz.Lzma2;

/// <summary>Decodes LZMA2 chunks. Damage is an InvalidDataException.</summary>
/// <param name="input">Gives the chunks.</param>
/// <param name="dictionarySize">How far back matches may reach.</param>
internal sealed class Lzma2Decoder(XzInput input, int dictionarySize)
{
    readonly LzmaModel _model = new();
    readonly LzmaWindow _window = new(dictionarySize);
    readonly byte[] _chunk = new byte[Lzma2Format.MaxCompressedChunk];
    bool _needsDictionaryReset = true;
    bool _needsProperties = true;
    int _delivered;

    /// <summary>Gives the next bytes; none behind the last chunk.</summary>
    public int Read(Span<byte> destination)
    {
        if (_delivered == _window.End && !DecodeChunk())
        {
            return 0;
        }

        var count = Math.Min(destination.Length, _window.End - _delivered);
        _window.Buffer.AsSpan(_delivered, count).CopyTo(destination);
        _delivered += count;
        return count;
    }

    bool DecodeChunk()
    {
        var control = input.ReadByte();
        if (control == 0)
        {
            return false;
        }

        if (control >= Lzma2Format.LzmaChunk)
        {
            DecodeLzma(control);
        }
        else
        {
            CopyStored(control);
        }

        return true;
    }

    void CopyStored(byte control)
    {
        if (control > Lzma2Format.StoredChunk)
        {
            throw new InvalidDataException("There is no such chunk.");
        }

        ResetDictionaryIf(control == Lzma2Format.StoredChunkWithReset);
        var length = ReadLength();
        MakeRoom(length);
        input.Read(_window.Buffer.AsSpan(_window.End, length));
        _window.End += length;
    }

    void DecodeLzma(byte control)
    {
        var reset = (control >> 5) & 3;
        var length = ((control & 0x1F) << 16) + ReadLength();
        var compressedLength = ReadLength();
        ResetDictionaryIf(reset == 3);
        if (reset >= 2)
        {
            _model.Reset(LzmaProperties.FromByte(input.ReadByte()));
            _needsProperties = false;
        }
        else if (_needsProperties)
        {
            throw new InvalidDataException("A chunk lacks what it builds upon.");
        }
        else if (reset == 1)
        {
            _model.Reset(_model.Properties);
        }

        var chunk = _chunk.AsSpan(0, compressedLength);
        input.Read(chunk);
        MakeRoom(length);
        LzmaChunkDecoder.Decode(_model, chunk, _window, length);
    }

    void ResetDictionaryIf(bool isReset)
    {
        if (isReset)
        {
            _window.Reset();
            (_needsDictionaryReset, _needsProperties) = (false, true);
        }
        else if (_needsDictionaryReset)
        {
            throw new InvalidDataException("The first chunk does not reset the dictionary.");
        }
    }

    void MakeRoom(int length)
    {
        _window.MakeRoom(length);
        _delivered = _window.End;
    }

    int ReadLength()
    {
        Span<byte> bytes = stackalloc byte[2];
        input.Read(bytes);
        return BinaryPrimitives.ReadUInt16BigEndian(bytes) + 1;
    }
}
