using TalosBoot.Core.Work;
using TalosBoot.Samples.Cli.Display;

namespace TalosBoot.Cli.Tests;

[TestFixture]
public sealed class ProgressLineTests
{
    static readonly BuildProgress Half = new(BuildStage.Fetch, "ghcr.io/siderolabs/imager:v1.12.0", 50_000_000, 100_000_000);

    [TestCase(24, " 50% fetch …ger:v1.12.0")]
    [TestCase(200, " 50% fetch ghcr.io/siderolabs/imager:v1.12.0, 50.0 MB of 100.0 MB, 25.0 MB/s, 2 s left")]
    public void A_line_fits_the_terminal(int width, string line) =>
        Assert.That(ProgressLine.Create(Half, TimeSpan.FromSeconds(2), width), Is.EqualTo(line));

    [TestCase(2, "2 s left")]
    [TestCase(600, "10 min left")]
    [TestCase(36_000, "10 h left")]
    public void The_time_that_is_left_is_in_units_that_people_read(int seconds, string left) =>
        Assert.That(ProgressLine.Create(Half, TimeSpan.FromSeconds(seconds), 200), Does.EndWith(left));

    [Test]
    public void Work_without_bytes_has_none_in_its_line()
    {
        Assert.That(ProgressLine.Create(new BuildProgress(BuildStage.Uki, "UKI", 0, null), TimeSpan.Zero, 80), Is.EqualTo("UKI"));
        Assert.That(ProgressLine.Create(new BuildProgress(BuildStage.Resolve, "request", 0, null), TimeSpan.Zero, 80), Is.EqualTo("resolve request"));
    }

    [Test]
    public void No_line_reaches_the_last_column()
    {
        for (var width = 1; width <= 200; width++)
        {
            Assert.That(ProgressLine.Create(Half, TimeSpan.FromSeconds(2), width), Has.Length.LessThan(width).Or.Empty);
        }
    }

    [Test]
    public void A_name_cannot_move_the_cursor() =>
        Assert.That(ProgressLine.Create(Half with { Item = "a\e[2Jb\n" }, TimeSpan.Zero, 80), Does.Not.Contain("\e").And.Not.Contains("\n"));

    [Test]
    public void Nothing_is_left_over()
    {
        using var screen = new StringWriter();
        using (var display = new TerminalDisplay(screen, () => 80, TimeProvider.System))
        {
            display.Report(Half);
            display.Say("message");
            display.Report(Half);
        }

        Assert.That(screen.ToString(), Does.EndWith("\r\e[2K"));
        Assert.That(screen.ToString(), Does.Contain($"\r\e[2Kmessage{Environment.NewLine}"));
    }
}
