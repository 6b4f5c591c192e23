using System.Buffers.Binary;
using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Gzip;

/// <summary>Decodes one deflate stream (RFC 1951). Damage is an InvalidDataException.</summary>
internal sealed class Inflater(InflateInput input)
{
    const int OutputSize = 64 * 1024;
    const int MaxLiteralSymbols = 286;
    const int MaxDistanceSymbols = 30;

    static readonly byte[] CodeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
    static readonly byte[] FixedLengths = BuildFixedLengths();
    static readonly byte[] FixedDistanceLengths = [.. Enumerable.Repeat((byte)5, 32)];

    /// <summary>Where decoding stops until what there is was delivered.</summary>
    const int WindowEnd = DeflateFormat.WindowSize + OutputSize;

    /// <summary>The most that one turn gives: two literals and a match.</summary>
    const int LongestTurn = 2 + DeflateFormat.MaxMatch;

    readonly byte[] _window = new byte[WindowEnd + LongestTurn + MatchCopy.Slack];
    readonly InflateCode _literals = InflateCode.ForLiterals();
    readonly InflateCode _distances = InflateCode.ForDistances();
    readonly InflateCode _codeLengths = InflateCode.ForCodeLengths();
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
                var count = Math.Min(_storedLeft, WindowEnd - _end);
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

        Span<byte> codeLengths = stackalloc byte[DeflateFormat.CodeLengthSymbols];
        codeLengths.Clear();
        for (var index = 0; index < codeLengthCount; index++)
        {
            codeLengths[CodeLengthOrder[index]] = (byte)input.Take(3);
        }

        _codeLengths.Build(codeLengths);
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
            var symbol = Next(_codeLengths).Value;
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
        while (_state == State.Coded && _end < WindowEnd)
        {
            DecodeFast();
            if (_end < WindowEnd)
            {
                DecodeSymbol();
            }
        }
    }

    // As long as no bit can be missing: with eight bytes for each of the two times that a turn reads. What is no literal and no match is left to DecodeSymbol.
    void DecodeFast()
    {
        var (window, end) = (_window, _end);
        var (literals, distances) = (_literals, _distances);
        var source = input.Lend(out var bits, out var count);
        var taken = 0;
        while (end < WindowEnd && taken <= source.Length - (2 * sizeof(ulong)))
        {
            Refill(source, ref taken, ref bits, ref count);
            var entry = literals.Find(bits);
            if (entry.IsLiteral)
            {
                // Three codes have at most 45 of the 56 bits.
                window[end++] = (byte)entry.Value;
                Drop(entry.CodeLength, ref bits, ref count);
                entry = literals.Find(bits);
                if (entry.IsLiteral)
                {
                    window[end++] = (byte)entry.Value;
                    Drop(entry.CodeLength, ref bits, ref count);
                    entry = literals.Find(bits);
                    if (entry.IsLiteral)
                    {
                        window[end++] = (byte)entry.Value;
                        Drop(entry.CodeLength, ref bits, ref count);
                        continue;
                    }
                }

                Refill(source, ref taken, ref bits, ref count);
            }

            if (!entry.IsBase)
            {
                break;
            }

            // A match has at most 48 bits.
            Drop(entry.CodeLength, ref bits, ref count);
            var length = entry.Value + (int)(bits & ((1UL << entry.ExtraBits) - 1));
            Drop(entry.ExtraBits, ref bits, ref count);
            entry = distances.Find(bits);
            Drop(entry.CodeLength, ref bits, ref count);
            var distance = entry.Value + (int)(bits & ((1UL << entry.ExtraBits) - 1));
            Drop(entry.ExtraBits, ref bits, ref count);
            CheckDistance(entry, distance, end);
            MatchCopy.Copy(window, end, distance, length);
            end += length;
        }

        _end = end;
        input.Return(taken, bits, count);
    }

    static void Refill(ReadOnlySpan<byte> source, ref int taken, ref ulong bits, ref int count)
    {
        bits |= BinaryPrimitives.ReadUInt64LittleEndian(source[taken..]) << count;
        taken += (63 - count) >> 3;
        count |= 56;
    }

    static void Drop(int length, ref ulong bits, ref int count)
    {
        bits >>= length;
        count -= length;
    }

    void DecodeSymbol()
    {
        var entry = Next(_literals);
        if (entry.IsLiteral)
        {
            _window[_end++] = (byte)entry.Value;
        }
        else if (entry.IsBase)
        {
            var length = entry.Value + input.Take(entry.ExtraBits);
            entry = Next(_distances);
            var distance = entry.Value + input.Take(entry.ExtraBits);
            CheckDistance(entry, distance, _end);
            MatchCopy.Copy(_window, _end, distance, length);
            _end += length;
        }
        else if (entry.Value == DeflateFormat.EndOfBlock)
        {
            EndBlock();
        }
        else
        {
            throw new InvalidDataException("There is no such length.");
        }
    }

    InflateEntry Next(InflateCode code)
    {
        input.Fill();
        var entry = code.Find(input.Bits);
        if (entry.CodeLength == 0)
        {
            // With zeros for bits behind the end, this may be an end that came too early.
            input.Skip(DeflateFormat.MaxCodeLength);
            throw new InvalidDataException("A code has no symbol.");
        }

        input.Skip(entry.CodeLength);
        return entry;
    }

    static void CheckDistance(InflateEntry entry, int distance, int end)
    {
        if (!entry.IsBase)
        {
            throw new InvalidDataException("There is no such distance.");
        }

        if (distance > end)
        {
            throw new InvalidDataException("A match reaches back before the start.");
        }
    }
}
