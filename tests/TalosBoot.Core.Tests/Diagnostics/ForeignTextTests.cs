using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Tests.Diagnostics;

public sealed class ForeignTextTests
{
    [TestCase("plain äöü 漢字 😀", "plain äöü 漢字 😀")]
    [TestCase("", "")]
    [TestCase("a\u001b[31mb", "a\\u001b[31mb")]
    [TestCase("\u202egnp\u2066x\u200f", "\\u202egnp\\u2066x\\u200f")]
    [TestCase("a\nb\r\t\0", "a\\u000ab\\u000d\\u0009\\u0000")]
    [TestCase("\u0085\u009b\u2028", "\\u0085\\u009b\\u2028")]
    public void What_acts_is_escaped_and_what_is_seen_is_not(string text, string expected) => Assert.That(ForeignText.Escape(text), Is.EqualTo(expected));

    [Test]
    public void Half_of_a_pair_is_escaped()
    {
        Assert.That(ForeignText.Escape("a\ud83d"), Is.EqualTo("a\\ud83d"));
        Assert.That(ForeignText.Escape("\ude00b"), Is.EqualTo("\\ude00b"));
    }

    [Test]
    public void What_is_quoted_is_on_one_line_and_has_an_end()
    {
        Assert.That(ForeignText.Quote(" a\nb\u001b \r\n"), Is.EqualTo("a\\u000ab\\u001b"));
        Assert.That(ForeignText.Quote(new string('a', 1000)), Is.EqualTo(new string('a', 1000)));
        Assert.That(ForeignText.Quote(new string('a', 1001)), Is.EqualTo(new string('a', 1000) + "…"));
    }

    [Test]
    public void Exceptions_about_what_others_wrote_have_escaped_messages_that_keep_their_lines()
    {
        Exception[] exceptions =
        [
            new RegistryException("TB2001", "host\u001b", "a\nb\u202e"), new ImageFormatException("TB4001", "tar", 0, "a\nb\u202e"),
            new ExtensionException("TB3001", "image", "path\u0007", "a\nb\u202e"), new SignatureVerificationException("TB2201", "subject", "a\nb\u202e"),
            new OverlayException("TB7008", "image\u001b", "name\u0007", "a\nb\u202e"), new OverlayException("TB7003", "image", null, "a\nb\u202e"),
            new SigningException("TB4508", "a\nb\u202e"),
        ];
        foreach (var exception in exceptions)
        {
            Assert.That(exception.Message, Does.Contain("a\nb\\u202e"));
            Assert.That(exception.Message.Replace("\n", "", StringComparison.Ordinal).Any(char.IsControl), Is.False);
        }
    }
}
