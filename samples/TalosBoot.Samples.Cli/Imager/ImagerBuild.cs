using System.Formats.Tar;
using System.IO.Compression;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Profiles.Reading;
using TalosBoot.Samples.Cli.Display;

namespace TalosBoot.Samples.Cli.Imager;

/// <summary>One build with what upstream's imager tells on standard error, and the progress of long work (profile.md 1.7).</summary>
/// <param name="outputFolder">The folder to write to.</param>
/// <param name="display">Shows messages and progress.</param>
/// <param name="mask">What is shown of what may be secret.</param>
/// <param name="ink">Colors of messages.</param>
sealed class ImagerBuild(string outputFolder, IMessageDisplay display, SecretMask mask, Ink ink)
{
    /// <summary>Builds.</summary>
    /// <param name="builder">What.</param>
    /// <param name="cancellationToken">Stops the build.</param>
    public async Task<BuiltAsset> RunAsync(BootAssetBuilder builder, CancellationToken cancellationToken)
    {
        CreateOutputFolder(); // Before the work that would be in vain.
        display.Say("assembling the finalized profile...");
        var resolved = await builder.ResolveAsync(cancellationToken);
        display.Say(resolved.Profile.Overlay is null ? "skipped pulling overlay (no overlay)" : "pulling overlay...");
        display.Say("profile ready:");
        display.Say(ProfileWriter.Write(mask.Apply(resolved.Profile)).TrimEnd('\n'));
        var messages = new ImagerMessages(resolved.Profile);
        messages.BeforePlanning.ForEach(display.Say);
        using var asset = await resolved.PlanAsync(display, cancellationToken);
        messages.AfterPlanning.ForEach(display.Say);
        var commandLine = mask.ApplyToText(asset.KernelCommandLine);
        display.Say($"kernel command line: {ForeignText.Escape(commandLine)}");
        if (asset.Overlay is { } overlay)
        {
            display.Say($"overlay {overlay.Name}: {overlay.Reason}");
        }

        List<string> warnings = [.. asset.Warnings.Select(warning => mask.ApplyToText(warning.ToString()))];
        warnings.ForEach(Warn);

        messages.BeforeWriting.ForEach(display.Say);
        var path = Path.Combine(outputFolder, asset.FileName);
        await asset.WriteToFileAsync(path, display, cancellationToken);
        messages.AfterWriting.ForEach(display.Say);
        display.Say($"output asset path: {path}");
        return new BuiltAsset(path, new FileInfo(path).Length, asset.SchematicId?.Hex, commandLine, warnings);
    }

    /// <summary>Tells what is probably not meant.</summary>
    public void Warn(string text) => display.Say($"{ink.Yellow("warning:")} {text}");

    /// <summary>Writes the whole output folder as a gzipped tar.</summary>
    public async Task WriteTarAsync(Stream destination, CancellationToken cancellationToken)
    {
        await using var gzip = new GZipStream(destination, CompressionLevel.Optimal, leaveOpen: true);
        await using var tar = new TarWriter(gzip, TarEntryFormat.Pax, leaveOpen: true);
        await WriteFolderAsync(tar, outputFolder, cancellationToken);
    }

    /// <summary>Writes what is in a folder in the order of names, as upstream does.</summary>
    async Task WriteFolderAsync(TarWriter tar, string folder, CancellationToken cancellationToken)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos().OrderBy(entry => entry.Name, StringComparer.Ordinal))
        {
            var name = Path.GetRelativePath(outputFolder, entry.FullName).Replace('\\', '/');
            if (entry is DirectoryInfo { LinkTarget: null })
            {
                await tar.WriteEntryAsync(entry.FullName, $"{name}/", cancellationToken);
                await WriteFolderAsync(tar, entry.FullName, cancellationToken);
            }
            else
            {
                await tar.WriteEntryAsync(entry.FullName, name, cancellationToken);
            }
        }
    }

    void CreateOutputFolder()
    {
        try
        {
            Directory.CreateDirectory(outputFolder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new FileAccessException(
                DiagnosticIds.OutputNotWritable, outputFolder, "the output folder cannot be made. Name another with --output.", exception);
        }
    }
}
