namespace TalosBoot.Samples.Cli.Schematics;

/// <summary>The keys of schematics, for those that are misspelt (docs/formats/schematic.md).</summary>
static class SchematicKeys
{
    static readonly string[] All =
    [
        "owner", "overlay", "name", "image", "options", "customization", "extraKernelArgs", "meta", "key", "value", "systemExtensions", "officialExtensions",
        "secureboot", "includeWellKnownCertificates", "enrollKeys", "bootloader", "embeddedMachineConfiguration", "diskImage", "sectorSize",
    ];

    /// <summary>The key that is nearest to the last one of a path; null where none is near.</summary>
    /// <param name="path">The path, such as <c>customization.systemExtension</c>.</param>
    public static string? FindNearest(string path) => Suggestions.Nearest(path[(path.LastIndexOf('.') + 1)..], All);
}
