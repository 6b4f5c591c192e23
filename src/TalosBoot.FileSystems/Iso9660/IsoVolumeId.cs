using TalosBoot.FileSystems.Iso9660.OnDisk;

namespace TalosBoot.FileSystems.Iso9660;

/// <summary>Names of volumes.</summary>
public static class IsoVolumeId
{
    /// <summary>
    /// The volume id of a label, by Talos' rule (docs/formats/iso.md): upper case, letters and digits kept, <c>_</c>, <c>-</c> and <c>.</c> become
    /// <c>_</c>, all else is dropped, cut to 32 characters. <c>Talos-v1.7.6</c> becomes <c>TALOS_V1_7_6</c>.
    /// </summary>
    /// <param name="label">The label.</param>
    public static string FromLabel(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        var characters = label
            .Select(character => character is '_' or '-' or '.' ? '_' : char.ToUpperInvariant(character))
            .Where(character => char.IsAsciiLetterUpper(character) || char.IsAsciiDigit(character) || character == '_')
            .Take(PrimaryVolumeDescriptor.VolumeIdLength);
        return string.Concat(characters);
    }
}
