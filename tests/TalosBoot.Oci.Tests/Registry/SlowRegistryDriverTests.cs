using System.Diagnostics;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Oci.Registry;
using TalosBoot.Testing;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>
/// The registry that <c>eng/slow-registry.py</c> is: a process of its own with the pace of a real line. By hand it shows the same with the defaults, which
/// takes minutes.
/// </summary>
[TestFixture]
sealed class SlowRegistryDriverTests
{
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    static readonly RegistryOptions Options = new() { AnswerTimeout = Patience, StallTimeout = Patience, ProgressTimeout = Patience };

    [Test]
    public async Task A_layer_that_comes_slowly_is_waited_for_longer_than_no_progress_would_be()
    {
        var clock = Stopwatch.StartNew();
        Assert.That(await PullAsync(bytesASecond: 50_000, length: 250_000), Is.EqualTo(250_000));
        Assert.That(clock.Elapsed, Is.GreaterThan(Patience));
    }

    [Test]
    public async Task A_layer_of_which_a_byte_a_second_comes_is_given_up()
    {
        var clock = Stopwatch.StartNew();
        var failure = await Assert.ThrowsAsync<RegistryException>(() => PullAsync(bytesASecond: 1, length: 250_000));
        Assert.That(failure!.DiagnosticId, Is.EqualTo(DiagnosticIds.RegistryStalled));
        Assert.That(clock.Elapsed, Is.LessThan(Patience * 4));
    }

    /// <summary>Pulls the image, and gives the length of its only layer.</summary>
    static async Task<long> PullAsync(int bytesASecond, int length)
    {
        ForeignTool.Require("python3");
        var script = Path.Combine(RepositoryPaths.Root, "eng", "slow-registry.py");
        using var process = Process.Start(new ProcessStartInfo("python3", [script, $"{bytesASecond}", $"{length}"]) { RedirectStandardOutput = true })!;
        try
        {
            var reference = ImageReference.Parse((await process.StandardOutput.ReadLineAsync())!);
            using var client = new RegistryClient(Options);
            using var images = new RegistryImageSource(client);
            var image = await images.ResolveAsync(reference, OciPlatform.Parse("linux/amd64"));
            return (await image.Layers[0].OpenAsync()).Length;
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }
}
