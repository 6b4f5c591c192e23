using System.Diagnostics;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Core.Work;
using TalosBoot.Testing;

namespace TalosBoot.Core.Tests.Work;

[TestFixture]
sealed class BuildContextTests
{
    [Test]
    public void Each_warning_is_there_once_in_an_order_that_does_not_depend_on_threads()
    {
        var context = new BuildContext();
        context.Warn(new Diagnostic("TB4505", "b"));
        context.Warn(new Diagnostic("TB3027", "c"));
        context.Warn(new Diagnostic("TB4505", "a"));
        context.Warn(new Diagnostic("TB4505", "b"));
        Assert.That(context.Diagnostics.Select(diagnostic => $"{diagnostic}"), Is.EqualTo(new[] { "TB3027: c", "TB4505: a", "TB4505: b" }));
    }

    [Test]
    public void A_stage_reports_its_first_and_last_state_and_is_a_span()
    {
        var spans = new List<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == TalosBootTelemetry.ActivitySourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var progress = new RecordingProgress();
        var context = new BuildContext { Progress = progress };
        using (var stage = context.Begin(BuildStage.Squash, "0.sqsh", 100))
        {
            stage.Add(40);
            stage.Add(60);
            stage.Add(1);
        }

        using (context.Begin(BuildStage.Sign, "a failed one"))
        {
        }

        Assert.That(progress.Reports, Is.EqualTo(new[]
        {
            new BuildProgress(BuildStage.Squash, "0.sqsh", 0, 100), new(BuildStage.Squash, "0.sqsh", 100, 100), new(BuildStage.Sign, "a failed one", 0, null),
        }));
        var own = spans.Where(span => span.GetTagItem("talosboot.item") is "0.sqsh" or "a failed one").ToList();
        Assert.That(own.Select(span => (span.OperationName, span.Status)), Is.EqualTo(new[]
        {
            ("talosboot.squash", ActivityStatusCode.Ok), ("talosboot.sign", ActivityStatusCode.Error),
        }));
    }

    [Test]
    public void Every_stage_has_a_span_of_its_own_name()
    {
        var names = Enum.GetValues<BuildStage>().Select(StageProgress.NameOf).ToArray();
        Assert.That(names, Is.Unique);
        Assert.That(names, Has.All.StartsWith("talosboot."));
    }
}
