using System.CommandLine;
using System.Globalization;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Samples.Cli.Display;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary><c>talosboot cache info|prune</c>: the folder of <c>--cache</c>.</summary>
static class CacheCommand
{
    /// <summary>What the engine keeps in its folder: nothing else is counted or deleted.</summary>
    static readonly string[] Parts = ["blobs", "content"];

    public static Command Create()
    {
        var info = new Command("info", "Says how much is kept.");
        info.SetAction(parsed =>
        {
            foreach (var part in Existing(parsed))
            {
                var files = part.EnumerateFiles("*", SearchOption.AllDirectories).ToList();
                Console.Out.Write(string.Create(CultureInfo.InvariantCulture, $"{part.Name}: {files.Count} files, {ProgressLine.Size(files.Sum(file => file.Length))}\n"));
            }
        });
        var prune = new Command("prune", "Deletes what is kept. No build may use the folder meanwhile.");
        prune.SetAction(parsed =>
        {
            foreach (var part in Existing(parsed))
            {
                part.Delete(recursive: true);
            }
        });
        return new Command("cache", "The folder that --cache names.") { info, prune };
    }

    static IEnumerable<DirectoryInfo> Existing(ParseResult parsed)
    {
        var folder = GlobalOptions.FindCache(parsed)
            ?? throw new FileAccessException(DiagnosticIds.InputNotReadable, "--cache", "no folder was named. Give the folder that builds were given.");
        return Parts.Select(name => new DirectoryInfo(Path.Combine(folder, name))).Where(part => part.Exists);
    }
}
