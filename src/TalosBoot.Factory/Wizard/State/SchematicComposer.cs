using System.Globalization;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Wizard.Offers;
using TalosBoot.Schematics;
using TalosBoot.Yaml;

namespace TalosBoot.Factory.Wizard.State;

/// <summary>
/// Makes the schematic of a state, with the habits of upstream's wizard, so that the same answers have the same identifier (docs/formats/wizard.md). What
/// a given schematic says, and the wizard was not asked to change, stays as it is there to the byte.
/// </summary>
internal static class SchematicComposer
{
    /// <summary>Makes a schematic.</summary>
    /// <exception cref="SchematicFieldException">A field cannot be understood.</exception>
    public static Schematic Compose(WizardState state)
    {
        var basis = state.Basis ?? new Schematic();
        var (fields, customization) = (state.Customization, basis.Customization);
        return basis with
        {
            Overlay = ComposeOverlay(basis.Overlay, state.Board, fields.OverlayOptions),
            Customization = customization with
            {
                EmbeddedMachineConfiguration = KeepUnlessChanged(customization.EmbeddedMachineConfiguration, fields.EmbeddedConfiguration),
                ExtraKernelArgs = fields.CommandLine is { } line && line != JoinArguments(customization) ? SplitArguments(line) : customization.ExtraKernelArgs,
                OfficialExtensions = ComposeExtensions(customization.OfficialExtensions, state.Extensions ?? []),
                Meta = fields.Meta is { } meta && !IsSameText(meta, WriteMeta(customization.Meta)) ? ReadMeta(meta) : customization.Meta,
                Bootloader = fields.Bootloader is { } bootloader ? ReadBootloader(bootloader) : customization.Bootloader,
                SecureBoot = ComposeSecureBoot(customization.SecureBoot, fields),
                DiskSectorSize = fields.SectorSize is { } size ? ReadSectorSize(size, customization.DiskSectorSize) : customization.DiskSectorSize,
            },
        };
    }

    /// <summary>The arguments as the field shows them, which has one line.</summary>
    public static string JoinArguments(SchematicCustomization customization) =>
        string.Concat(string.Join(' ', customization.ExtraKernelArgs).Where(character => character is not ('\r' or '\n')));

    /// <summary>META values as the field shows them.</summary>
    public static string WriteMeta(IEnumerable<MetaValue> meta) =>
        string.Join('\n', meta.Select(value => string.Create(CultureInfo.InvariantCulture, $"0x{value.Key:x}={value.Value}")));

    /// <summary>The options of an overlay as the field shows them.</summary>
    public static string WriteOptions(SchematicOverlay overlay)
    {
        const string Head = "    options:\n";
        var text = new Schematic { Overlay = new SchematicOverlay { Options = overlay.Options } }.ToYaml();
        var start = text.IndexOf(Head, StringComparison.Ordinal);
        return start < 0 ? string.Empty
            : string.Join('\n', text[(start + Head.Length)..].TrimEnd().Split('\n').TakeWhile(IsPart).Select(line => line.Length == 0 ? line : line[8..]));
    }

    /// <summary>Whether a line is of the options: an empty one is of a text that has several lines.</summary>
    static bool IsPart(string line) => line.Length == 0 || line.StartsWith("        ", StringComparison.Ordinal);

    static SchematicOverlay ComposeOverlay(SchematicOverlay basis, string board, string? options)
    {
        var overlay = BoardOffers.Find(board) is { } offer && (offer.Overlay, offer.OverlayImage) != (basis.Name, basis.Image)
            ? new SchematicOverlay { Name = offer.Overlay, Image = offer.OverlayImage } : basis;
        return options is null || overlay.Name.Length == 0 || IsSameText(options, WriteOptions(overlay)) ? overlay : overlay with { Options = ReadOptions(options) };
    }

    static YamlMapping ReadOptions(string text)
    {
        if (text.Trim().Length == 0)
        {
            return YamlMapping.Empty;
        }

        // The options are read where a schematic has them: indented, no line of them can end the mapping.
        var lines = text.ReplaceLineEndings("\n").Split('\n').Select(line => "    " + line);
        try
        {
            return Schematic.Parse($"overlay:\n  options:\n{string.Join('\n', lines)}\n").Overlay.Options;
        }
        catch (SchematicException exception)
        {
            throw new SchematicFieldException("overlay-options", exception);
        }
    }

    static IReadOnlyList<string> ComposeExtensions(IReadOnlyList<string> basis, IReadOnlyList<string> chosen) =>
        basis.ToHashSet().SetEquals(chosen) ? basis : [.. chosen.Order(StringComparer.Ordinal)];

    /// <summary>As upstream splits them: two blanks in a row give an empty argument.</summary>
    static string[] SplitArguments(string line) => line.Trim() is { Length: > 0 } text ? text.Split(' ') : [];

    /// <summary>Browsers send line ends as CR LF, and upstream keeps them. A text that was only shown stays what it was.</summary>
    static string KeepUnlessChanged(string known, string? entered) => entered is null || IsSameText(known, entered) ? known : entered;

    static bool IsSameText(string left, string right) => left.ReplaceLineEndings("\n").TrimEnd('\n') == right.ReplaceLineEndings("\n").TrimEnd('\n');

    static SchematicSecureBoot ComposeSecureBoot(SchematicSecureBoot basis, CustomizationFields fields) => new()
    {
        EnrollKeys = fields.EnrollKeys switch
        {
            null => basis.EnrollKeys,
            "" or "off" or "manual" or "if-safe" or "force" => fields.EnrollKeys,
            _ when fields.EnrollKeys == basis.EnrollKeys => basis.EnrollKeys,
            _ => throw new SchematicFieldException("enroll-keys"),
        },
        IncludeWellKnownCertificates = fields.IncludesWellKnownCertificates is { } included ? included == "true" : basis.IncludeWellKnownCertificates,
    };

    static BootloaderKind ReadBootloader(string text) => text is "auto" or "" ? BootloaderKind.None
        : BootloaderKindNames.TryParse(text, out var kind) ? kind : throw new SchematicFieldException("bootloader");

    static ulong ReadSectorSize(string text, ulong known) => text switch
    {
        "" or "0" => 0,
        "512" => 512,
        "4096" => 4096,
        _ when text == known.ToString(CultureInfo.InvariantCulture) => known,
        _ => throw new SchematicFieldException("sector-size"),
    };

    static IReadOnlyList<MetaValue> ReadMeta(string text) =>
        [.. text.ReplaceLineEndings("\n").Split('\n').Where(line => line.Trim().Length > 0).Select(ReadMetaValue)];

    static MetaValue ReadMetaValue(string line)
    {
        var equals = line.IndexOf('=', StringComparison.Ordinal);
        var key = equals < 0 ? string.Empty : line[..equals].Trim();
        var isHexadecimal = key.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
        return byte.TryParse(
            isHexadecimal ? key[2..] : key, isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new MetaValue(number, line[(equals + 1)..])
            : throw new SchematicFieldException("meta");
    }
}
