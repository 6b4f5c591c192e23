using TalosBoot.Core.Work;
using TalosBoot.Samples.Cli.Display;

namespace TalosBoot.Cli.Tests;

/// <summary>The lines of <c>--progress plain</c>.</summary>
[TestFixture]
public sealed class MessageDisplayTests
{
    [Test]
    public void An_item_has_a_line_when_it_ends_also_one_of_no_bytes()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var display = new MessageDisplay(output, showsItems: true);
        foreach (var (stage, item, done, total) in new (BuildStage, string, long, long?)[]
        {
            (BuildStage.Squash, "empty", 0, 0), (BuildStage.Squash, "tools", 0, 2_000_000), (BuildStage.Squash, "empty", 0, 0),
            (BuildStage.Squash, "tools", 1_000_000, 2_000_000), (BuildStage.Squash, "tools", 2_000_000, 2_000_000),
            (BuildStage.Uki, "UKI", 0, null), (BuildStage.Uki, "UKI", 0, null),
            (BuildStage.Initramfs, "initramfs", 0, 10), (BuildStage.Initramfs, "initramfs", 10, 10),
        })
        {
            display.Report(new BuildProgress(stage, item, done, total));
        }

        Assert.That(output.ToString(), Is.EqualTo("squash empty: 0 kB\nsquash tools: 2.0 MB\ninitramfs: 1 kB\n"));
    }
}
