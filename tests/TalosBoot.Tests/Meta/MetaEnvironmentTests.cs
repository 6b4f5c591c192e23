using TalosBoot.Core.Diagnostics;
using TalosBoot.Meta;
using TalosBoot.Schematics;

namespace TalosBoot.Tests.Meta;

public sealed class MetaEnvironmentTests
{
    static readonly MetaValue[] Long =
    [
        new(10, string.Concat(Enumerable.Repeat("foobar", 256))),
        new(11, string.Concat(Enumerable.Repeat("baz", 256))),
    ];

    // pkg/machinery/meta/meta_test.go.
    [TestCase(true)]
    [TestCase(false)]
    public void Short_values_are_plain(bool allowCompression) => Assert.That(
        MetaEnvironment.Encode([new MetaValue(10, "foo"), new MetaValue(11, "bar")], allowCompression),
        Is.EqualTo("INSTALLER_META_BASE64=MHhhPWZvbzsweGI9YmFy"));

    [Test]
    public void Long_values_are_compressed_where_talos_reads_it()
    {
        Assert.That(MetaEnvironment.Encode(Long, allowCompression: false), Has.Length.EqualTo("INSTALLER_META_BASE64=".Length + 3084));
        var compressed = MetaEnvironment.Encode(Long, allowCompression: true);
        Assert.That(compressed, Is.EqualTo("INSTALLER_META_BASE64=H4sIAAAAAAAC/zKoSLRNy89PSiwaJUfJUXKUHCVHGmltUJFkm5RYNYpG0YhFgAAAAP//YXrxKgkJAAA="), "upstream's bytes");
        Assert.That(MetaEnvironment.Decode(compressed), Is.EqualTo(Long));
    }

    [Test]
    public void What_upstream_compressed_is_read() => Assert.That(
        MetaEnvironment.Decode("H4sIAAAAAAAC/zKoSLRNy89PSiwaJUfJUXKUHCVHGmltUJFkm5RYNYpG0YhFgAAAAP//YXrxKgkJAAA="),
        Is.EqualTo(Long));

    [TestCase("not base64!")]
    [TestCase("H4sIAAAAAAAC/zKoSLRNy89P")]
    [TestCase("eA==")]
    public void What_cannot_be_decoded_is_refused(string text) =>
        Assert.That(() => MetaEnvironment.Decode(text), Throws.InstanceOf<ProfileValidationException>());

    /// <summary>A value with a semicolon is cut there, and what follows is no key.</summary>
    [Test]
    public void No_part_of_a_value_is_shown()
    {
        var encoded = MetaEnvironment.Encode([new MetaValue(10, "user: x; password hunter2 is=y")], allowCompression: false);
        var refused = Assert.Throws<ProfileValidationException>(() => MetaEnvironment.Decode(encoded))!;
        Assert.That(refused.DiagnosticId, Is.EqualTo("TB1011"));
        Assert.That(refused.ToString(), Does.Not.Contain("hunter2"));
    }
}
