using System.Text;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Yaml;

namespace TalosBoot.Schematics.Tests;

/// <summary>What is accepted and refused: schematic.md 4.</summary>
sealed class SchematicParseTests
{
    const string EmptyId = "376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba";

    [TestCase("null")]
    [TestCase("~")]
    [TestCase("{}")]
    [TestCase("---")]
    [TestCase("---\n...\n")]
    [TestCase("customization:")]
    [TestCase("overlay: {options: {}}")]
    [TestCase("customization: {}\n---\nfoo: [")]
    [TestCase("{} text behind")]
    [TestCase("%YAML 1.1\n---\n{}")]
    [TestCase("\uFEFF{}")]
    [TestCase("~: x")]
    [TestCase("customization: {meta: [~], secureboot: {includeWellKnownCertificates: no}, diskImage: {sectorSize: 0}}")]
    public void The_empty_schematic_has_many_forms(string document)
    {
        Assert.That(Schematic.Parse(document), Is.EqualTo(new Schematic()));
        Assert.That(Schematic.Parse(Encoding.UTF8.GetBytes(document)).Id().Hex, Is.EqualTo(EmptyId));
        Assert.That(new Schematic().ToYaml(), Is.EqualTo("customization: {}\n"));
        Assert.That(SchematicId.Empty.Hex, Is.EqualTo(EmptyId));
    }

    [TestCase("customization: {extraKernelArgs: [1, 1.50, true, ~, \"\", 0x10, !!str 5]}",
        "customization:\n    extraKernelArgs:\n        - \"1\"\n        - \"1.50\"\n        - \"true\"\n        - \"\"\n        - \"0x10\"\n        - \"5\"\n")]
    [TestCase("customization: {meta: [{}]}", "customization:\n    meta:\n        - key: 0\n          value: \"\"\n")]
    [TestCase("customization: {meta: [{key: 012, value: x}]}", "customization:\n    meta:\n        - key: 10\n          value: x\n")]
    [TestCase("customization: {meta: [{key: 1e1}, {key: +10}]}",
        "customization:\n    meta:\n        - key: 10\n          value: \"\"\n        - key: 10\n          value: \"\"\n")]
    [TestCase("customization: {bootloader: SD-Boot}", "customization:\n    bootloader: sd-boot\n")]
    [TestCase("customization: {bootloader: 'Dual-Boot'}", "customization:\n    bootloader: dual-boot\n")]
    [TestCase("overlay: {name: x}", "overlay:\n    image: \"\"\n    name: x\ncustomization: {}\n")]
    [TestCase("overlay: {options: {a: {1: x, b: y}, 9: z, ~: q}}",
        "overlay:\n    image: \"\"\n    name: \"\"\n    options:\n        \"9\": z\n        a:\n            1: x\n            b: 'y'\ncustomization: {}\n")]
    [TestCase("customization: {extraKernelArgs: [\"\\u00e9\\U0001F600\", !!binary aGk=, !!binary //8=]}",
        "customization:\n    extraKernelArgs:\n        - \"é\\U0001F600\"\n        - hi\n        - !!binary //8=\n")]
    [TestCase("customization: {diskImage: {sectorSize: 1e3}}", "customization:\n    diskImage:\n        sectorSize: 1000\n")]
    [TestCase("customization: {diskImage: {sectorSize: 18446744073709551615}}",
        "customization:\n    diskImage:\n        sectorSize: 18446744073709551615\n")]
    [TestCase("customization: {secureboot: {includeWellKnownCertificates: ON}}",
        "customization:\n    secureboot:\n        includeWellKnownCertificates: true\n")]
    [TestCase("x: &o {name: n}\n<<: {overlay: *o}", null)]
    [TestCase("overlay: {<<: [{name: a}, {name: b, image: c}]}", "overlay:\n    image: c\n    name: a\ncustomization: {}\n")]
    [TestCase("overlay:\n  <<: {name: a, image: b}\n  name: c", "overlay:\n    image: b\n    name: c\ncustomization: {}\n")]
    public void Documents_are_decoded_as_upstream_decodes_them(string document, string? canonical)
    {
        if (canonical is null)
        {
            Assert.That(() => Schematic.Parse(document), Throws.InstanceOf<SchematicException>().With.Property("DiagnosticId").EqualTo("TB1106"));
            return;
        }

        Assert.That(Schematic.Parse(document).ToYaml(), Is.EqualTo(canonical));
    }

    [TestCase("100000.0", "100000")]
    [TestCase("1234567.5", "1.2345675e+06")]
    [TestCase("1.25e-7", "1.25e-07")]
    [TestCase("!!float 1", "1")]
    [TestCase("18446744073709551615", "18446744073709551615")]
    [TestCase("18446744073709551616", "1.8446744073709552e+19")]
    [TestCase("-0", "-0")]
    [TestCase("0x1F", "31")]
    [TestCase("1_000", "1000")]
    [TestCase("012", "10")]
    [TestCase("08", "8")]
    [TestCase("2020-01-01 10:00:00.5", "2020-01-01T10:00:00.5Z")]
    [TestCase("2020-01-01T10:00:00.50+02:00", "2020-01-01T10:00:00.5+02:00")]
    [TestCase("!!str 1", "\"1\"")]
    [TestCase("!!binary aGk=", "hi")]
    [TestCase("!!binary //8=", "!!binary //8=")]
    [TestCase("!foo bar", "bar")]
    [TestCase("!foo 12", "\"12\"")]
    [TestCase("!!int '12'", "12")]
    [TestCase("yes", "'yes'")]
    [TestCase("True", "true")]
    [TestCase("~", "null")]
    [TestCase("!!null ''", "null")]
    [TestCase("! <<", "'<<'")]
    [TestCase("{}", "{}")]
    [TestCase("[~, 1]", "\n            - null\n            - 1")]
    [TestCase("!!set {a, b}", "\n            a: null\n            b: null")]
    [TestCase("{1: x, true: y, ~: z, 1.5: w}", "\n            1: x\n            true: 'y'\n            1.5: w\n            null: z")]
    [TestCase("{a: {<<: {c: 1, b: 2}, b: 3}}", "\n            a:\n                b: 3\n                c: 1")]
    [TestCase("{\"9\": 1, 10: 2}", "\n            10: 2\n            \"9\": 1")]
    public void Options_keep_their_types(string value, string expected)
    {
        var text = Schematic.Parse($"overlay: {{options: {{o: {value}}}}}").ToYaml();
        var space = expected.StartsWith('\n') ? string.Empty : " ";
        // true and 1 are equal as numbers, and a boolean is the smaller kind.
        expected = expected.Replace("1: x\n            true: 'y'", "true: 'y'\n            1: x", StringComparison.Ordinal);
        Assert.That(text, Is.EqualTo($"overlay:\n    image: \"\"\n    name: \"\"\n    options:\n        o:{space}{expected}\ncustomization: {{}}\n"));
    }

    [TestCase("something:", "TB1106", "yaml: construct errors: line 1: field something not found in type schematic.Schematic", 1, 1, "something")]
    [TestCase("something: 1", "TB1106", "yaml: construct errors: line 1: field something not found in type schematic.Schematic", 1, 1, "something")]
    [TestCase("Customization: {}", "TB1106", "yaml: construct errors: line 1: field Customization not found in type schematic.Schematic", 1, 1, "Customization")]
    [TestCase("customization:\n  meta:\n    - {key: 1}\n    - {kye: 1}", "TB1106",
        "yaml: construct errors: line 4: field kye not found in type schematic.MetaValue", 4, 8, "customization.meta[1].kye")]
    [TestCase("customization: foo", "TB1107", "yaml: construct errors: line 1: cannot construct !!str `foo` into schematic.Customization", 1, 16, "customization")]
    [TestCase("customization: \"\"", "TB1107", "yaml: construct errors: line 1: cannot construct !!str `` into schematic.Customization", 1, 16, "customization")]
    [TestCase("[]", "TB1107", "yaml: construct errors: line 1: cannot construct !!seq into schematic.Schematic", 1, 1, "")]
    [TestCase("customization: {extraKernelArgs: a}", "TB1107", "yaml: construct errors: line 1: cannot construct !!str `a` into []string", 1, 34, "customization.extraKernelArgs")]
    [TestCase("customization: {extraKernelArgs: [[]]}", "TB1107", "yaml: construct errors: line 1: cannot construct !!seq into string", 1, 35, "customization.extraKernelArgs[0]")]
    [TestCase("customization: {extraKernelArgs: [2020-01-01]}", "TB1107", "yaml: construct errors: line 1: cannot construct !!timestamp `2020-01-01` into string", 1, 35, "customization.extraKernelArgs[0]")]
    [TestCase("customization: {meta: [{key: \"10\"}, {key: 256}]}", "TB1107",
        "yaml: construct errors: line 1: cannot construct !!str `10` into uint8; line 1: cannot construct !!int `256` into uint8", 1, 30, "customization.meta[0].key")]
    [TestCase("customization: {meta: [{key: -1}]}", "TB1107", "yaml: construct errors: line 1: cannot construct !!int `-1` into uint8", 1, 30, "customization.meta[0].key")]
    [TestCase("customization: {meta: [{key: 10.5}]}", "TB1107", "yaml: construct errors: line 1: cannot construct !!float `10.5` into uint8", 1, 30, "customization.meta[0].key")]
    [TestCase("customization: {diskImage: {sectorSize: 18446744073709551616}}", "TB1107",
        "yaml: construct errors: line 1: cannot construct !!float `1844674...` into uint", 1, 41, "customization.diskImage.sectorSize")]
    [TestCase("customization: {diskImage: {sectorSize: 4k}}", "TB1107", "yaml: construct errors: line 1: cannot construct !!str `4k` into uint", 1, 41, "customization.diskImage.sectorSize")]
    [TestCase("customization: {secureboot: {includeWellKnownCertificates: \"true\"}}", "TB1107",
        "yaml: construct errors: line 1: cannot construct !!str `true` into bool", 1, 60, "customization.secureboot.includeWellKnownCertificates")]
    [TestCase("customization: {secureboot: {includeWellKnownCertificates: 1}}", "TB1107",
        "yaml: construct errors: line 1: cannot construct !!int `1` into bool", 1, 60, "customization.secureboot.includeWellKnownCertificates")]
    [TestCase("customization: {secureboot: {includeWellKnownCertificates: tRue}}", "TB1107",
        "yaml: construct errors: line 1: cannot construct !!str `tRue` into bool", 1, 60, "customization.secureboot.includeWellKnownCertificates")]
    [TestCase("customization: {bootloader: auto}", "TB1109", "yaml: construct errors: line 1: auto does not belong to BootloaderKind values", 1, 29, "customization.bootloader")]
    [TestCase("customization: {bootloader: \"\"}", "TB1109", "yaml: construct errors: line 1:  does not belong to BootloaderKind values", 1, 29, "customization.bootloader")]
    [TestCase("customization: {}\ncustomization: {}", "TB1108", "yaml: construct errors: line 2: mapping key \"customization\" already defined at line 1", 2, 1, "")]
    [TestCase("overlay: {options: {a: {b: 1, b: 2}}}", "TB1108", "yaml: construct errors: line 1: mapping key \"b\" already defined at line 1", 1, 31, "overlay.options.a")]
    [TestCase("overlay: {options: {a: {[1]: 2}}}", "TB1107", "go-yaml load error in constructor at L1.C25: cannot use '!!seq' as a map key; try decoding into yaml.Node", 1, 25, "overlay.options.a")]
    [TestCase("overlay: {options: {a: !!int x}}", "TB1107", "go-yaml load error in resolver at <unknown position>: cannot construct !!str `x` as a !!int", 1, 24, "overlay.options.a")]
    [TestCase("overlay: {options: {a: !!binary '*'}}", "TB1107", "go-yaml load error in constructor at L1.C24: !!binary value contains invalid base64 data", 1, 24, "overlay.options.a")]
    [TestCase("<<: 1", "TB1105", "go-yaml load error in constructor at L1.C5: map merge requires map or sequence of maps as the value", 1, 5, "")]
    [TestCase("", "TB1104", "EOF", 0, 0, null)]
    [TestCase("# only a comment\n\n", "TB1104", "EOF", 0, 0, null)]
    [TestCase("[", "TB1101", "go-yaml load error in parser (while parsing a flow node) at L2.C1: did not find expected node content", 2, 1, null)]
    [TestCase("a:\n\tb: c", "TB1101", "go-yaml load error in scanner (while scanning for the next token) at L2.C1: found character that cannot start any token", 2, 1, null)]
    [TestCase("\"\\/\"", "TB1101", "go-yaml load error in scanner (while scanning a quoted scalar) at L1.C1-C2: found unknown escape character", 1, 2, null)]
    [TestCase("\"\\uD83D\\uDE00\"", "TB1101", "go-yaml load error in scanner (while scanning a quoted scalar) at L1.C1-C4: found invalid Unicode character escape code", 1, 4, null)]
    [TestCase("%YAML 1.2\n---\n{}", "TB1101", "go-yaml load error in parser at L1.C1: found incompatible YAML document", 1, 1, null)]
    [TestCase("a: *b", "TB1105", "go-yaml load error in composer at L1.C4: unknown anchor 'b' referenced", 1, 4, null)]
    [TestCase("a: &b [*b]", "TB1105", "go-yaml load error in composer at L1.C8: anchor 'b' value contains itself", 1, 8, null)]
    [TestCase("a: b\0", "TB1102", "go-yaml load error in reader at <unknown position>: control characters are not allowed (value: 0)", 1, 5, null)]
    public void Problems_have_an_id_a_place_and_the_text_of_upstream(string document, string id, string text, int line, int column, string? path)
    {
        var exception = Assert.Throws<SchematicException>(() => Schematic.Parse(document));
        Assert.Multiple(() =>
        {
            Assert.That(exception.UpstreamText, Is.EqualTo(text));
            Assert.That(exception.DiagnosticId, Is.EqualTo(id));
            Assert.That((exception.Line, exception.Column, exception.Path), Is.EqualTo((line, column, path)));
            Assert.That(exception.Message, Does.StartWith($"{id}: {text}"));
        });
    }

    [TestCase(GoYamlDialect.YamlV301, "something: 1\nother: 1",
        "yaml: unmarshal errors:\n  line 1: field something not found in type schematic.Schematic\n  line 2: field other not found in type schematic.Schematic")]
    [TestCase(GoYamlDialect.YamlV4Rc4, "something: 1", "yaml: construct errors:\n  line 1: field something not found in type schematic.Schematic")]
    [TestCase(GoYamlDialect.YamlV4Rc3, "customization: foo", "yaml: unmarshal errors:\n  line 1: cannot unmarshal !!str `foo` into schematic.Customization")]
    [TestCase(GoYamlDialect.YamlV301, "customization: {bootloader: auto}", "auto does not belong to BootloaderKind values")]
    [TestCase(GoYamlDialect.YamlV4Rc3, "customization: {bootloader: auto}", "yaml: unmarshal errors:\n  line 1: auto does not belong to BootloaderKind values")]
    [TestCase(GoYamlDialect.YamlV301, "[", "yaml: line 1: did not find expected node content")]
    [TestCase(GoYamlDialect.YamlV4Rc4, "[", "yaml: while parsing a flow node at line 1: did not find expected node content")]
    [TestCase(GoYamlDialect.YamlV301, "a:\n\tb: c", "yaml: line 2: found character that cannot start any token")]
    [TestCase(GoYamlDialect.YamlV4Rc4, "a:\n\tb: c", "yaml: while scanning for the next token at line 2: found character that cannot start any token")]
    public void Older_dialects_have_other_texts(GoYamlDialect dialect, string document, string text)
    {
        var exception = Assert.Throws<SchematicException>(() => Schematic.Parse(document, new SchematicReaderOptions { Dialect = dialect }));
        Assert.That(exception.UpstreamText, Is.EqualTo(text));
    }

    [Test]
    public void Older_dialects_accept_more()
    {
        var oldest = new SchematicReaderOptions { Dialect = GoYamlDialect.YamlV301 };
        Assert.That(Schematic.Parse("customization: {extraKernelArgs: [2020-01-01]}", oldest).Customization.ExtraKernelArgs, Is.EqualTo(["2020-01-01"]));
        Assert.That(Schematic.Parse("customization: {meta: [{key: 10.5}]}", oldest).Customization.Meta[0].Key, Is.EqualTo(10));
        Assert.That(Schematic.Parse("overlay: {options: {a: -0, b: 0b-11}}", oldest).ToYaml(GoYamlDialect.YamlV301), Does.Contain("a: 0\n        b: -3\n"));
        Assert.That(Schematic.Parse("overlay: {options: {a: -0, b: 0b-11}}").ToYaml(), Does.Contain("a: -0\n        b: 0b-11\n"));
    }

    [TestCase(true)]
    [TestCase(false)]
    public void Utf16_with_a_byte_order_mark_is_read(bool isBigEndian)
    {
        var encoding = new UnicodeEncoding(isBigEndian, byteOrderMark: true);
        byte[] document = [.. encoding.Preamble, .. encoding.GetBytes("customization: {extraKernelArgs: [é\U00010000]}")];
        Assert.That(Schematic.Parse(document).Customization.ExtraKernelArgs, Is.EqualTo(["é\U00010000"]));
        Assert.That(() => Schematic.Parse(document.AsSpan(0, document.Length - 1)), Throws.InstanceOf<SchematicException>());
    }

    [Test]
    public void A_text_with_half_a_surrogate_pair_is_refused() =>
        Assert.That(() => Schematic.Parse("a: \uD800"), Throws.InstanceOf<SchematicException>().With.Property("DiagnosticId").EqualTo("TB1102"));

    [Test]
    public void Bytes_that_are_not_utf8_are_refused_with_their_place()
    {
        var exception = Assert.Throws<SchematicException>(() => Schematic.Parse("é: x\nb: \xFF"u8.ToArray().AsSpan(0, 9).ToArray().Append((byte)0xFF).ToArray()));
        Assert.That((exception.DiagnosticId, exception.Line, exception.Column), Is.EqualTo(("TB1102", 2, 4)));
    }

    [Test]
    public void An_owner_is_refused_by_the_check_of_the_community_edition()
    {
        Assert.That(() => new Schematic().Validate(), Throws.Nothing);
        var exception = Assert.Throws<SchematicException>(() => Schematic.Parse("owner: alice").Validate());
        Assert.That(exception.UpstreamText, Is.EqualTo("owner field is only supported in Enterprise edition"));
        Assert.That(exception.DiagnosticId, Is.EqualTo("TB1110"));
    }
}
