using TalosBoot.Core.Work;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>Messages, and below them one line that changes and is gone when all is done.</summary>
/// <param name="output">The terminal.</param>
/// <param name="findWidth">How many columns it has now.</param>
/// <param name="time">The clock for rates.</param>
sealed class TerminalDisplay(TextWriter output, Func<int> findWidth, TimeProvider time) : IMessageDisplay
{
    const string ClearLine = "\r\e[2K";
    const int UnknownWidth = 80;

    readonly Lock _lock = new();
    readonly Dictionary<(BuildStage Stage, string Item), long> _begun = [];
    bool _hasProgressLine;

    public void Say(string message)
    {
        lock (_lock)
        {
            Clear();
            output.WriteLine(message);
        }
    }

    public void Report(BuildProgress value)
    {
        lock (_lock)
        {
            if (value.BytesDone == value.BytesTotal)
            {
                _begun.Remove((value.Stage, value.Item));
            }
            else
            {
                _begun.TryAdd((value.Stage, value.Item), time.GetTimestamp());
            }

            var since = _begun.TryGetValue((value.Stage, value.Item), out var start) ? time.GetElapsedTime(start) : TimeSpan.Zero;
            var width = findWidth() is > 0 and var columns ? columns : UnknownWidth;
            output.Write($"{ClearLine}{ProgressLine.Create(value, since, width)}");
            _hasProgressLine = true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            Clear();
        }
    }

    void Clear()
    {
        if (_hasProgressLine)
        {
            output.Write(ClearLine);
            _hasProgressLine = false;
        }
    }
}
