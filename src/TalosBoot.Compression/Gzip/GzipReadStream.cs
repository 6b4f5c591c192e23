using TalosBoot.Compression.Content;

namespace TalosBoot.Compression.Gzip;

/// <summary>Reads gzip members, one after the other (RFC 1952).</summary>
/// <remarks>The streams of .NET take an end that comes too early for the end, and leave out what follows a member.</remarks>
internal sealed class GzipReadStream : DecodingStream
{
    const ushort Magic = 0x8B1F;
    const int HeaderChecksumFlag = 0x02;
    const int ExtraFlag = 0x04;
    const int NameFlag = 0x08;
    const int CommentFlag = 0x10;
    const int ReservedFlags = 0xE0;

    readonly InflateInput _bits;
    readonly Inflater _inflater;
    readonly System.IO.Hashing.Crc32 _crc32 = new();
    uint _memberLength;
    bool _hasMember;
    bool _isInMember;

    public GzipReadStream(CountingStream input, DecompressionLimits limits)
        : base(input, "gzip", limits)
    {
        _bits = new InflateInput(input);
        _inflater = new Inflater(_bits);
    }

    /// <summary>Whether data behind a member that is no member ends the stream; otherwise it is an error.</summary>
    public bool StopsAtOtherData { get; init; }

    /// <summary>How many bytes of the input the members have that were read.</summary>
    public long ConsumedLength => Input.Count - _bits.BufferedLength;

    protected override int Decode(Span<byte> buffer)
    {
        while (true)
        {
            if (!_isInMember)
            {
                if (_hasMember && (_bits.IsAtEnd() || (StopsAtOtherData && (ushort)_bits.Bits != Magic)))
                {
                    return 0;
                }

                ReadHeader();
            }

            var count = _inflater.Read(buffer);
            if (count > 0)
            {
                _crc32.Append(buffer[..count]);
                _memberLength += (uint)count;
                return count;
            }

            ReadTrailer();
        }
    }

    void ReadHeader()
    {
        if (_bits.TakeByte() != 0x1F || _bits.TakeByte() != 0x8B || _bits.TakeByte() != 8)
        {
            throw new InvalidDataException("There is no gzip header.");
        }

        var flags = _bits.TakeByte();
        if ((flags & ReservedFlags) != 0)
        {
            throw new InvalidDataException("Reserved flags are set.");
        }

        // Time, effort and operating system.
        Skip(6);
        if ((flags & ExtraFlag) != 0)
        {
            Skip(_bits.Take(16));
        }

        SkipTextIf((flags & NameFlag) != 0);
        SkipTextIf((flags & CommentFlag) != 0);
        Skip((flags & HeaderChecksumFlag) != 0 ? 2 : 0);
        _inflater.Restart();
        _isInMember = true;
    }

    void ReadTrailer()
    {
        if (_bits.TakeU32() != _crc32.GetCurrentHashAsUInt32() || _bits.TakeU32() != _memberLength)
        {
            throw new InvalidDataException("The checksum or the length is wrong.");
        }

        _crc32.Reset();
        _memberLength = 0;
        _isInMember = false;
        _hasMember = true;
    }

    void Skip(int count)
    {
        for (; count > 0; count--)
        {
            _bits.TakeByte();
        }
    }

    void SkipTextIf(bool isPresent)
    {
        while (isPresent && _bits.TakeByte() != 0)
        {
        }
    }
}
