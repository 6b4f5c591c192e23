using System.CommandLine;
using TalosBoot.Inspection;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary><c>talosboot measure ASSET</c>: what PCR 11 will be, a line for each UKI, profile, bank and phase.</summary>
static class MeasureCommand
{
    static readonly Argument<string> Asset = AssetArgument.Create("asset");

    public static Command Create()
    {
        var command = new Command("measure", "Predicts PCR 11 of every UKI in an asset.") { Asset };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var asset = await AssetArgument.OpenAsync(parsed.GetRequiredValue(Asset), parsed, client, cancellationToken);
        var report = await AssetInspector.InspectAsync(asset, new InspectionOptions { Depth = InspectionDepth.Contents }, cancellationToken: cancellationToken);
        if (GlobalOptions.WantsJson(parsed))
        {
            Console.Out.Write($"{ReportJson.Write(report)}\n");
            return 0;
        }

        foreach (var value in report.Measurements)
        {
            Console.Out.Write($"{$"{value.Bank} {value.Phase} {value.Value} {value.Profile} {value.Path}".TrimEnd()}\n");
        }

        return 0;
    }
}
