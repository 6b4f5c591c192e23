using System.Text;
using System.Text.RegularExpressions;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Formats;

/// <summary>GRUB's menu, as Talos and its imager write it. Nothing in it is run: entries are found line by line.</summary>
internal sealed partial class GrubMenuFile : IAssetFormat
{
    public const string Name = "GRUB menu";
    const int LengthLimit = 64 * 1024;

    public bool Recognizes(ContentPart part) => part.FileName == "grub.cfg" && part.Content.Length <= LengthLimit;

    public ValueTask<OpenedPart?> OpenAsync(ContentPart part, InspectionWork work, CancellationToken cancellationToken)
    {
        string? title = null;
        var text = work.Mask.ApplyToText(Encoding.UTF8.GetString(part.Content.ToArray()));
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (Title().Match(line) is { Success: true } entry)
            {
                title = entry.Groups[1].Value;
            }
            else if (title is not null && Kernel().Match(line) is { Success: true } kernel)
            {
                work.Findings.BootEntries.Add(new InspectedBootEntry(part.Path, "GRUB", title, kernel.Groups[1].Value));
            }
        }

        return ValueTask.FromResult<OpenedPart?>(new OpenedPart { Format = Name, Facts = [new AssetFact("text", text)] });
    }

    [GeneratedRegex(@"^menuentry ""([^""]*)""", RegexOptions.CultureInvariant)]
    private static partial Regex Title();

    [GeneratedRegex(@"^linux\s+\S+\s*(.*)$", RegexOptions.CultureInvariant)]
    private static partial Regex Kernel();
}
