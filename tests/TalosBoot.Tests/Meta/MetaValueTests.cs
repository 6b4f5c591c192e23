using TalosBoot.Core.Diagnostics;
using TalosBoot.Meta;
using TalosBoot.Schematics;

namespace TalosBoot.Tests.Meta;

public sealed class MetaValueTests
{
    // profile.md 6.2.
    [TestCase("10=foo", 10, "foo")]
    [TestCase("0xa=foo", 10, "foo")]
    [TestCase("0Xa=foo", 10, "foo")]
    [TestCase("012=foo", 10, "foo")]
    [TestCase("0o12=x", 10, "x")]
    [TestCase("0b1010=x", 10, "x")]
    [TestCase("1_0=x", 10, "x")]
    [TestCase("0x_a=x", 10, "x")]
    [TestCase("0_12=x", 10, "x")]
    [TestCase("255=x", 255, "x")]
    [TestCase("0=x", 0, "x")]
    [TestCase("10=", 10, "")]
    [TestCase("10=a=b", 10, "a=b")]
    public void Keys_are_read_as_in_go(string text, int key, string value) =>
        Assert.That(MetaValueText.Parse(text), Is.EqualTo(new MetaValue((byte)key, value)));

    [TestCase("256=x", "TB1010")]
    [TestCase("-1=x", "TB1010")]
    [TestCase("=x", "TB1010")]
    [TestCase("a=x", "TB1010")]
    [TestCase(" 10=x", "TB1010")]
    [TestCase("_1=x", "TB1010")]
    [TestCase("1_=x", "TB1010")]
    [TestCase("1__0=x", "TB1010")]
    [TestCase("08=x", "TB1010")]
    [TestCase("0x=x", "TB1010")]
    [TestCase("99999999999999999999=x", "TB1010")]
    [TestCase("10", "TB1011")]
    public void What_is_no_value_is_refused(string text, string id) =>
        Assert.That(Assert.Throws<ProfileValidationException>(() => MetaValueText.Parse(text))!.DiagnosticId, Is.EqualTo(id));

    [Test]
    public void The_text_form_has_a_hexadecimal_key_and_no_message_shows_the_value()
    {
        Assert.That(new MetaValue(10, "foo").ToText(), Is.EqualTo("0xa=foo"));
        Assert.That(new MetaValue(10, "s3cret").ToString(), Does.Not.Contain("s3cret"));
    }
}
