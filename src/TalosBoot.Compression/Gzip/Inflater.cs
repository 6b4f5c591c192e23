using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Gzip;

/// <summary>Decodes one deflate stream (RFC 1951). Damage is an InvalidDataException.</summary>
internal sealed class Inflater(InflateInput input)
{
    const int OutputSize = 64 * 1024;
    const int CodeLengthSymbols = 19;
    const int MaxLiteralSymbols = 286;
    const int MaxDistanceSymbols = 30;

    static readonly byte[] CodeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    static readonly byte[] FixedLengths = BuildFixedLengths();
    static readonly byte[] FixedDistanceLengths = [.. Enumerable.Repeat((byte)5, 32)];

    readonly byte[] _window = new byte[DeflateFormat.WindowSize + OutputSize + DeflateFormat.MaxMatch];
    readonly InflateCode _literals = new();
    readonly InflateCode _distances = new();
    readonly byte[] _lengths = new byte[MaxLiteralSymbols + MaxDistanceSymbols];
    State _state;
    bool _isLast;
    int _storedLeft;
    int _end;
    int _delivered;

    enum State
    {
        BlockStart,
        Stored,
        Coded,
        Done,
    }

    /// <summary>Starts a new stream, which sees nothing of the one before.</summary>
    public void Restart()
    {
        _state = State.BlockStart;
        _isLast = false;
        (_end, _delivered) = (0, 0);
    }

    /// <summary>Gives the next bytes; none at the end of the stream, where the input is aligned.</summary>
    public int Read(Span<byte> destination)
    {
        while (_delivered == _end && _state != State.Done)
        {
            Slide();
            DecodeSome();
        }

        var count = Math.Min(destination.Length, _end - _delivered);
        _window.AsSpan(_delivered, count).CopyTo(destination);
        _delivered += count;
        return count;
    }

    static byte[] BuildFixedLengths()
    {
        var result = new byte[288];
        result.AsSpan(0, 144).Fill(8);
        result.AsSpan(144, 112).Fill(9);
        result.AsSpan(256, 24).Fill(7);
        result.AsSpan(280).Fill(8);
        return result;
    }

    void Slide()
    {
        var history = Math.Min(_end, DeflateFormat.WindowSize);
        _window.AsSpan(_end - history, history).CopyTo(_window);
        (_end, _delivered) = (history, history);
    }

    void DecodeSome()
    {
        switch (_state)
        {
            case State.BlockStart:
                StartBlock();
                break;
            case State.Stored:
                var count = Math.Min(_storedLeft, DeflateFormat.WindowSize + OutputSize - _end);
                input.CopyTo(_window.AsSpan(_end, count));
                _end += count;
                _storedLeft -= count;
                if (_storedLeft == 0)
                {
                    EndBlock();
                }

                break;
            default:
                DecodeCoded();
                break;
        }
    }

    void StartBlock()
    {
        _isLast = input.Take(1) != 0;
        switch (input.Take(2))
        {
            case 0:
                StartStored();
                break;
            case 1:
                _literals.Build(FixedLengths);
                _distances.Build(FixedDistanceLengths);
                _state = State.Coded;
                break;
            case 2:
                ReadCodes();
                _state = State.Coded;
                break;
            default:
                throw new InvalidDataException("There is no such kind of block.");
        }
    }

    void StartStored()
    {
        input.Align();
        _storedLeft = input.Take(16);
        if (input.Take(16) != (_storedLeft ^ 0xFFFF))
        {
            throw new InvalidDataException("The length of a stored block and its complement differ.");
        }

        _state = State.Stored;
    }

    void EndBlock()
    {
        _state = _isLast ? State.Done : State.BlockStart;
        if (_isLast)
        {
            input.Align();
        }
    }

    void ReadCodes()
    {
        var literalCount = input.Take(5) + DeflateFormat.FirstLengthSymbol;
        var distanceCount = input.Take(5) + 1;
        var codeLengthCount = input.Take(4) + 4;
        if (literalCount > MaxLiteralSymbols || distanceCount > MaxDistanceSymbols)
        {
            throw new InvalidDataException("A code has too many symbols.");
        }

        Span<byte> codeLengths = stackalloc byte[CodeLengthSymbols];
        codeLengths.Clear();
        for (var index = 0; index < codeLengthCount; index++)
        {
            codeLengths[CodeLengthOrder[index]] = (byte)input.Take(3);
        }

        _literals.Build(codeLengths);
        ReadLengths(_lengths.AsSpan(0, literalCount + distanceCount));
        if (_lengths[DeflateFormat.EndOfBlock] == 0)
        {
            throw new InvalidDataException("A block has no code for its end.");
        }

        _literals.Build(_lengths.AsSpan(0, literalCount));
        _distances.Build(_lengths.AsSpan(literalCount, distanceCount));
    }

    void ReadLengths(Span<byte> lengths)
    {
        byte previous = 0;
        for (var position = 0; position < lengths.Length;)
        {
            input.Fill();
            var symbol = _literals.Decode(input);
            if (symbol < 16)
            {
                previous = (byte)symbol;
                lengths[position++] = previous;
                continue;
            }

            var run = symbol switch
            {
                16 => 3 + input.Take(2),
                17 => 3 + input.Take(3),
                _ => 11 + input.Take(7),
            };
            previous = symbol == 16 ? previous : (byte)0;
            if (run > lengths.Length - position || (symbol == 16 && position == 0))
            {
                throw new InvalidDataException("A run of code lengths is too long.");
            }

            lengths.Slice(position, run).Fill(previous);
            position += run;
        }
    }

    void DecodeCoded()
    {
        var window = _window;
        var end = _end;
        while (end < DeflateFormat.WindowSize + OutputSize)
        {
            input.Fill();
            var symbol = _literals.Decode(input);
            if (symbol < DeflateFormat.EndOfBlock)
            {
                window[end++] = (byte)symbol;
                continue;
            }

            if (symbol == DeflateFormat.EndOfBlock)
            {
                _end = end;
                EndBlock();
                return;
            }

            end = CopyMatch(symbol, end);
        }

        _end = end;
    }

    int CopyMatch(int symbol, int end)
    {
        if (symbol >= DeflateFormat.LiteralSymbols)
        {
            throw new InvalidDataException("There is no such length.");
        }

        var length = DeflateFormat.LengthBases[symbol - DeflateFormat.FirstLengthSymbol] + input.Take(DeflateFormat.LengthExtraBits(symbol));
        symbol = _distances.Decode(input);
        if (symbol >= DeflateFormat.DistanceSymbols)
        {
            throw new InvalidDataException("There is no such distance.");
        }

        var distance = DeflateFormat.DistanceBase(symbol) + input.Take(DeflateFormat.DistanceExtraBits(symbol));
        if (distance > end)
        {
            throw new InvalidDataException("A match reaches back before the start.");
        }

        MatchCopy.Copy(_window, end, distance, length);
        return end + length;
    }
}
