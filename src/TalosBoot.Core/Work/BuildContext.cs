using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using TalosBoot.Core.Determinism;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Core.Work;

/// <summary>
/// What goes along with one build through all of its stages: who is told how far it is, what is to be known about it afterwards, and what it may use.
/// Cancellation is passed beside it. Thread-safe.
/// </summary>
/// <remarks>But for <see cref="Clock"/>, no byte of an asset depends on it.</remarks>
public sealed class BuildContext
{
    readonly Lock _lock = new();
    readonly SortedSet<Diagnostic> _diagnostics = new(Comparer<Diagnostic>.Create(Compare));

    /// <summary>Is told how far each item of each stage is, at most four times a second for one item. Default nobody.</summary>
    public IProgress<BuildProgress>? Progress { get; init; }

    /// <summary>The moment that the asset is made at. Default <see cref="BuildClock.Default"/>.</summary>
    public BuildClock Clock { get; init; } = BuildClock.Default;

    /// <summary>The time of this machine, for warnings such as that of a certificate that has expired. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Which processors and how much memory the build may use, together with all others of that budget. Default: a budget of its own.</summary>
    public WorkBudget Budget { get; init; } = new();

    /// <summary>Where log messages go. Default: nowhere.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>What was found up to now that does not stop the build, each thing once, in order of ids and messages.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics
    {
        get
        {
            lock (_lock)
            {
                return [.. _diagnostics];
            }
        }
    }

    /// <summary>The same for a later step of the build, whose caller is told how far that is. Nothing is known of it yet.</summary>
    internal BuildContext WithProgress(IProgress<BuildProgress>? progress) => new()
    {
        Progress = progress,
        Clock = Clock,
        TimeProvider = TimeProvider,
        Budget = Budget,
        Logger = Logger,
    };

    /// <summary>Notes something that the user should know.</summary>
    internal void Warn(Diagnostic diagnostic)
    {
        lock (_lock)
        {
            _diagnostics.Add(diagnostic);
        }
    }

    /// <summary>Begins one item of a stage, to be disposed when it ends, and completed before when it ends well.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="item">What is worked on: a reference, a file name, a partition. It is not a secret.</param>
    /// <param name="total">All bytes, or null while unknown.</param>
    internal StageProgress Begin(BuildStage stage, string item, long? total = null) => StageProgress.Begin(Progress, stage, item, total);

    static int Compare(Diagnostic left, Diagnostic right) =>
        string.CompareOrdinal(left.Id, right.Id) is not 0 and var order ? order : string.CompareOrdinal(left.Message, right.Message);
}
