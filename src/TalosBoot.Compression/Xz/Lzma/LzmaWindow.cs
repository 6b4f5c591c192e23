namespace TalosBoot.Compression.Xz.Lzma;

/// <summary>
/// The output of an LZMA2 decoder, as far back as matches may reach. It grows with what comes out, not with what is announced, up to 1.25 times the dictionary
/// and one chunk; while it grows, what it was is held as well.
/// </summary>
internal sealed class LzmaWindow(int dictionarySize)
{
    // The larger, the less often all that is kept is moved to the front; with a quarter each byte is moved four times, which is little beside decoding it.
    const int ShareOfSlack = 4;

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
        var needed = checked(kept + (kept / ShareOfSlack) + count);
        var target = needed <= _buffer.Length ? _buffer : new byte[needed];
        _buffer.AsSpan(End - kept, kept).CopyTo(target);
        _start -= End - kept;
        (_buffer, End) = (target, kept);
    }
}
