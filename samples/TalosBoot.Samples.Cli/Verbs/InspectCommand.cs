using System.CommandLine;
using TalosBoot.Core.Work;
using TalosBoot.Inspection;
using TalosBoot.Samples.Cli.Display;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary><c>talosboot inspect ASSET</c>.</summary>
static class InspectCommand
{
    const int WidthOfFiles = 100;

    static readonly Argument<string> Asset = AssetArgument.Create("asset");
    static readonly Option<bool> Markdown = new("--markdown") { Description = "write Markdown" };
    static readonly Option<InspectionDepth?> Depth = WordOption.Create<InspectionDepth>("--depth", "what is read (default: contents; structure for a URL)");

    public static Command Create()
    {
        var command = new Command("inspect", "Says what is in an asset, and what it boots.") { Asset, Markdown, Depth };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var asset = await AssetArgument.OpenAsync(parsed.GetRequiredValue(Asset), parsed, client, cancellationToken);
        var options = new InspectionOptions { ShowsSecrets = GlobalOptions.MaskOf(parsed).ShowsSecrets, Depth = parsed.GetValue(Depth) };
        AssetReport report;
        using (var display = GlobalOptions.CreateDisplay(parsed))
        {
            report = await AssetInspector.InspectAsync(asset, options, new BuildContext { Progress = display }, cancellationToken);
        }

        Console.Out.Write(
            GlobalOptions.WantsJson(parsed) ? $"{ReportJson.Write(report)}\n"
            : parsed.GetValue(Markdown) ? ReportMarkdown.Write(report)
            : ReportText.Write(report, OutputLines.FindWidth(WidthOfFiles)));
        return 0;
    }
}
