using TalosBoot.Boot.Measurement;
using TalosBoot.Samples.Cli.Display;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary>What <c>talosboot plan</c> prints.</summary>
static class PlanText
{
    public static void Write(BootAsset asset, SecretMask mask, bool asJson, CancellationToken cancellationToken)
    {
        var measurements = (asset.Measure(cancellationToken)?.Predictions ?? []).Where(prediction => prediction.Bank == PcrBank.Sha256).ToList();
        if (asJson)
        {
            WriteJson(asset, mask, measurements);
            return;
        }

        Console.Out.Write($"{asset.FileName}\n");
        Pair("size", asset.Size is { } size ? ProgressLine.Size(size) : "known when it is built");
        Pair("schematic", asset.SchematicId?.Hex);
        Pair("command line", mask.ApplyToText(asset.KernelCommandLine));
        foreach (var input in asset.Inputs)
        {
            Pair("input", $"{NameOf(input, asset)}{(input.Digest is { } digest ? $" {digest}" : string.Empty)}");
        }

        foreach (var prediction in measurements)
        {
            Pair("PCR 11", $"{prediction.ValueText} {prediction.ProfileId} {prediction.PhaseText}");
        }

        foreach (var warning in asset.Warnings)
        {
            Pair("warning", mask.ApplyToText(warning.ToString()));
        }
    }

    static void Pair(string name, string? value)
    {
        if (value is not null)
        {
            Console.Out.Write(OutputLines.Pair($"  {name,-13}", value, OutputLines.FindWidth(int.MaxValue)));
        }
    }

    /// <summary>The archive by which a machine knows its schematic is made here, under a name that nobody gave.</summary>
    static string NameOf(BootAssetInput input, BootAsset asset) =>
        asset.SchematicId is { } id && input.Name.StartsWith($"{id.Hex}-", StringComparison.Ordinal) ? "the schematic" : input.Name;

    static void WriteJson(BootAsset asset, SecretMask mask, List<PcrPrediction> measurements) => JsonOutput.WriteObject(writer =>
    {
        writer.WriteString("fileName", asset.FileName);
        if (asset.Size is { } size)
        {
            writer.WriteNumber("size", size);
        }

        writer.WriteString("schematic", asset.SchematicId?.Hex);
        writer.WriteString("commandLine", mask.ApplyToText(asset.KernelCommandLine));
        JsonOutput.WriteObjects(writer, "inputs", asset.Inputs, input =>
        {
            writer.WriteString("name", NameOf(input, asset));
            if (input.Digest is { } digest)
            {
                writer.WriteString("digest", digest.ToString());
            }
        });
        JsonOutput.WriteObjects(writer, "pcr11", measurements, prediction =>
        {
            writer.WriteString("profile", prediction.ProfileId);
            writer.WriteString("phase", prediction.PhaseText);
            writer.WriteString("sha256", prediction.ValueText);
        });
        JsonOutput.WriteTexts(writer, "warnings", asset.Warnings.Select(warning => mask.ApplyToText(warning.ToString())));
    });
}
