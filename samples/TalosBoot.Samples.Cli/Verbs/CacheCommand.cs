using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Samples.Cli.Display;

namespace TalosBoot.Samples.Cli.Verbs;

/// <summary><c>talosboot cache info|prune</c>: the folder of <c>--cache</c>.</summary>
static class CacheCommand
{
    /// <summary>
    /// What the engine keeps in its folder, and a file or folder that only it makes there: another folder with such a name, as the blobs of an OCI layout, is
    /// nobody's cache.
    /// </summary>
    static readonly (string Name, string Mark)[] Parts = [("blobs", "locks"), ("content", "key")];

    public static Command Create()
    {
        var info = new Command("info", "Says how much is kept.");
        info.SetAction(parsed => Write(parsed, [.. Existing(parsed).Select(Measure)]));
        var prune = new Command("prune", "Deletes what is kept, and says how much that was. No build may use the folder meanwhile.");
        prune.SetAction(parsed =>
        {
            var deleted = new List<(string, int, long)>();
            foreach (var part in Existing(parsed))
            {
                deleted.Add(Measure(part));
                part.Delete(recursive: true);
            }

            Write(parsed, deleted);
        });
        return new Command("cache", "The folder that --cache names.") { info, prune };
    }

    static (string Name, int Files, long Bytes) Measure(DirectoryInfo part)
    {
        var files = part.EnumerateFiles("*", SearchOption.AllDirectories).ToList();
        return (part.Name, files.Count, files.Sum(file => file.Length));
    }

    static void Write(ParseResult parsed, List<(string Name, int Files, long Bytes)> parts)
    {
        if (GlobalOptions.WantsJson(parsed))
        {
            JsonOutput.WriteObjects(parts, WriteJson);
            return;
        }

        foreach (var (name, files, bytes) in parts)
        {
            Console.Out.Write(string.Create(CultureInfo.InvariantCulture, $"{name}: {files} files, {ProgressLine.Size(bytes)}\n"));
        }
    }

    static void WriteJson(Utf8JsonWriter writer, (string Name, int Files, long Bytes) part)
    {
        writer.WriteString("name", part.Name);
        writer.WriteNumber("files", part.Files);
        writer.WriteNumber("bytes", part.Bytes);
    }

    static IEnumerable<DirectoryInfo> Existing(ParseResult parsed)
    {
        var folder = GlobalOptions.FindCache(parsed)
            ?? throw new FileAccessException(DiagnosticIds.InputNotReadable, "--cache", "no folder was named. Give the folder that builds were given.");
        return Parts.Where(part => Path.Exists(Path.Combine(folder, part.Name, part.Mark))).Select(part => new DirectoryInfo(Path.Combine(folder, part.Name)));
    }
}
