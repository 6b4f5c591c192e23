using System.Text;
using System.Text.Json;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>What verbs answer with <c>--json</c>: one document, indented, on standard output.</summary>
static class JsonOutput
{
    /// <summary>Prints an object.</summary>
    /// <param name="write">Writes its members.</param>
    public static void WriteObject(Action<Utf8JsonWriter> write) => Write(writer =>
    {
        writer.WriteStartObject();
        write(writer);
        writer.WriteEndObject();
    });

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
            writer.WriteStartObject();
            write(item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    static void Write(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            write(writer);
        }

        Console.Out.Write($"{Encoding.UTF8.GetString(buffer.ToArray())}\n");
    }
}
