using System.CommandLine;
using TalosBoot.Core.Work;
using TalosBoot.Inspection;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary><c>talosboot diff A B</c>: exit code 1 when something differs.</summary>
static class DiffCommand
{
    static readonly Argument<string> First = AssetArgument.Create("first");
    static readonly Argument<string> Second = AssetArgument.Create("second");

    public static Command Create()
    {
        var command = new Command("diff", "Says where two assets differ; exit code 1 when they do.") { First, Second };
        command.SetAction(RunAsync);
        return command;
    }

    static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var first = await AssetArgument.OpenAsync(parsed.GetRequiredValue(First), parsed, client, cancellationToken);
        using var second = await AssetArgument.OpenAsync(parsed.GetRequiredValue(Second), parsed, client, cancellationToken);
        var mask = GlobalOptions.MaskOf(parsed);
        IReadOnlyList<AssetDifference> differences;
        using (var display = GlobalOptions.CreateDisplay(parsed))
        {
            differences = await AssetComparison.CompareAsync(
                first, second, new InspectionOptions { ShowsSecrets = mask.ShowsSecrets }, new BuildContext { Progress = display }, cancellationToken);
        }

        var ink = GlobalOptions.InkOfOutput(parsed);
        Console.Out.Write(GlobalOptions.WantsJson(parsed)
            ? $"{ReportJson.Write(differences)}\n"
            : string.Concat(differences.Select(difference => $"{ink.Bold(difference.Path.Length == 0 ? mask.ApplyToText(first.Name) : difference.Path)}\n    {difference.Text}\n")));
        return differences.Count == 0 ? 0 : 1;
    }
}
