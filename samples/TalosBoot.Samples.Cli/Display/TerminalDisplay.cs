using TalosBoot.Core.Work;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>Messages, and below them one line that changes and is gone when all is done.</summary>
/// <param name="output">The terminal.</param>
/// <param name="findWidth">How many columns it has now.</param>
/// <param name="time">The clock for rates and for the pace of the line.</param>
/// <param name="saysMessages">Whether there are messages, and not the line alone.</param>
sealed class TerminalDisplay(TextWriter output, Func<int> findWidth, TimeProvider time, bool saysMessages = true) : IMessageDisplay
{
    const string ClearLine = "\r\e[2K";
    const string ClearLineAbove = "\e[1A\e[2K";
    const int UnknownWidth = 80;

    /// <summary>A line that changes more often cannot be read.</summary>
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(150);

    readonly Lock _lock = new();
    readonly ItemsAtWork _work = new(time);

    /// <summary>Draws what came too soon after what was drawn before it.</summary>
    ITimer? _timer;
    (BuildProgress Latest, long? Begun) _shown;
    bool _isStale;
    bool _isDone;
    long? _drawnAt;

    /// <summary>The characters of the line that is there.</summary>
    int _drawn;

    int Width => findWidth() is > 0 and var columns ? columns : UnknownWidth;

    public void Say(string message)
    {
        if (!saysMessages)
        {
            return;
        }

        lock (_lock)
        {
            output.Write(Erase(Width));
            output.WriteLine(message);
            _isStale = _work.Oldest is not null;
        }
    }

    public void Report(BuildProgress value)
    {
        lock (_lock)
        {
            if (_isDone)
            {
                return;
            }

            _work.Note(value);
            _shown = _work.Oldest is { } oldest ? (oldest.Latest, oldest.Begun) : (value, null);
            _isStale = true;
            if (_drawnAt is not { } moment || time.GetElapsedTime(moment) >= Pace)
            {
                Draw();
            }

            _timer ??= time.CreateTimer(_ => DrawStale(), null, Pace, Pace);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDone = true;
            _timer?.Dispose();
            output.Write(Erase(Width));
        }
    }

    void DrawStale()
    {
        lock (_lock)
        {
            if (_isStale && !_isDone)
            {
                Draw();
            }
        }
    }

    void Draw()
    {
        var width = Width;
        var line = ProgressLine.Create(_shown.Latest, _shown.Begun is { } begun ? time.GetElapsedTime(begun) : TimeSpan.Zero, width);
        output.Write($"{Erase(width)}{line}");
        (_drawn, _drawnAt, _isStale) = (line.Length, time.GetTimestamp(), false);
    }

    /// <summary>What erases the line. On a terminal that has become narrower it goes on in further rows, of which the cursor is in the last.</summary>
    string Erase(int width)
    {
        var rowsAbove = Math.Max(0, _drawn - 1) / width;
        var isThere = _drawn > 0;
        _drawn = 0;
        return isThere ? $"{ClearLine}{string.Concat(Enumerable.Repeat(ClearLineAbove, rowsAbove))}" : string.Empty;
    }
}
