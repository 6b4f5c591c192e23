using System.Text;
using System.Text.Json;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>What verbs answer with <c>--json</c>: one document, indented, on standard output. And objects in a line, for messages.</summary>
static class JsonOutput
{
    /// <summary>Prints an object.</summary>
    /// <param name="write">Writes its members.</param>
    public static void WriteObject(Action<Utf8JsonWriter> write) => Write(writer => WriteObject(writer, write));

    /// <summary>An object in one line.</summary>
    /// <param name="write">Writes its members.</param>
    public static string ToLine(Action<Utf8JsonWriter> write) => ToText(default, writer => WriteObject(writer, write));

    /// <summary>Prints a list of objects.</summary>
    /// <param name="items">What they are of.</param>
    /// <param name="write">Writes the members of one.</param>
    public static void WriteObjects<T>(IEnumerable<T> items, Action<Utf8JsonWriter, T> write) => Write(writer =>
    {
        writer.WriteStartArray();
        WriteItems(writer, items, item => write(writer, item));
    });

    /// <summary>Writes a list of objects as a member.</summary>
    public static void WriteObjects<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T> write)
    {
        writer.WriteStartArray(name);
        WriteItems(writer, items, write);
    }

    /// <summary>Writes a list of texts as a member.</summary>
    public static void WriteTexts(Utf8JsonWriter writer, string name, IEnumerable<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
        {
            writer.WriteStringValue(text);
        }

        writer.WriteEndArray();
    }

    static void WriteItems<T>(Utf8JsonWriter writer, IEnumerable<T> items, Action<T> write)
    {
        foreach (var item in items)
        {
            WriteObject(writer, _ => write(item));
        }

        writer.WriteEndArray();
    }

    static void WriteObject(Utf8JsonWriter writer, Action<Utf8JsonWriter> write)
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    }

    static void Write(Action<Utf8JsonWriter> write) => Console.Out.Write($"{ToText(new JsonWriterOptions { Indented = true, NewLine = "\n" }, write)}\n");

    static string ToText(JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, options))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
