using TalosBoot.Core.Work;
using TalosBoot.Samples.Cli.Display;

namespace TalosBoot.Cli.Tests;

/// <summary>The line of progress on a terminal, drawn by a clock that stands unless it is moved.</summary>
[TestFixture]
public sealed class TerminalDisplayTests
{
    const string ClearLine = "\r\e[2K";
    const string ClearLineAbove = "\e[1A\e[2K";

    ManualClock _clock = null!;
    StringWriter _screen = null!;
    TerminalDisplay _display = null!;
    int _width;

    /// <summary>What was drawn, in order.</summary>
    string[] Drawn => _screen.ToString().Split(ClearLine).Select(line => line.Replace(ClearLineAbove, string.Empty, StringComparison.Ordinal)).ToArray();

    [SetUp]
    public void Create()
    {
        (_clock, _screen, _width) = (new ManualClock(), new StringWriter(), 80);
        _display = new TerminalDisplay(_screen, () => _width, _clock);
    }

    [TearDown]
    public void Dispose()
    {
        _display.Dispose();
        _screen.Dispose();
    }

    [TestCase(80, 0)]
    [TestCase(35, 0)]
    [TestCase(34, 1)]
    [TestCase(17, 2)]
    [TestCase(1, 34)]
    public void A_terminal_that_became_narrower_keeps_no_rest_of_the_line(int width, int rowsAbove)
    {
        const string Line = "  0% flatten one, 500 kB of 1.00 GB";
        Flatten("one", 500_000, 1_000_000_000);
        _width = width;
        _display.Say("message");
        Assert.That(_screen.ToString(), Is.EqualTo($"{Line}{ClearLine}{string.Concat(Enumerable.Repeat(ClearLineAbove, rowsAbove))}message{Environment.NewLine}"));
    }

    [Test]
    public void The_oldest_item_is_shown_until_it_ends()
    {
        Flatten("imager", 0, 100);
        Flatten("tools", 0, 100);
        Flatten("imager", 10, 100);
        Flatten("tools", 90, 100);
        _clock.Advance(200);
        Flatten("tools", 100, 100);
        _clock.Advance(200);
        Assert.That(Drawn, Is.All.Contain("flatten imager"));
        Flatten("hello", 0, 100);
        Flatten("imager", 100, 100);
        _clock.Advance(200);
        Assert.That(Drawn[^1], Does.Contain("flatten hello"));
    }

    [Test]
    public void An_item_that_waits_lets_another_go_before_it()
    {
        Flatten("imager", 0, 100);
        _display.Report(new BuildProgress(BuildStage.Fetch, "imager", 0, 100));
        _display.Report(new BuildProgress(BuildStage.Fetch, "imager", 30, 100));
        _clock.Advance(200);
        Assert.That(Drawn[^1], Does.StartWith(" 30% fetch imager"));
    }

    [Test]
    public void The_line_changes_at_a_pace_that_can_be_read_and_the_last_state_is_drawn()
    {
        for (var done = 0; done <= 100; done++)
        {
            Flatten("one", done, 100);
        }

        Assert.That(Drawn, Has.Length.EqualTo(1));
        _clock.Advance(200);
        Assert.That(Drawn, Has.Length.EqualTo(2));
        Assert.That(Drawn[^1], Does.StartWith("100% flatten one"));
        _clock.Advance(200);
        Assert.That(Drawn, Has.Length.EqualTo(2));
    }

    [Test]
    public void The_line_comes_back_below_a_message()
    {
        Flatten("one", 10, 100);
        _display.Say("message");
        Assert.That(_screen.ToString(), Does.EndWith($"message{Environment.NewLine}"));
        _clock.Advance(200);
        Assert.That(_screen.ToString(), Does.Contain($"message{Environment.NewLine} 10% flatten one"));
    }

    [Test]
    public void Nothing_is_drawn_after_the_end()
    {
        Flatten("one", 10, 100);
        _display.Dispose();
        _clock.Advance(200);
        Flatten("one", 20, 100);
        Assert.That(_screen.ToString(), Does.EndWith(ClearLine));
    }

    void Flatten(string item, long done, long total) => _display.Report(new BuildProgress(BuildStage.Flatten, item, done, total));
}
