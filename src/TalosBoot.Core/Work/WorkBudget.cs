namespace TalosBoot.Core.Work;

/// <summary>
/// The processors and the memory that work may use, however many builds share it: squeezing, unpacking, hashing. Thread-safe.
/// </summary>
/// <remarks>
/// <para>Work runs on threads of the budget's own, at most one for each of its processors. They begin when there is work, and end when there has been none
/// for a while. Nobody who waits for work blocks a thread of the thread pool. All who have work get a thread in turn, one piece of work each, so that a small
/// build goes on beside a large one.</para>
/// <para>Who needs much memory reserves it before, and waits until there is enough, in the order of asking. What is larger than the budget is done alone. What
/// is asked for within a reservation is granted at once: builds that hold a part and wait for another could wait for each other for ever. So
/// reserve all that is needed in one.</para>
/// </remarks>
public sealed class WorkBudget
{
    // What the least of machines for this work has for each processor; xz at its default takes about 130 MiB for a thread.
    const long DefaultMemoryPerProcessor = 256L << 20;
    const int DefaultShareOfMachine = 2;

    readonly WorkThreads _threads;
    readonly WorkMemory _memory;

    /// <summary>Creates a budget.</summary>
    /// <param name="processors">How many threads work at the same time, 1 or more; null for all processors of the machine.</param>
    /// <param name="memory">
    /// How many bytes the buffers and tables of all work may take together; null for 256 MiB for each processor, and no more than half of the
    /// machine's memory. It is no limit for the process, whose other needs do not grow with the number of builds, but for what each build holds itself.
    /// </param>
    public WorkBudget(int? processors = null, long? memory = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(processors ?? 1, nameof(processors));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(memory ?? 1, nameof(memory));
        Processors = processors ?? Environment.ProcessorCount;
        Memory = memory ?? Math.Min(Processors * DefaultMemoryPerProcessor, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / DefaultShareOfMachine);
        _threads = new WorkThreads(Processors);
        _memory = new WorkMemory(Memory);
    }

    /// <summary>How many threads work at the same time.</summary>
    public int Processors { get; }

    /// <summary>How many bytes may be reserved at the same time.</summary>
    public long Memory { get; }

    /// <summary>The most threads that worked at the same time.</summary>
    internal int PeakProcessors => _threads.Peak;

    /// <summary>The most bytes that were reserved at the same time.</summary>
    internal long PeakMemory => _memory.Peak;

    /// <summary>Whether the caller runs on a thread of a budget, where it must not wait for others.</summary>
    internal static bool IsWorkThread => WorkThreads.IsCurrent;

    /// <summary>Tells that a source has, or may have, work.</summary>
    internal void Offer(WorkSource source) => _threads.Offer(source);

    /// <summary>Reserves memory, does something, and gives the memory back.</summary>
    /// <param name="bytes">How many bytes.</param>
    /// <param name="work">What is done. It may take more through what it is given.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    internal ValueTask<T> HoldAsync<T>(long bytes, Func<MemoryHold, ValueTask<T>> work, CancellationToken cancellationToken) =>
        _memory.HoldAsync(bytes, work, cancellationToken);

    /// <summary>Does one piece of work on a thread of the budget.</summary>
    /// <param name="work">The work, which looks at the token itself.</param>
    /// <param name="cancellationToken">Stops waiting, and is handed to the work.</param>
    /// <param name="memory">How many bytes it needs while it runs, if that is much.</param>
    internal async Task<T> RunAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellationToken, long memory = 0)
    {
        var result = default(T);
        await new EachWork<Func<CancellationToken, T>>((one, token) => result = one(token), memory)
            .RunAsync([work], this, maxThreads: 1, cancellationToken).ConfigureAwait(false);
        return result!;
    }

    /// <summary>Does work that is made of steps, one after the other, and lets others have their turns between them.</summary>
    /// <param name="steps">Does a step whenever it is moved on.</param>
    /// <param name="memory">How many bytes that needs.</param>
    /// <param name="cancellationToken">Stops waiting, and the work between two steps.</param>
    internal Task RunInTurnsAsync<T>(IEnumerable<T> steps, long memory, CancellationToken cancellationToken) =>
        new EachWork<T>((_, _) => { }, memory).RunAsync(steps, this, maxThreads: 1, cancellationToken);

    /// <summary>Does something with each item, several at the same time, on threads of the budget.</summary>
    /// <param name="items">The items, which may be made while work goes on: one after the other, on threads of the budget, too.</param>
    /// <param name="body">What is done, in any order.</param>
    /// <param name="cancellationToken">Stops between items, and is handed to the body.</param>
    /// <param name="memory">How many bytes the work on one item needs, if that is much.</param>
    /// <param name="maxThreads">How many items at most are worked on at the same time; 0 for as many as there are processors.</param>
    internal Task ForEachAsync<T>(
        IEnumerable<T> items, Action<T, CancellationToken> body, CancellationToken cancellationToken, long memory = 0, int maxThreads = 0) =>
        new EachWork<T>(body, memory).RunAsync(items, this, maxThreads, cancellationToken);
}
