using TalosBoot.Fuzz.Fuzzing;
using TalosBoot.Fuzz.Targets;
using TalosBoot.Testing;

namespace TalosBoot.Fuzz.Tests;

/// <summary>What was found once: inputs in <c>Corpus/TARGET</c>, and seeds of every target.</summary>
[TestFixture]
[NonParallelizable]
sealed class CorpusTests
{
    const long MostBytes = 5 * 1024 * 1024;
    const int Executions = 100;

    static string Folder => Path.Combine(RepositoryPaths.Root, "tests", "TalosBoot.Fuzz.Tests", "Corpus");

    static IEnumerable<string> Files => Directory.EnumerateFiles(Folder, "*.bin", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Folder, file).Replace('\\', '/')).Order(StringComparer.Ordinal);

    static IEnumerable<string> TargetNames => AllTargets.ByName.Keys;

    [TestCaseSource(nameof(Files))]
    public void What_was_found_stays_mended(string file) =>
        Assert.That(Probe.Run(AllTargets.ByName[file.Split('/')[0]], File.ReadAllBytes(Path.Combine(Folder, file))), Is.Null);

    [TestCaseSource(nameof(TargetNames))]
    public void Inputs_are_read_and_changed_ones_refused_or_read(string name)
    {
        var target = AllTargets.ByName[name];
        var fuzzer = new Fuzzer(target, seed: 7);
        fuzzer.Run(TimeSpan.FromMinutes(1), Executions);
        Assert.That(fuzzer.Findings, Is.Empty);
        Assert.That(fuzzer.Executions, Is.GreaterThanOrEqualTo(Executions));
    }

    [Test]
    public void The_corpus_stays_small() => Assert.That(Files.Sum(file => new FileInfo(Path.Combine(Folder, file)).Length), Is.LessThan(MostBytes));
}
