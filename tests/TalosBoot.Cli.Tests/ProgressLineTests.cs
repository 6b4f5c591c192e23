using TalosBoot.Core.Work;
using TalosBoot.Samples.Cli.Display;

namespace TalosBoot.Cli.Tests;

[TestFixture]
public sealed class ProgressLineTests
{
    static readonly BuildProgress Half = new(BuildStage.Fetch, "ghcr.io/siderolabs/imager:v1.12.0", 50_000_000, 100_000_000);

    [TestCase(12, " 50% fetch")]
    [TestCase(16, " 50% fetch ima…")]
    [TestCase(24, " 50% fetch imager")]
    [TestCase(30, " 50% fetch imager:v1.12.0")]
    [TestCase(50, " 50% fetch imager:v1.12.0, 50.0 MB of 100.0 MB")]
    [TestCase(72, " 50% fetch imager:v1.12.0, 50.0 MB of 100.0 MB, 25.0 MB/s, 2 s left")]
    [TestCase(200, " 50% fetch ghcr.io/siderolabs/imager:v1.12.0, 50.0 MB of 100.0 MB, 25.0 MB/s, 2 s left")]
    public void A_line_fits_the_terminal(int width, string line) =>
        Assert.That(ProgressLine.Create(Half, TimeSpan.FromSeconds(2), width), Is.EqualTo(line));

    [TestCase("ghcr.io/siderolabs/demo-hello:v1.0.0", "demo-hello")]
    [TestCase("127.0.0.1:5000/siderolabs/demo-tools@sha256:ab", "demo-tools")]
    [TestCase("sha256:0123456789abcdef", "0123456789ab")]
    [TestCase("metal-amd64.iso.zst", "metal-amd64…")]
    public void A_name_that_is_too_long_keeps_what_tells_it_from_others(string item, string shown) => Assert.That(ItemName.Fit(item, 12), Is.EqualTo(shown));

    [TestCase(2, "2 s left")]
    [TestCase(600, "10 min left")]
    [TestCase(36_000, "10 h left")]
    public void The_time_that_is_left_is_in_units_that_people_read(int seconds, string left) =>
        Assert.That(ProgressLine.Create(Half, TimeSpan.FromSeconds(seconds), 200), Does.EndWith(left));

    [Test]
    public void Less_than_a_second_is_not_worth_a_word() =>
        Assert.That(ProgressLine.Create(Half with { BytesDone = 90_000_000 }, TimeSpan.FromSeconds(2), 200), Does.EndWith(", 90.0 MB of 100.0 MB, 45.0 MB/s"));

    [Test]
    public void A_name_that_says_no_more_than_its_stage_is_left_out()
    {
        Assert.That(ProgressLine.Create(new BuildProgress(BuildStage.Initramfs, "initramfs", 1_000_000, 2_000_000), TimeSpan.Zero, 80), Is.EqualTo(" 50% initramfs, 1.0 MB of 2.0 MB"));
        Assert.That(ProgressLine.TitleOf(new BuildProgress(BuildStage.FileSystem, "GRUB i386-pc", 0, null)), Is.EqualTo("lay out GRUB i386-pc"));
    }

    [Test]
    public void Work_without_bytes_has_none_in_its_line()
    {
        Assert.That(ProgressLine.Create(new BuildProgress(BuildStage.Uki, "UKI", 0, null), TimeSpan.Zero, 80), Is.EqualTo("UKI"));
        Assert.That(ProgressLine.Create(new BuildProgress(BuildStage.Resolve, "request", 0, null), TimeSpan.Zero, 80), Is.EqualTo("resolve"));
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
        var clock = new ManualClock();
        using (var display = new TerminalDisplay(screen, () => 80, clock))
        {
            display.Report(Half);
            display.Say("message");
            clock.Advance(200);
            display.Report(Half);
        }

        Assert.That(screen.ToString(), Does.EndWith("\r\e[2K"));
        Assert.That(screen.ToString(), Does.Contain($"\r\e[2Kmessage{Environment.NewLine}"));
    }
}
