using System.Text;
using TalosBoot.Yaml.Writing;

namespace TalosBoot.Yaml.Tests;

/// <summary>Short ways to write things.</summary>
static class Emit
{
    /// <summary>The text as an item of a list at column 0.</summary>
    public static string Item(string text, GoYamlDialect dialect = GoYamlDialect.YamlV4Rc6) => Document(
        new GoYamlWriterOptions(dialect), writer =>
        {
            writer.BeginSequence();
            writer.Text(text);
            writer.EndSequence();
        })[2..^1];

    public static string Value(YamlValue value, GoYamlWriterOptions options = default) =>
        Document(options.Indent == 0 ? new GoYamlWriterOptions(options.Dialect) : options, writer => writer.Value(value));

    public static string Document(GoYamlWriterOptions options, Action<GoYamlWriter> write)
    {
        using var writer = new GoYamlWriter(options);
        write(writer);
        return Encoding.UTF8.GetString(writer.Finish());
    }

    public static YamlMapping Map(params (YamlValue Key, YamlValue Value)[] entries) =>
        new(entries.Select(entry => KeyValuePair.Create(entry.Key, entry.Value)));
}
