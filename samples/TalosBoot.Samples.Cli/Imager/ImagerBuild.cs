using System.Formats.Tar;
using System.IO.Compression;
using TalosBoot.Profiles;
using TalosBoot.Samples.Cli.Display;
using TalosBoot.Schematics;

namespace TalosBoot.Samples.Cli.Imager;

/// <summary>One build with what upstream's imager tells on standard error, and the progress of long work (profile.md 1.7).</summary>
sealed class ImagerBuild(TalosBootEngine talos, string outputFolder, IMessageDisplay display, ShownText shown)
{
    public async Task RunAsync(Profile request, Schematic? schematic, CancellationToken cancellationToken)
    {
        display.Say("assembling the finalized profile...");
        var builder = talos.CreateAsset(request);
        var resolved = await (schematic is null ? builder : builder.UseSchematic(schematic)).ResolveAsync(cancellationToken);
        display.Say(resolved.Profile.Overlay is null ? "skipped pulling overlay (no overlay)" : "pulling overlay...");
        display.Say("profile ready:");
        display.Say(shown.OfProfile(resolved.Profile));
        var messages = new ImagerMessages(resolved.Profile);
        messages.BeforePlanning.ForEach(display.Say);
        using var asset = await resolved.PlanAsync(display, cancellationToken);
        messages.AfterPlanning.ForEach(display.Say);
        display.Say($"kernel command line: {shown.OfCommandLine(asset.KernelCommandLine)}");
        if (asset.Overlay is { } overlay)
        {
            display.Say($"overlay {overlay.Name}: {overlay.Reason}");
        }

        foreach (var warning in asset.Warnings)
        {
            display.Say($"warning: {warning}");
        }

        messages.BeforeWriting.ForEach(display.Say);
        var path = CreateOutputPath(asset.FileName);
        await asset.WriteToFileAsync(path, display, cancellationToken);
        messages.AfterWriting.ForEach(display.Say);
        display.Say($"output asset path: {path}");
    }

    /// <summary>Writes the whole output folder as a gzipped tar.</summary>
    public async Task WriteTarAsync(Stream destination, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(destination, CompressionLevel.Optimal, leaveOpen: true);
        await TarFile.CreateFromDirectoryAsync(outputFolder, gzip, includeBaseDirectory: false, cancellationToken);
    }

    string CreateOutputPath(string fileName)
    {
        try
        {
            Directory.CreateDirectory(outputFolder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new Core.Diagnostics.FileAccessException(
                Core.Diagnostics.DiagnosticIds.OutputNotWritable, outputFolder, "the output folder cannot be made. Name another with --output.", exception);
        }

        return Path.Combine(outputFolder, fileName);
    }
}
