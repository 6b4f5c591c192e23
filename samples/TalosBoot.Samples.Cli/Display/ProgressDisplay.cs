using Spectre.Console;
using TalosBoot.Core.Work;

namespace TalosBoot.Samples.Imager;

/// <summary>
/// Lines on standard error; and where that is a terminal, one more line that tells how far the current item is.
/// </summary>
sealed class ProgressDisplay : IProgress<BuildProgress>, IDisposable
{
    readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
    readonly Lock _lock = new();
    bool _hasProgressLine;

    public static ProgressDisplay Create() => new();

    public void Say(string message)
    {
        lock (_lock)
        {
            ClearProgressLine();
            Console.Error.WriteLine(message);
        }
    }

    public void Report(BuildProgress value)
    {
        if (!_console.Profile.Capabilities.Ansi || Console.IsErrorRedirected)
        {
            return;
        }

        lock (_lock)
        {
            ClearProgressLine();
            var percent = value.BytesTotal is > 0 and var total ? $" {value.BytesDone * 100 / total,3} %" : string.Empty;
            _console.Markup($"[yellow]{value.Stage}[/] {Markup.Escape(value.Item)}{percent} [grey]{value.BytesDone / 1_000_000} MB[/]");
            _hasProgressLine = true;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            ClearProgressLine();
        }
    }

    void ClearProgressLine()
    {
        if (_hasProgressLine)
        {
            Console.Error.Write("\r\u001b[K");
            _hasProgressLine = false;
        }
    }
}
