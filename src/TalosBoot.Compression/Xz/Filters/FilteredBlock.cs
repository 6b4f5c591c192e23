namespace TalosBoot.Compression.Xz.Filters;

/// <summary>Reads what a decoder gives through a filter.</summary>
/// <param name="read">Gives the next bytes; none at the end.</param>
/// <param name="filter">The filter.</param>
internal sealed class FilteredBlock(SpanReadCallback read, IXzFilter filter)
{
    readonly byte[] _buffer = new byte[64 * 1024];
    int _start;
    int _finished;
    int _end;
    uint _position;
    bool _isAtEnd;

    /// <summary>Gives the next bytes; none at the end.</summary>
    public int Read(Span<byte> destination)
    {
        while (_start == _finished && !(_isAtEnd && _start == _end))
        {
            Fill();
        }

        var count = Math.Min(destination.Length, _finished - _start);
        _buffer.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        return count;
    }

    void Fill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        (_end, _start) = (_end - _start, 0);
        var count = read(_buffer.AsSpan(_end));
        _end += count;
        _isAtEnd = count == 0;
        _finished = filter.Undo(_buffer.AsSpan(0, _end), _position);
        _position += (uint)_finished;
        if (_isAtEnd)
        {
            _finished = _end;
        }
    }
}
