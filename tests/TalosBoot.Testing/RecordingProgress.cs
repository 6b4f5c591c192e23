using System.Collections.Concurrent;
using TalosBoot.Core.Work;

namespace TalosBoot.Testing;

/// <summary>Remembers every report, on the thread that made it.</summary>
public sealed class RecordingProgress : IProgress<BuildProgress>
{
    readonly ConcurrentQueue<BuildProgress> _reports = new();

    public IReadOnlyList<BuildProgress> Reports => [.. _reports];

    public void Report(BuildProgress value) => _reports.Enqueue(value);
}
