using TalosBoot.Yaml.Scalars;

namespace TalosBoot.Yaml.Writing;

/// <content>Where entries start (schematic.md 7).</content>
internal sealed partial class GoYamlWriter
{
    const int LongestSimpleKey = 128;
    const int OnNewLine = -1;

    void Begin(bool isMapping)
    {
        if (_depth == _frames.Length)
        {
            Array.Resize(ref _frames, _depth * 2);
        }

        var frame = new Frame { IsMapping = isMapping };
        if (_depth > 0)
        {
            if (!Top.IsMapping)
            {
                StartItem();
            }

            (frame.Column, frame.Lead) = (Top.ChildColumn, Top.ChildLead);
        }

        _frames[_depth++] = frame;
    }

    void End(string whenEmpty)
    {
        var isEmpty = Top.Count == 0;
        _depth--;
        if (isEmpty)
        {
            _output.Spaces(_depth > 0 ? 1 : 0);
            _output.Text(whenEmpty);
        }
    }

    void StartEntry()
    {
        ref var top = ref Top;
        if (top.Count++ == 0 && top.Lead != OnNewLine)
        {
            _output.Spaces(top.Lead);
            return;
        }

        NewLine();
        _output.Spaces(top.Column);
    }

    void StartItem()
    {
        StartEntry();
        _output.Byte('-');
        Top.ChildColumn = Top.Column + 2;
        Top.ChildLead = 1;
    }

    void StartKey(bool isSimple)
    {
        ref var top = ref Top;
        top.ChildColumn = options.Indent * ((top.Column + options.Indent) / options.Indent);
        top.ChildLead = isSimple ? OnNewLine : top.ChildColumn - top.Column - 1;
        if (!isSimple)
        {
            _output.Text("? ");
        }
    }

    void EndKey()
    {
        if (Top.ChildLead != OnNewLine)
        {
            NewLine();
            _output.Spaces(Top.Column);
        }

        _output.Byte(':');
    }

    /// <summary>Writes what stands before a scalar value.</summary>
    /// <returns>The column of its further lines.</returns>
    int StartScalar()
    {
        if (!Top.IsMapping)
        {
            StartItem();
        }

        _output.Byte(' ');
        return Top.ChildColumn;
    }

    void Plain(string value)
    {
        StartScalar();
        _output.Text(value);
    }

    void Scalar(string text, in ScalarAnalysis analysis, int column, bool isSimpleKey) =>
        new GoScalarWriter(_output, options, column, mayFold: !isSimpleKey)
            .Write(text, GoScalarStyle.Choose(text, analysis, isSimpleKey, options.Rules));

    void Binary(string encoded, int column)
    {
        _output.Text("!!binary ");
        new GoScalarWriter(_output, options, column, mayFold: false)
            .Write(encoded, GoBinary.IsOneLine(encoded) ? YamlScalarStyle.Plain : YamlScalarStyle.Literal);
    }

    void NewLine()
    {
        if (!_output.EndsWithBreak)
        {
            _output.Byte('\n');
        }
    }

    /// <summary>A mapping or sequence that is being written.</summary>
    struct Frame
    {
        public bool IsMapping;

        /// <summary>The column of its entries.</summary>
        public int Column;

        /// <summary>How many entries were started.</summary>
        public int Count;

        /// <summary>The spaces before the first entry when it continues the line, or <see cref="OnNewLine"/>.</summary>
        public int Lead;

        /// <summary>The column of what belongs to the current entry.</summary>
        public int ChildColumn;

        /// <summary>The <see cref="Lead"/> of a mapping or sequence in the current entry.</summary>
        public int ChildLead;
    }
}
