using TalosBoot.Yaml;

namespace TalosBoot.Schematics;

/// <summary>The overlay that makes a single-board computer boot.</summary>
public sealed record SchematicOverlay
{
    readonly string _image = string.Empty;
    readonly string _name = string.Empty;
    readonly YamlMapping _options = YamlMapping.Empty;

    /// <summary>
    /// The overlay's container image without registry and tag, such as <c>siderolabs/sbc-raspberrypi</c>. Upstream finds overlays by name
    /// only.
    /// </summary>
    public string Image
    {
        get => _image;
        init => _image = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The name, such as <c>rpi_generic</c>.</summary>
    public string Name
    {
        get => _name;
        init => _name = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Options of the overlay, which it alone understands. Keys are texts.</summary>
    /// <exception cref="ArgumentException">A key is no text.</exception>
    public YamlMapping Options
    {
        get => _options;
        init => _options = (value ?? throw new ArgumentNullException(nameof(value))).Entries.All(entry => entry.Key is YamlText)
            ? value
            : throw new ArgumentException("A key of the options of an overlay is no text.", nameof(value));
    }

    internal bool IsZero => Image.Length == 0 && Name.Length == 0 && Options.Entries.Count == 0;
}
