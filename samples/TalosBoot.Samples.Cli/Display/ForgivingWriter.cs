using System.Text;

namespace TalosBoot.Samples.Cli.Display;

/// <summary>Standard error, which may be closed or full: what cannot be said there ends no work.</summary>
/// <param name="writer">What is written to.</param>
sealed class ForgivingWriter(TextWriter writer) : TextWriter
{
    public override Encoding Encoding => writer.Encoding;

    public override void Write(char value) => Try(() => writer.Write(value));

    public override void Write(char[] buffer, int index, int count) => Try(() => writer.Write(buffer, index, count));

    public override void Write(string? value) => Try(() => writer.Write(value));

    public override void WriteLine(string? value) => Try(() => writer.WriteLine(value));

    public override void Flush() => Try(writer.Flush);

    static void Try(Action write)
    {
        try
        {
            write();
        }
        catch (IOException)
        {
            // There is no other place to say so.
        }
    }
}
