namespace TalosBoot.Core.Work;

/// <summary>Something that has pieces of work for the threads of a <see cref="WorkBudget"/>.</summary>
internal abstract class WorkSource
{
    /// <summary>Where the source is, for the threads, which guard it.</summary>
    internal WorkSourceState State { get; set; }

    /// <summary>
    /// Takes the next piece of work, which does not throw; null when there is none now: then the source is asked again after it was offered again. Never
    /// called by two threads at once.
    /// </summary>
    public abstract Action? TakeNext();
}
