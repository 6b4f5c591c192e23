using System.Globalization;
using System.Text;

namespace TalosBoot.Factory.Http;

/// <summary>Writes texts into JSON as Go does: <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c> and two line separators as escapes, everything else as it is.</summary>
internal static class GoJsonText
{
    public static StringBuilder AppendJson(this StringBuilder builder, string text)
    {
        builder.Append('"');
        foreach (var character in text)
        {
            _ = character switch
            {
                '"' => builder.Append("\\\""),
                '\\' => builder.Append("\\\\"),
                '\n' => builder.Append("\\n"),
                '\r' => builder.Append("\\r"),
                '\t' => builder.Append("\\t"),
                '\b' => builder.Append("\\b"),
                '\f' => builder.Append("\\f"),
                < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => builder.Append("\\u").Append(((int)character).ToString("x4", CultureInfo.InvariantCulture)),
                _ => builder.Append(character),
            };
        }

        return builder.Append('"');
    }

    /// <summary>A list of texts in one line with a line end.</summary>
    public static byte[] Lines(IEnumerable<string> texts)
    {
        var builder = new StringBuilder("[");
        foreach (var text in texts)
        {
            _ = builder.Length > 1 ? builder.Append(',') : builder;
            builder.AppendJson(text);
        }

        return Encoding.UTF8.GetBytes(builder.Append("]\n").ToString());
    }

    /// <summary>A list of objects whose members are texts, in one line with a line end.</summary>
    public static byte[] Objects(IEnumerable<IReadOnlyList<(string Name, string Value)>> items)
    {
        var builder = new StringBuilder("[");
        foreach (var members in items)
        {
            _ = builder.Length > 1 ? builder.Append(',') : builder;
            builder.AppendObject(members);
        }

        return Encoding.UTF8.GetBytes(builder.Append("]\n").ToString());
    }

    public static StringBuilder AppendObject(this StringBuilder builder, IReadOnlyList<(string Name, string Value)> members)
    {
        builder.Append('{');
        for (var index = 0; index < members.Count; index++)
        {
            _ = index > 0 ? builder.Append(',') : builder;
            builder.AppendJson(members[index].Name).Append(':').AppendJson(members[index].Value);
        }

        return builder.Append('}');
    }
}
