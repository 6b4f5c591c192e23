using CsCheck;
using TalosBoot.Yaml;
using TalosBoot.Yaml.Tests;

namespace TalosBoot.Schematics.Tests;

/// <summary>Random schematics, with the texts that are hard to write.</summary>
static class SchematicGenerators
{
    static readonly Gen<string> Text = YamlGenerators.Text;

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
