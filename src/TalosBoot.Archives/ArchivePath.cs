using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Archives;

/// <summary>Paths as archives write them, made paths within a tree. Each is checked here once, and trusted from then on.</summary>
internal static class ArchivePath
{
    /// <summary>
    /// Cleans a path lexically: repeated slashes and <c>.</c> are dropped, <c>..</c> takes back a name, and an absolute path starts at the
    /// root of the tree. Names that matter to some host, such as <c>C:</c> or <c>NUL</c>, are names like others: nothing is created on the host.
    /// </summary>
    /// <param name="path">The bytes of the path.</param>
    /// <param name="format">The format's name, for messages.</param>
    /// <param name="offset">Where the path stands, for messages.</param>
    /// <param name="limits">The limits.</param>
    /// <returns>Names separated by single slashes; empty for the root.</returns>
    /// <exception cref="ImageFormatException">The path leaves the tree or is none (TB4103), or is over a limit (TB4002).</exception>
    public static string Clean(ReadOnlySpan<byte> path, string format, long offset, ArchiveLimits limits)
    {
        CheckText(path, format, offset, limits);
        var text = FileNames.Decode(path);
        if (!TryClean(text, out var names))
        {
            throw Refuse(format, offset, $"the path \"{text}\" leaves the tree or is empty.");
        }

        if (names.Count > limits.MaximumDepth)
        {
            throw TooMuch(format, offset, $"a path has {names.Count} names; the limit is {limits.MaximumDepth}.");
        }

        foreach (var name in names)
        {
            CheckNameLength(name, format, offset);
        }

        return string.Join('/', names);
    }

    /// <summary>The text of a symbolic link, which may lead anywhere.</summary>
    public static string ReadLinkText(ReadOnlySpan<byte> target, string format, long offset, ArchiveLimits limits)
    {
        CheckText(target, format, offset, limits);
        return FileNames.Decode(target);
    }

    /// <summary>Cleans a path; fails when it is empty, when it leaves the tree, or when it holds a NUL.</summary>
    public static bool TryClean(string path, out List<string> names)
    {
        names = [];
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            return false;
        }

        foreach (var part in path.Split('/'))
        {
            if (part is "" or ".")
            {
                continue;
            }

            if (part != "..")
            {
                names.Add(part);
            }
            else if (names.Count > 0)
            {
                names.RemoveAt(names.Count - 1);
            }
            else if (path[0] != '/')
            {
                return false;
            }
        }

        return path.Length > 0;
    }

    public static void CheckNameLength(string name, string format, long offset)
    {
        if (name.Length > FilePath.MaximumNameLength || FileNames.Encode(name).Length > FilePath.MaximumNameLength)
        {
            throw TooMuch(format, offset, $"a name has more than {FilePath.MaximumNameLength} bytes, the limit of Linux.");
        }
    }

    public static ImageFormatException Refuse(string format, long offset, string what) =>
        new(DiagnosticIds.ArchivePathRefused, format, offset, $"{what} The archive is damaged or hostile: do not use it.");

    public static ImageFormatException TooMuch(string format, long offset, string what) =>
        new(DiagnosticIds.LimitExceeded, format, offset, $"{what} The archive is damaged or hostile, or the limits of its reader are too low for it.");

    static void CheckText(ReadOnlySpan<byte> path, string format, long offset, ArchiveLimits limits)
    {
        if (path.Length > limits.MaximumPathLength)
        {
            throw TooMuch(format, offset, $"a path or link has {path.Length} bytes; the limit is {limits.MaximumPathLength}.");
        }

        if (path.Contains((byte)0))
        {
            throw Refuse(format, offset, "a path or link contains a NUL.");
        }
    }
}
