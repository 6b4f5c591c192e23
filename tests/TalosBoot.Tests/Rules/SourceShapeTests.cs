using System.Text.RegularExpressions;
using TalosBoot.Testing;

namespace TalosBoot.Tests.Rules;

/// <summary>Files and folders of a size that one can read.</summary>
public sealed partial class SourceShapeTests
{
    const int MostLines = 500;

    /// <summary>Files of code in a folder, sub-folders not counted.</summary>
    const int MostFiles = 25;

    static readonly string[] Sources =
    [
        .. ((string[])["src", "tests", "samples", "benchmarks"])
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(RepositoryPaths.Root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(RepositoryPaths.Root, path).Replace('\\', '/'))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal)),
    ];

    /// <summary>A type for each family of exceptions and of ids: a list that one searches, and does not read.</summary>
    static readonly string[] Lists = ["src/TalosBoot.Core/Diagnostics"];

    [Test]
    public void No_file_has_more_lines_than_one_reads()
    {
        Assert.That(Sources, Has.Length.GreaterThan(500));
        Assert.That(Sources.Where(path => File.ReadLines(Path.Combine(RepositoryPaths.Root, path)).Count() > MostLines), Is.Empty);
    }

    [Test]
    public void No_folder_of_the_library_has_more_files_than_one_looks_through()
    {
        var folders = Sources.Where(path => path.StartsWith("src/", StringComparison.Ordinal)).GroupBy(path => Path.GetDirectoryName(path)!.Replace('\\', '/'));
        Assert.That(folders.Where(folder => folder.Count() > MostFiles && !Lists.Contains(folder.Key)).Select(folder => $"{folder.Key}: {folder.Count()}"), Is.Empty);
    }

    [Test]
    public void A_file_of_the_library_has_one_type()
    {
        var several = Sources.Where(path => path.StartsWith("src/", StringComparison.Ordinal))
            .Select(path => (path, Count: TopLevelType().Count(File.ReadAllText(Path.Combine(RepositoryPaths.Root, path)))))
            .Where(file => file.Count > 1);
        Assert.That(several, Is.Empty);
    }

    /// <summary>What is required where tools are, and skipped elsewhere, goes through the one helper that knows where it is.</summary>
    [Test]
    public void No_test_skips_itself() => Assert.That(
        Sources.Where(path => path.StartsWith("tests/", StringComparison.Ordinal) && Skip().IsMatch(File.ReadAllText(Path.Combine(RepositoryPaths.Root, path)))), Is.Empty);

    [Test]
    public void Documents_that_the_code_points_to_are_there()
    {
        var missing = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var path in Sources.Where(path => path.StartsWith("src/", StringComparison.Ordinal)))
        {
            foreach (Match match in Document().Matches(File.ReadAllText(Path.Combine(RepositoryPaths.Root, path))))
            {
                if (!File.Exists(Path.Combine(RepositoryPaths.Root, match.Value)))
                {
                    missing.Add($"{path}: {match.Value}");
                }
            }
        }

        Assert.That(missing, Is.Empty);
    }

    /// <summary>A declaration that is not indented, and is no other part of a type.</summary>
    [GeneratedRegex(@"^(?:(?:public|internal|file|static|sealed|abstract|readonly|ref|unsafe) )*(?:class|struct|record|interface|enum) \w+", RegexOptions.Multiline)]
    private static partial Regex TopLevelType();

    /// <summary>A document that a comment names, such as <c>docs/formats/iso.md</c>.</summary>
    [GeneratedRegex(@"(?<![\w./-])(?:docs|demo|benchmarks)/(?:[\w-]+/)*[a-z][\w-]*\.md\b")]
    private static partial Regex Document();

    [GeneratedRegex(@"\bAssert\.Ignore\(")]
    private static partial Regex Skip();
}
