using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using TalosBoot.Benchmarks;

if (args is ["parallel" or "first-byte", var release, ..])
{
    var rounds = args.Length > 2 ? int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture) : 3;
    await (args[0] == "parallel" ? ParallelBuilds.RunAsync(release, rounds) : FirstByte.RunAsync(release, rounds));
    return 0;
}

// Without a job on the command line: few rounds in this process, which gives figures in a minute or two.
var config = DefaultConfig.Instance.AddDiagnoser(MemoryDiagnoser.Default);
if (!args.Contains("--job"))
{
    config = config.AddJob(Job.ShortRun);
}

var summaries = BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
return summaries.Any(summary => summary.HasCriticalValidationErrors || summary.Reports.Any(report => !report.Success)) ? 1 : 0;
