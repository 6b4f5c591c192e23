using System.Net;
using System.Text.RegularExpressions;

namespace TalosBoot.Factory.Tests.Wizard;

/// <summary>What a browser sends when the form of a page is sent as it is shown.</summary>
internal static partial class BrowserForm
{
    /// <summary>The fields of the last form of a page, in order.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string page)
    {
        var (fields, select) = (new List<KeyValuePair<string, string>>(), string.Empty);
        foreach (Match tag in Field().Matches(page[page.LastIndexOf("<form", StringComparison.Ordinal)..]))
        {
            var attributes = tag.Groups["attributes"].Value;
            bool Has(string name) => Regex.IsMatch(attributes, $"\\b{name}\\b(?!=\"false\")");
            string Text(string name) => WebUtility.HtmlDecode(Regex.Match(attributes, $"\\b{name}=\"([^\"]*)\"").Groups[1].Value);
            var (name, kind) = (Text("name"), tag.Groups["name"].Value);
            switch (kind)
            {
                case "textarea":
                    fields.Add(KeyValuePair.Create(name, SentOf(tag.Groups["content"].Value)));
                    break;
                case "select":
                    select = name;
                    fields.Add(KeyValuePair.Create(select, string.Empty));
                    break;
                case "option" when Has("selected"):
                    fields[^1] = KeyValuePair.Create(select, Text("value"));
                    break;
                case "input" when Text("type") is not ("radio" or "checkbox") || Has("checked"):
                    fields.Add(KeyValuePair.Create(name, Text("value").Replace("\r", string.Empty, StringComparison.Ordinal).Replace("\n", string.Empty, StringComparison.Ordinal)));
                    break;
            }
        }

        return fields;
    }

    /// <summary>The text of a field of many lines: without the line end that follows the tag, and with CR LF for each other one.</summary>
    static string SentOf(string content)
    {
        var text = WebUtility.HtmlDecode(content);
        return (text.StartsWith('\n') ? text[1..] : text).ReplaceLineEndings("\n").Replace("\n", "\r\n", StringComparison.Ordinal);
    }

    [GeneratedRegex("<(?<name>input|select|option)\\b(?<attributes>[^>]*)>|<(?<name>textarea)\\b(?<attributes>[^>]*)>(?<content>[^<]*)</textarea>")]
    private static partial Regex Field();
}
