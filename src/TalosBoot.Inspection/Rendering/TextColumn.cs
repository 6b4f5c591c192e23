using System.Text;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Inspection.Rendering;

/// <summary>Writes lines that are no longer than a width, as long as no single word is. What others wrote does nothing to the terminal.</summary>
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
        var line = new StringBuilder().Append(' ', indent).Append(ForeignText.Escape(start));
        var isEmpty = true;
        foreach (var word in ForeignText.Escape(text).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!isEmpty && line.Length + 1 + word.Length > width)
            {
                Finish(line);
                line.Clear().Append(' ', hanging);
                isEmpty = true;
            }

            line.Append(isEmpty ? string.Empty : " ");
            isEmpty = false;

            // A word that is longer than the line, such as a digest, is broken.
            var rest = word.AsSpan();
            while (line.Length + rest.Length > width && width > hanging + LeastText)
            {
                var count = Math.Max(0, width - line.Length);
                _text.Append(line).Append(rest[..count]).Append('\n');
                rest = rest[count..];
                line.Clear().Append(' ', hanging);
            }

            line.Append(rest);
        }

        Finish(line);
    }

    void Finish(StringBuilder line) => _text.Append(line.ToString().TrimEnd()).Append('\n');
}
