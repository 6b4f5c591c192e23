using System.Text;
using System.Text.Json;
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

    static void WriteJson(BootAsset asset, ShownText shown, List<PcrPrediction> measurements)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WriteString("fileName", asset.FileName);
            if (asset.Size is { } size)
            {
                writer.WriteNumber("size", size);
            }

            writer.WriteString("schematic", asset.SchematicId?.Hex);
            writer.WriteString("commandLine", shown.OfCommandLine(asset.KernelCommandLine));
            writer.WriteStartArray("inputs");
            foreach (var input in asset.Inputs)
            {
                writer.WriteStartObject();
                writer.WriteString("name", input.Name);
                writer.WriteString("digest", input.Digest?.ToString());
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteStartArray("pcr11");
            foreach (var prediction in measurements)
            {
                writer.WriteStartObject();
                writer.WriteString("profile", prediction.ProfileId);
                writer.WriteString("phase", prediction.Phase.ToString());
                writer.WriteString("sha256", prediction.ValueText);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        Console.Out.Write($"{Encoding.UTF8.GetString(buffer.ToArray())}\n");
    }
}
