using System.Diagnostics;
using TalosBoot.Fuzz.Targets;

namespace TalosBoot.Fuzz.Fuzzing;

/// <summary>Feeds a target with changed seeds, the same ones for the same number to begin with.</summary>
/// <param name="target">The target.</param>
/// <param name="seed">Where the random numbers begin.</param>
public sealed class Fuzzer(FuzzTarget target, int seed)
{
    const int MostFindings = 10;

    readonly Random _random = new(seed);
    readonly Dictionary<string, Finding> _findings = [];

    /// <summary>How many inputs were read.</summary>
    public long Executions { get; private set; }

    /// <summary>What was found, once for each kind.</summary>
    public IReadOnlyCollection<Finding> Findings => _findings.Values;

    /// <summary>Runs until the time is over, enough was run, or much was found.</summary>
    public void Run(TimeSpan time, long executions)
    {
        var seeds = target.Seeds().ToList();
        foreach (var input in seeds)
        {
            Try(input);
        }

        var mutator = new Mutator(_random);
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < time && Executions < executions && _findings.Count < MostFindings)
        {
            // Changes add up over some generations, and then begin anew with sound inputs.
            var input = seeds[_random.Next(seeds.Count)];
            for (var left = _random.Next(1, 5); left > 0; left--)
            {
                input = mutator.Change(input, seeds[_random.Next(seeds.Count)]);
                if (_random.Next(8) > 0)
                {
                    target.Repair?.Invoke(input);
                }

                Try(input);
            }
        }
    }

    void Try(byte[] input)
    {
        Executions++;
        if (Probe.Run(target, input) is { } finding)
        {
            _findings.TryAdd(finding.Kind, finding);
        }
    }
}
