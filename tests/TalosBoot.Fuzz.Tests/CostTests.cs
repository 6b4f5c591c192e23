using System.Diagnostics;
using TalosBoot.Fuzz.Targets;

namespace TalosBoot.Fuzz.Tests;

/// <summary>What reading costs grows with the input, and not faster: bytes that are allocated, and time of the best of several rounds, at n, 2n and 4n.</summary>
[TestFixture]
[NonParallelizable]
sealed class CostTests
{
    // Growth by 4, with some room for tables that double.
    const double MostGrowth = 5.5;
    const double MostGrowthOfTime = 13;
    const long FreeBytes = 256 * 1024;
    const int Rounds = 4;
    static readonly TimeSpan FreeTime = TimeSpan.FromMilliseconds(40);

    static IEnumerable<TestCaseData> Families => CostFamilies.All.Select(family => new TestCaseData(family).SetArgDisplayNames(family.Target, family.Name));

    [TestCaseSource(nameof(Families))]
    public void Reading_costs_no_more_than_linearly(CostFamily family)
    {
        var target = AllTargets.ByName[family.Target];
        var inputs = new[] { 1, 2, 4 }.Select(times => family.Make(family.Count * times)).ToArray();
        Measure(target, inputs[0], rounds: 1);
        var (once, twice, fourTimes) = (Measure(target, inputs[0], Rounds), Measure(target, inputs[1], Rounds), Measure(target, inputs[2], Rounds));
        var report = $"{once} {twice} {fourTimes} for {inputs[0].Length}, {inputs[1].Length} and {inputs[2].Length} bytes";
        Assert.That(fourTimes.Bytes, Is.LessThan((MostGrowth * once.Bytes) + FreeBytes), report);
        Assert.That(fourTimes.Time, Is.LessThan((MostGrowthOfTime * once.Time) + FreeTime), report);
    }

    [Test]
    public void Every_target_is_measured() => Assert.That(
        AllTargets.ByName.Keys, Is.EquivalentTo(CostFamilies.All.Select(family => family.Target).Concat(CostFamilies.OfFixedSize).Distinct()));

    static (long Bytes, TimeSpan Time) Measure(FuzzTarget target, byte[] input, int rounds)
    {
        var (bytes, time) = (long.MaxValue, TimeSpan.MaxValue);
        for (; rounds > 0; rounds--)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var clock = Stopwatch.StartNew();
            try
            {
                target.Read(input);
            }
            catch (Exception exception) when (target.Documents(exception))
            {
                // To refuse it is as good as to read it, if it is as cheap.
            }

            time = clock.Elapsed < time ? clock.Elapsed : time;
            bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return (bytes, time);
    }
}
