using TalosBoot.Factory.Releases;
using TalosBoot.Schematics;

namespace TalosBoot.Factory.Wizard.State;

/// <summary>What was chosen so far. The names of its fields are upstream's, so that addresses that people saved work here.</summary>
internal sealed record WizardState
{
    /// <summary><c>metal</c>, <c>cloud</c> or <c>sbc</c>; empty while nothing is chosen.</summary>
    public string Target { get; init; } = string.Empty;

    public ReleaseVersion? Release { get; init; }

    public string Platform { get; init; } = string.Empty;

    public string Board { get; init; } = string.Empty;

    public string Architecture { get; init; } = string.Empty;

    public bool IsSecureBoot { get; init; }

    /// <summary>The chosen extensions; null while none was asked for.</summary>
    public IReadOnlyList<string>? Extensions { get; init; }

    /// <summary>Whether the step of arguments, bootloader and configuration was passed.</summary>
    public bool IsCustomized { get; init; }

    /// <summary>The schematic that the choices begin with: what the wizard has no field for stays as it is there.</summary>
    public Schematic? Basis { get; init; }

    /// <summary>The identifier of <see cref="Basis"/>.</summary>
    public string SchematicId { get; init; } = string.Empty;

    /// <summary>What was entered in the step of customization.</summary>
    public CustomizationFields Customization { get; init; } = new();

    /// <summary>The version as addresses have it, without <c>v</c>.</summary>
    public string Version => Release?.Version.ToString() ?? string.Empty;

    /// <summary>The names and architecture that files begin with.</summary>
    public string FileStem => $"{Platform}-{Architecture}{SecureBootSuffix}";

    public string SecureBootSuffix => IsSecureBoot ? "-secureboot" : string.Empty;

    /// <summary>
    /// The fields that an address or a form carries, in the order of their names. Machine configuration and META values are never among them: they may be
    /// secrets, and lie in the schematic.
    /// </summary>
    public IEnumerable<KeyValuePair<string, string>> Fields()
    {
        (string Name, string Value)[] single =
        [
            ("arch", Architecture), ("board", SchematicId.Length > 0 ? string.Empty : Board), ("platform", Platform), ("schematic-id", SchematicId), ("secureboot", IsSecureBoot ? "true" : string.Empty),
            ("target", Target), ("version", Version),
        ];
        var fields = single.Where(field => field.Value.Length > 0).Select(field => KeyValuePair.Create(field.Name, field.Value));
        if (Extensions is not null && SchematicId.Length == 0)
        {
            fields = fields.Concat(Extensions.Prepend("-").Select(name => KeyValuePair.Create("extensions", name)));
        }

        return fields.OrderBy(field => field.Key, StringComparer.Ordinal);
    }
}
