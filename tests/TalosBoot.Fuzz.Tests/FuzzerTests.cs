using TalosBoot.Fuzz.Fuzzing;
using TalosBoot.Fuzz.Targets;

namespace TalosBoot.Fuzz.Tests;

/// <summary>The tool itself finds what is to be found.</summary>
sealed class FuzzerTests
{
    static FuzzTarget Target(Action<byte[]> read) => new("test", read, () => [new byte[64]]);

    [Test]
    public void A_wrong_exception_is_found_and_its_input_made_short()
    {
        var target = Target(input => _ = input.AsSpan().IndexOf((byte)0xFF) < 0 ? 0 : throw new InvalidOperationException());
        var fuzzer = new Fuzzer(target, seed: 1);
        fuzzer.Run(TimeSpan.FromSeconds(10), executions: 10_000);
        var finding = fuzzer.Findings.Single();
        Assert.That(finding.Kind, Does.StartWith(nameof(InvalidOperationException)));
        Assert.That(Minimiser.Shorten(target, finding), Is.EqualTo(new byte[] { 0xFF }));
    }

    [Test]
    public void Too_much_memory_is_found() =>
        Assert.That(Probe.Run(Target(_ => GC.KeepAlive(new byte[80 * 1024 * 1024])), [1])!.Kind, Is.EqualTo("memory"));

    [Test]
    public void Too_much_time_is_found() => Assert.That(Probe.Run(Target(_ => Thread.Sleep(1100)), [1])!.Kind, Is.EqualTo("time"));

    [Test]
    public void The_same_seed_gives_the_same_inputs()
    {
        static List<string> Inputs()
        {
            var inputs = new List<string>();
            new Fuzzer(Target(input => inputs.Add(Convert.ToHexString(input))), seed: 5).Run(TimeSpan.FromSeconds(10), executions: 50);
            return inputs;
        }

        var first = Inputs();
        Assert.That(Inputs(), Is.EqualTo(first));
    }
}
