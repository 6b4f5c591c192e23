using CsCheck;
using TalosBoot.Schematics.Yaml;

namespace TalosBoot.Schematics.Tests;

/// <summary>Random schematics, with the texts that are hard to write.</summary>
static class SchematicGenerators
{
    static readonly string[] Pieces =
    [
        "a", "console=ttyS0", "yes", "1:20", "0x1F", "1e3", "2020-01-01", "null", "~", "<<", "---", "...", " ", "  ", "\n", "\n\n", "\t", ":", ": ", "#", " #", "'", "\"", "\\",
        "-", "- ", "?", "{", "}", "[", "]", ",", "&", "*", "!", "|", ">", "%", "@", "`", "é", "語", "\U0001F600", "\u00A0", "\u2028", "\u0085", "\uFEFF", "\r", "\r\n", "\0", "\e", "\x7F",
        "\uDCFF", "1", "0", "_", ".", "+", "true", "=", "word word word word word word word word word word word word word word word word word word",
    ];

    /// <summary>Texts that upstream's own reader gets back: a literal that starts with white space is written in a way that none can read.</summary>
    public static Gen<string> Text { get; } = Gen.Int[0, Pieces.Length - 1].Select(index => Pieces[index]).Array[0, 6].Select(string.Concat).Where(IsReadable);

    static readonly Gen<YamlValue> Scalar = Gen.OneOf(
        Text.Select(YamlValue.FromText),
        Gen.Bool.Select(YamlValue.FromBoolean),
        Gen.Long.Select(YamlValue.FromInteger),
        Gen.ULong.Select(value => (YamlValue)new YamlInteger(value)),
        Gen.Double.Where(value => !double.IsInteger(value) || Math.Abs(value) >= 1e6).Select(YamlValue.FromFloat),
        Gen.DateTimeOffset.Select(value => (YamlValue)new YamlTimestamp(value)),
        Gen.Const((YamlValue)YamlNull.Instance));

    public static Gen<YamlMapping> Options { get; } = Mapping(Value(3), Text.Select(YamlValue.FromText));

    public static Gen<Schematic> Schematic { get; } =
        from owner in Text
        from overlay in Gen.Select(Text, Text, Options, (image, name, options) => new SchematicOverlay { Image = image, Name = name, Options = options })
        from configuration in Text
        from arguments in Text.Array[0, 4]
        from meta in Gen.Select(Gen.Byte, Text, (key, value) => new MetaValue(key, value)).Array[0, 3]
        from extensions in Text.Array[0, 4]
        from bootloader in Gen.Enum<BootloaderKind>()
        from secureBoot in Gen.Select(Text, Gen.Bool, (keys, known) => new SchematicSecureBoot { EnrollKeys = keys, IncludeWellKnownCertificates = known })
        from sectorSize in Gen.OneOf(Gen.Const(0UL), Gen.ULong)
        select new Schematic
        {
            Owner = owner,
            Overlay = overlay,
            Customization = new SchematicCustomization
            {
                EmbeddedMachineConfiguration = configuration,
                ExtraKernelArgs = arguments,
                Meta = meta,
                OfficialExtensions = extensions,
                Bootloader = bootloader,
                SecureBoot = secureBoot,
                DiskSectorSize = sectorSize,
            },
        };

    static bool IsReadable(string text) =>
        !text.Contains('\n', StringComparison.Ordinal) || text.TrimStart('\n', '\u2028').FirstOrDefault('x') is not (' ' or '\t');

    static Gen<YamlValue> Value(int depth) => depth == 0
        ? Scalar
        : Gen.OneOf(
            Scalar,
            Value(depth - 1).Array[0, 3].Select(items => (YamlValue)new YamlList(items)),
            Mapping(Value(depth - 1), Scalar).Select(mapping => (YamlValue)mapping));

    static Gen<YamlMapping> Mapping(Gen<YamlValue> value, Gen<YamlValue> key) =>
        Gen.Select(key, value).Array[0, 4]
            .Select(entries => new YamlMapping(entries.DistinctBy(entry => entry.Item1.ToString())
                .Select(entry => KeyValuePair.Create(entry.Item1, entry.Item2))));
}
