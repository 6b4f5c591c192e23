using System.Text;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Yaml;
using TalosBoot.Yaml.Writing;

namespace TalosBoot.Schematics;

/// <summary>
/// A customisation of Talos, as an Image Factory takes and names it. Immutable, and equal by content; two equal schematics have the same
/// identifier.
/// </summary>
public sealed record Schematic
{
    static readonly SchematicReaderOptions DefaultOptions = new();

    readonly string _owner = string.Empty;
    readonly SchematicOverlay _overlay = new();
    readonly SchematicCustomization _customization = new();

    /// <summary>Whose schematic it is, or the empty string. Only the Enterprise edition of an Image Factory knows owners.</summary>
    public string Owner
    {
        get => _owner;
        init => _owner = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The overlay; one without name, image and options is none.</summary>
    public SchematicOverlay Overlay
    {
        get => _overlay;
        init => _overlay = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>What is changed in the assets.</summary>
    public SchematicCustomization Customization
    {
        get => _customization;
        init => _customization = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>What is accepted and probably not meant, such as retired extensions: one sentence each. Never the text of a META value.</summary>
    public IReadOnlyList<string> Warnings => [.. SchematicWarnings.Of(this)];

    /// <summary>
    /// All identifiers that this schematic has in any Image Factory release, and in the pre-release layouts that Talos' documentation
    /// shows:
    /// the one of the newest releases first, each only once.
    /// </summary>
    /// <remarks>
    /// They are those of this content. The few scalars that older releases read differently (see <see
    /// cref="SchematicReaderOptions.Dialect"/>)
    /// make another content of the same document: read it with the older dialect to get its identifier there.
    /// </remarks>
    public IReadOnlyList<KnownSchematicId> KnownIds
    {
        get
        {
            var known = new List<KnownSchematicId>();
            foreach (var dialect in GoYamlDialectNames.All)
            {
                AddKnown(known, dialect, SchematicLayout.Released);
            }

            // The pre-release layouts are of the time of the oldest dialect.
            AddKnown(known, GoYamlDialect.YamlV301, SchematicLayout.CustomizationFirst);
            AddKnown(known, GoYamlDialect.YamlV301, SchematicLayout.OverlayNameFirst);
            return known;
        }
    }

    /// <summary>Reads a schematic: the first document of a YAML or JSON text, strictly, as an Image Factory reads it.</summary>
    /// <param name="document">The bytes: UTF-8, or UTF-16 with a byte order mark.</param>
    /// <exception cref="SchematicException">It cannot be understood (TB1101 to TB1109).</exception>
    public static Schematic Parse(ReadOnlySpan<byte> document) => SchematicReader.Read(document, DefaultOptions);

    /// <summary>Reads a schematic: the first document of a YAML or JSON text, strictly, as an Image Factory reads it.</summary>
    /// <param name="document">The bytes: UTF-8, or UTF-16 with a byte order mark.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="SchematicException">It cannot be understood (TB1101 to TB1109).</exception>
    public static Schematic Parse(ReadOnlySpan<byte> document, SchematicReaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return SchematicReader.Read(document, options);
    }

    /// <summary>Reads a schematic: the first document of a YAML or JSON text, strictly, as an Image Factory reads it.</summary>
    /// <param name="document">The text.</param>
    /// <exception cref="SchematicException">It cannot be understood (TB1101 to TB1109).</exception>
    public static Schematic Parse(string document) => Parse(document, DefaultOptions);

    /// <summary>Reads a schematic: the first document of a YAML or JSON text, strictly, as an Image Factory reads it.</summary>
    /// <param name="document">The text.</param>
    /// <param name="options">How it is read.</param>
    /// <exception cref="SchematicException">It cannot be understood (TB1101 to TB1109).</exception>
    public static Schematic Parse(string document, SchematicReaderOptions options)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(options);
        return SchematicReader.Read(document, options);
    }

    /// <summary>The identifier: the SHA-256 of the canonical text.</summary>
    /// <param name="dialect">The YAML dialect. Default: that of the newest Image Factory releases.</param>
    /// <param name="layout">The order of fields. Default: that of every Image Factory release.</param>
    public SchematicId Id(GoYamlDialect dialect = GoYamlDialect.YamlV4Rc6, SchematicLayout layout = SchematicLayout.Released)
    {
        using var writer = new GoYamlWriter(dialect);
        SchematicWriter.Write(writer, this, layout);
        return SchematicId.OfCanonical(writer.Finish());
    }

    /// <summary>The canonical text, which an Image Factory stores and hashes.</summary>
    /// <param name="dialect">The YAML dialect. Default: that of the newest Image Factory releases.</param>
    /// <param name="layout">The order of fields. Default: that of every Image Factory release.</param>
    public string ToYaml(GoYamlDialect dialect = GoYamlDialect.YamlV4Rc6, SchematicLayout layout = SchematicLayout.Released)
    {
        using var writer = new GoYamlWriter(dialect);
        SchematicWriter.Write(writer, this, layout);
        return Encoding.UTF8.GetString(writer.Finish());
    }

    /// <summary>
    /// Checks what the community edition of an Image Factory checks when a schematic is created: there must be no owner. Extensions,
    /// overlays,
    /// arguments and sizes are checked when an asset is built.
    /// </summary>
    /// <exception cref="SchematicException">There is an owner (TB1110).</exception>
    public void Validate()
    {
        if (Owner.Length > 0)
        {
            const string Text = "owner field is only supported in Enterprise edition";
            throw new SchematicException(DiagnosticIds.SchematicOwner, $"{Text}. Remove owner.", path: "owner") { UpstreamText = Text };
        }
    }

    /// <summary>The identifier; the content may hold secrets.</summary>
    public override string ToString() => Id().Hex;

    void AddKnown(List<KnownSchematicId> known, GoYamlDialect dialect, SchematicLayout layout)
    {
        var id = Id(dialect, layout);
        if (known.TrueForAll(other => other.Id != id))
        {
            known.Add(new KnownSchematicId(id, dialect, layout));
        }
    }
}
