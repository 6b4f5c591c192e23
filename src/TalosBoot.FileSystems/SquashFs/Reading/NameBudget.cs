namespace TalosBoot.FileSystems.SquashFs.Reading;

/// <summary>
/// Counts the bytes of names and link targets. Metadata shrinks well: a small image could hold gigabytes of them.
/// </summary>
internal sealed class NameBudget(SquashFsReadLimits limits)
{
    long _bytes;

    /// <summary>Counts a name or target before it is read.</summary>
    /// <param name="position">Where it lies, for messages.</param>
    /// <param name="length">Its bytes.</param>
    public void Charge(long position, int length)
    {
        _bytes += length;
        if (_bytes > limits.MaximumNameBytes)
        {
            throw SquashFsFailure.OverLimit(
                position, $"names and targets of links have more than {limits.MaximumNameBytes} bytes. Raise the limit if that is right.");
        }
    }
}
