using System.Text.Json;
using TalosBoot.Core.Work;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>A JSON object a line, for programs that show progress themselves.</summary>
/// <param name="output">Where they go.</param>
sealed class JsonDisplay(TextWriter output) : IMessageDisplay
{
    readonly Lock _lock = new();

    public void Say(string message) => Write(writer => writer.WriteString("message", message));

    public void Report(BuildProgress value) => Write(writer =>
    {
        writer.WriteString("stage", ProgressLine.NameOf(value.Stage));
        writer.WriteString("item", value.Item);
        writer.WriteNumber("done", value.BytesDone);
        if (value.BytesTotal is { } total)
        {
            writer.WriteNumber("total", total);
        }
    });

    public void Dispose()
    {
    }

    void Write(Action<Utf8JsonWriter> write)
    {
        var line = JsonOutput.ToLine(write);
        lock (_lock)
        {
            output.WriteLine(line);
        }
    }
}
