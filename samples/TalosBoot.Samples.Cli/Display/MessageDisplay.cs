using TalosBoot.Core.Work;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>Lines, for files and pipes.</summary>
/// <param name="output">Where they go.</param>
/// <param name="showsItems">Whether there is a line for each item that ends.</param>
sealed class MessageDisplay(TextWriter output, bool showsItems) : IMessageDisplay
{
    readonly Lock _lock = new();

    public void Say(string message)
    {
        lock (_lock)
        {
            output.WriteLine(message);
        }
    }

    public void Report(BuildProgress value)
    {
        if (showsItems && value.BytesDone == value.BytesTotal)
        {
            Say($"{ProgressLine.NameOf(value.Stage)} {value.Item}: {ProgressLine.Size(value.BytesDone)}");
        }
    }

    public void Dispose()
    {
    }
}
