using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using TalosBoot.Fuzz.Fuzzing;
using TalosBoot.Fuzz.Targets;

// TARGET|all SECONDS [SEED] [EXECUTIONS]: prints how many inputs each target read, and writes what was found to artifacts/fuzz/TARGET.
// With the path of a file instead of SECONDS, that file is read once, and the time and memory are told.
if (args.Length < 2 || (args[0] != "all" && !AllTargets.ByName.ContainsKey(args[0])))
{
    Console.Error.WriteLine($"TalosBoot.Fuzz TARGET|all SECONDS|FILE [SEED] [EXECUTIONS]. The targets: {string.Join(' ', AllTargets.ByName.Keys)}");
    return 2;
}

var targets = args[0] == "all" ? [.. AllTargets.ByName.Values] : new[] { AllTargets.ByName[args[0]] };
if (File.Exists(args[1]))
{
    var clock = Stopwatch.StartNew();
    targets[0].Read(File.ReadAllBytes(args[1]));
    Console.WriteLine($"{clock.Elapsed.TotalSeconds:0.00} s, {Environment.WorkingSet >> 20} MiB");
    return 0;
}

var time = TimeSpan.FromSeconds(double.Parse(args[1], CultureInfo.InvariantCulture));
var seed = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : Random.Shared.Next();
var executions = args.Length > 3 ? long.Parse(args[3], CultureInfo.InvariantCulture) : long.MaxValue;
var found = 0;
Parallel.ForEach(targets, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, target =>
{
    var fuzzer = new Fuzzer(target, seed);
    fuzzer.Run(time, executions);
    Console.WriteLine($"{target.Name}: {fuzzer.Executions} inputs, seed {seed}, {fuzzer.Findings.Count} findings");
    foreach (var finding in fuzzer.Findings)
    {
        var input = Minimiser.Shorten(target, finding);
        var folder = Directory.CreateDirectory(Path.Combine("artifacts", "fuzz", target.Name)).FullName;
        var file = Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(input))[..16]}.bin");
        File.WriteAllBytes(file, input);
        Console.WriteLine($"FOUND {target.Name}: {finding.Kind}\n{finding.Detail}\n{file}, {input.Length} bytes");
        Interlocked.Increment(ref found);
    }
});
return found == 0 ? 0 : 1;
