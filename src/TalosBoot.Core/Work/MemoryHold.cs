namespace TalosBoot.Core.Work;

/// <summary>Memory that is reserved in a <see cref="WorkBudget"/>, until the work it was reserved for ends.</summary>
internal sealed class MemoryHold(WorkMemory memory)
{
    /// <summary>How many bytes are held.</summary>
    public long Bytes { get; set; }

    /// <summary>Holds more from now on, where nobody waits for it.</summary>
    /// <returns>False when that cannot be now.</returns>
    public bool TryGrow(long bytes) => memory.TryGrow(this, bytes);
}
