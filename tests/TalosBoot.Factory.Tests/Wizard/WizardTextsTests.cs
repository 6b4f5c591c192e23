using System.Text.RegularExpressions;
using System.Xml.Linq;
using TalosBoot.Factory.Wizard.Texts;
using TalosBoot.Testing;

namespace TalosBoot.Factory.Tests.Wizard;

/// <summary>The resource files of the wizard.</summary>
[TestFixture]
internal sealed partial class WizardTextsTests
{
    static readonly string Folder = Path.Combine(RepositoryPaths.Root, "src", "TalosBoot.Factory", "Wizard");

    [TestCase("fr")]
    [TestCase("pl")]
    [TestCase("ru")]
    public void A_language_has_the_texts_of_English_with_the_same_gaps(string language)
    {
        var (english, other) = (Read("en"), Read(language));
        Assert.That(other.Keys, Is.EquivalentTo(english.Keys));
        Assert.That(other.Where(text => text.Value.Trim().Length == 0 || !Gaps(text.Value).SequenceEqual(Gaps(english[text.Key]))), Is.Empty);
        Assert.That(WizardTexts.Find(language)!["copy"], Is.EqualTo(other["copy"]));
    }

    [Test]
    public void Every_text_that_a_page_names_is_there()
    {
        var english = Read("en");
        var named = Directory.EnumerateFiles(Folder, "*.*", SearchOption.AllDirectories).Where(file => file.EndsWith(".razor", StringComparison.Ordinal) || file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => Name().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value)).Distinct();
        Assert.That(named.Where(name => !english.ContainsKey(name)), Is.Empty);
    }

    static Dictionary<string, string> Read(string language) => XDocument.Load(Path.Combine(Folder, "Texts", $"{language}.resx")).Root!.Elements("data")
        .ToDictionary(text => text.Attribute("name")!.Value, text => text.Element("value")!.Value);

    static IEnumerable<string> Gaps(string text) => Gap().Matches(text).Select(match => match.Value).Order();

    [GeneratedRegex(@"\{\d\}")]
    private static partial Regex Gap();

    [GeneratedRegex("(?:\\bT|[tT]exts)(?:\\[|\\.Format\\()\"([a-z.-]+)\"")]
    private static partial Regex Name();
}
