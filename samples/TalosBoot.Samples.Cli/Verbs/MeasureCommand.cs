using System.CommandLine;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Inspection;
using TalosBoot.Samples.Cli.Display;

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
            JsonOutput.WriteObjects(report.Measurements, (writer, value) =>
            {
                writer.WriteString("bank", value.Bank);
                writer.WriteString("phase", value.Phase);
                writer.WriteString("value", value.Value);
                writer.WriteString("profile", value.Profile);
                writer.WriteString("path", value.Path);
            });
            return 0;
        }

        foreach (var value in report.Measurements)
        {
            Console.Out.Write($"{ForeignText.Escape($"{value.Bank} {value.Phase} {value.Value} {value.Profile} {value.Path}".TrimEnd())}\n");
        }

        return 0;
    }
}
