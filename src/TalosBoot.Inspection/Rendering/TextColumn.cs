using System.Text;

namespace TalosBoot.Inspection.Rendering;

/// <summary>Writes lines that are no longer than a width, as long as no single word is.</summary>
/// <param name="width">The width in columns.</param>
internal sealed class TextColumn(int width)
{
    const int LeastText = 12;
    readonly StringBuilder _text = new();

    public void Blank() => _text.Append('\n');

    public void Line(string text, int indent = 0) => Wrap(string.Empty, text, indent, indent + 2);

    /// <summary>A name, and what is to be said of it beside it, or below it where there is no room.</summary>
    public void Pair(string name, string value, int indent, int nameWidth)
    {
        if (width - indent - nameWidth - 1 < LeastText)
        {
            Wrap(string.Empty, name, indent, indent);
            Wrap(string.Empty, value, indent + 1, indent + 1);
        }
        else
        {
            Wrap($"{name.PadRight(nameWidth)} ", value, indent, indent + nameWidth + 1);
        }
    }

    public override string ToString() => _text.ToString();

    void Wrap(string start, string text, int indent, int hanging)
    {
        var line = new StringBuilder().Append(' ', indent).Append(start);
        var isEmpty = true;
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > width)
            {
                Finish(line);
                line.Clear().Append(' ', hanging);
                isEmpty = true;
            }

            line.Append(isEmpty ? string.Empty : " ").Append(word);
            isEmpty = false;

            // A word that is longer than the line, such as a digest, is broken.
            while (line.Length > width && width > hanging + LeastText)
            {
                _text.Append(line.ToString(0, width)).Append('\n');
                var rest = line.ToString(width, line.Length - width);
                line.Clear().Append(' ', hanging).Append(rest);
            }
        }

        Finish(line);
    }

    void Finish(StringBuilder line) => _text.Append(line.ToString().TrimEnd()).Append('\n');
}
