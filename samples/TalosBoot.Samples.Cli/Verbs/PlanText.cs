using TalosBoot.Boot.Measurement;
using TalosBoot.Samples.Cli.Display;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary>What <c>talosboot plan</c> prints.</summary>
static class PlanText
{
    public static void Write(BootAsset asset, ShownText shown, bool asJson, CancellationToken cancellationToken)
    {
        var measurements = (asset.Measure(cancellationToken)?.Predictions ?? []).Where(prediction => prediction.Bank == PcrBank.Sha256).ToList();
        if (asJson)
        {
            WriteJson(asset, shown, measurements);
            return;
        }

        Console.Out.Write($"{asset.FileName}\n");
        Pair("size", asset.Size is { } size ? $"{size} bytes" : "known when it is built");
        Pair("schematic", asset.SchematicId?.Hex);
        Pair("command line", shown.OfCommandLine(asset.KernelCommandLine));
        foreach (var input in asset.Inputs)
        {
            Pair("input", $"{input.Name}{(input.Digest is { } digest ? $" {digest}" : string.Empty)}");
        }

        foreach (var prediction in measurements)
        {
            Pair("PCR 11", $"{prediction.ValueText} {prediction.ProfileId} {prediction.Phase}");
        }

        foreach (var warning in asset.Warnings)
        {
            Pair("warning", warning.ToString());
        }
    }

    static void Pair(string name, string? value)
    {
        if (value is not null)
        {
            Console.Out.Write($"  {name,-13}{value}\n");
        }
    }

    static void WriteJson(BootAsset asset, ShownText shown, List<PcrPrediction> measurements) => JsonOutput.WriteObject(writer =>
    {
        writer.WriteString("fileName", asset.FileName);
        if (asset.Size is { } size)
        {
            writer.WriteNumber("size", size);
        }

        writer.WriteString("schematic", asset.SchematicId?.Hex);
        writer.WriteString("commandLine", shown.OfCommandLine(asset.KernelCommandLine));
        JsonOutput.WriteObjects(writer, "inputs", asset.Inputs, input =>
        {
            writer.WriteString("name", input.Name);
            writer.WriteString("digest", input.Digest?.ToString());
        });
        JsonOutput.WriteObjects(writer, "pcr11", measurements, prediction =>
        {
            writer.WriteString("profile", prediction.ProfileId);
            writer.WriteString("phase", prediction.Phase.ToString());
            writer.WriteString("sha256", prediction.ValueText);
        });
        JsonOutput.WriteTexts(writer, "warnings", asset.Warnings.Select(warning => warning.ToString()));
    });
}
