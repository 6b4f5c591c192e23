using System.Text;
using TalosBoot.Inspection.Opening;

namespace TalosBoot.Inspection.Formats;

/// <summary>Small texts that say how a machine boots: systemd-boot's settings, a command line, and the texts in a UKI.</summary>
internal sealed class TextFile : IAssetFormat
{
    public const string Name = "text";
    public const string CommandLineName = "command line";
    const int LengthLimit = 16 * 1024;

    static readonly string[] Names = ["loader.conf", ".cmdline", ".osrel", ".uname", ".profile"];

    public bool Recognizes(ContentPart part) => part.Content.Length <= LengthLimit && (IsNamed(part.FileName) || IsCommandLine(part));

    public ValueTask<OpenedPart?> OpenAsync(ContentPart part, InspectionWork work, CancellationToken cancellationToken)
    {
        var text = work.Mask.ApplyToText(Encoding.UTF8.GetString(part.Content.ToArray()).TrimEnd('\0', '\n'));
        var isCommandLine = IsCommandLine(part);
        if (isCommandLine)
        {
            work.Findings.BootEntries.Add(new InspectedBootEntry(part.Path, "file", null, text));
        }

        return ValueTask.FromResult<OpenedPart?>(new OpenedPart
        {
            Format = isCommandLine ? CommandLineName : Name,
            Kind = isCommandLine ? AssetKind.CommandLine : null,
            Facts = [new AssetFact("text", text)],
        });
    }

    /// <summary>Also the second section of a name, which is numbered.</summary>
    static bool IsNamed(string name) => Array.Exists(Names, known => name == known || name.StartsWith($"{known} ", StringComparison.Ordinal));

    static bool IsCommandLine(ContentPart part) => part.FileName.StartsWith("cmdline-", StringComparison.Ordinal);
}
