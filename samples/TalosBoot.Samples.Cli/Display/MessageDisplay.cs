using TalosBoot.Core.Work;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>Lines, for files and pipes.</summary>
/// <param name="output">Where they go.</param>
/// <param name="showsItems">Whether there is a line for each item that ends.</param>
sealed class MessageDisplay(TextWriter output, bool showsItems) : IMessageDisplay
{
    readonly Lock _lock = new();
    readonly ItemsAtWork _work = new(TimeProvider.System);

    public void Say(string message)
    {
        lock (_lock)
        {
            output.WriteLine(message);
        }
    }

    public void Report(BuildProgress value)
    {
        if (!showsItems)
        {
            return;
        }

        lock (_lock)
        {
            if (_work.Note(value) && value.BytesTotal is not null)
            {
                output.WriteLine($"{ProgressLine.TitleOf(value)}: {ProgressLine.Size(value.BytesDone)}");
            }
        }
    }

    public void Dispose()
    {
    }
}
