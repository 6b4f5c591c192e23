namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>The output of an LZMA2 decoder, as far back as matches may reach. It grows with what comes out, not with what is announced.</summary>
internal sealed class LzmaWindow(int dictionarySize)
{
    byte[] _buffer = new byte[128 * 1024];
    int _start;

    /// <summary>Where the next byte goes.</summary>
    public int End { get; set; }

    /// <summary>How many bytes went before, as far as positions are concerned.</summary>
    public int Position => End - _start;

    public byte[] Buffer => _buffer;

    /// <summary>How far back a match may reach.</summary>
    public int Reach => Math.Min(End - _start, dictionarySize);

    /// <summary>Forgets everything.</summary>
    public void Reset() => _start = End;

    /// <summary>Makes room, and drops what no match can reach any more.</summary>
    public void MakeRoom(int count)
    {
        if (_buffer.Length - End >= count)
        {
            return;
        }

        var kept = Math.Min(End, dictionarySize);
        var target = kept + count + Math.Min(kept, dictionarySize) <= _buffer.Length ? _buffer : new byte[checked((2 * kept) + count)];
        _buffer.AsSpan(End - kept, kept).CopyTo(target);
        _start -= End - kept;
        (_buffer, End) = (target, kept);
    }
}
