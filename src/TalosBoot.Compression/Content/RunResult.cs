namespace TalosBoot.Compression.Content;

/// <summary>The buffers of one run, and what else the one who emits it must know.</summary>
internal sealed class RunResult<T> : RunBuffers
    where T : struct
{
    /// <summary>What the work on the run found.</summary>
    public T Value { get; set; }
}
