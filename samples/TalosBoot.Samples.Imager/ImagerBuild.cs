using System.Formats.Tar;
using System.IO.Compression;
using TalosBoot.Profiles;

namespace TalosBoot.Samples.Imager;

/// <summary>One build with what upstream's imager tells on standard error, and the progress of long work (profile.md 1.7).</summary>
sealed class ImagerBuild(TalosBootEngine talos, string outputFolder, ShownText shown)
{
    public async Task RunAsync(Profile request, CancellationToken cancellationToken)
    {
        using var display = ProgressDisplay.Create();
        display.Say("assembling the finalized profile...");
        var resolved = await talos.CreateAsset(request).ResolveAsync(cancellationToken);
        display.Say(resolved.Profile.Overlay is null ? "skipped pulling overlay (no overlay)" : "pulling overlay...");
        display.Say("profile ready:");
        display.Say(shown.Of(resolved.Profile));
        using var asset = await resolved.PlanAsync(display, cancellationToken);
        display.Say($"kernel command line: {shown.Of(asset.KernelCommandLine)}");
        if (asset.Overlay is { } overlay)
        {
            display.Say($"overlay {overlay.Name}: {overlay.Reason}");
        }

        foreach (var warning in asset.Warnings)
        {
            display.Say($"warning: {warning}");
        }

        var path = CreateOutputPath(asset.FileName);
        await asset.WriteToFileAsync(path, display, cancellationToken);
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
