using System.Text;
using System.Text.RegularExpressions;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Comparison;

/// <summary>What is shown of a small text file that is no asset by itself.</summary>
internal static partial class MaskedFile
{
    const int LongestText = 4096;

    /// <summary>The files that hold the schematic, as text in their text.</summary>
    static readonly string[] Manifests = ["manifest.yaml", "extensions.yaml"];

    /// <summary>The other files whose text is known to have no secrets. Any file may be one, such as a key, a token or a machine configuration.</summary>
    static readonly string[] Shown = ["os-release"];

    /// <summary>Reads a file.</summary>
    /// <returns>The text, with secrets masked; null where it is long, no text, or may be a secret as a whole.</returns>
    public static string? Read(ContentPart part, SecretMask mask)
    {
        var isManifest = Manifests.Contains(part.FileName);
        if (part.Content.Length is 0 or > LongestText || !(mask.ShowsSecrets || isManifest || Shown.Contains(part.FileName)))
        {
            return null;
        }

        try
        {
            var text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(part.Content.ToArray()).TrimEnd('\n');
            return text.Any(character => char.IsControl(character) && character is not ('\n' or '\t' or '\r')) ? null
                : mask.ShowsSecrets || !isManifest ? mask.ApplyToText(text)
                : MaskSchematic(text, mask);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Masks the schematic in a block of lines, as Talos' tools write it. Nothing is shown of a file that has it in another form.</summary>
    static string? MaskSchematic(string text, SecretMask mask)
    {
        var masked = Schematic().Replace(text, match =>
        {
            var indentation = match.Groups["indentation"].Value;
            var lines = match.Groups["lines"].Value.Split('\n').Select(line => line.StartsWith(indentation, StringComparison.Ordinal) ? line[indentation.Length..] : line);
            return $"schematic:\n{mask.ApplyToSchematic(string.Join('\n', lines))}";
        });
        return masked.Contains("extraInfo", StringComparison.Ordinal) ? null : mask.ApplyToText(masked);
    }

    [GeneratedRegex(@"extraInfo: \|[0-9+-]*\n(?<lines>(?<indentation> +)[^\n]*(\n(\k<indentation>[^\n]*|(?=\n|\z)))*)")]
    private static partial Regex Schematic();
}
