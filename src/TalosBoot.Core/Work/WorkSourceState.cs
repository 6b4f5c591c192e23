namespace TalosBoot.Core.Work;

/// <summary>Where a source of work is.</summary>
internal enum WorkSourceState
{
    /// <summary>It is not known to have work.</summary>
    Idle,

    /// <summary>It waits for its turn.</summary>
    Queued,

    /// <summary>A thread takes work from it.</summary>
    Taking,

    /// <summary>A thread takes work from it, and it was offered again meanwhile.</summary>
    TakingAndOffered,
}
