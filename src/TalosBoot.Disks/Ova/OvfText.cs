using System.Text;

namespace TalosBoot.Disks.Ova;

/// <summary>Writes XML with one element a line, two spaces a level.</summary>
internal sealed class OvfText
{
    readonly StringBuilder _text = new();
    readonly Stack<string> _open = [];

    /// <summary>A line as it is.</summary>
    public OvfText Line(string line)
    {
        _text.Append(' ', 2 * _open.Count).Append(line).Append('\n');
        return this;
    }

    /// <summary>Starts an element.</summary>
    /// <param name="start">Its name, and its attributes as they are.</param>
    public OvfText Open(string start)
    {
        Line($"<{start}>");
        _open.Push(start.Split(' ', 2)[0]);
        return this;
    }

    /// <summary>An element with text in it, which needs no escapes.</summary>
    public OvfText Leaf(string name, string text) => Line($"<{name}>{text}</{name}>");

    /// <summary>An element without content.</summary>
    public OvfText Empty(string start) => Line($"<{start}/>");

    /// <summary>Ends the innermost element.</summary>
    public OvfText Close()
    {
        var name = _open.Pop();
        return Line($"</{name}>");
    }

    public override string ToString() => _text.ToString();
}
