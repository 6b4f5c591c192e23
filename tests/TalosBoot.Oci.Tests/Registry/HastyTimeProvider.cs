using System.Collections.Concurrent;

namespace TalosBoot.Oci.Tests.Registry;

/// <summary>A clock whose waits last a thousandth of what they should, and are written down.</summary>
sealed class HastyTimeProvider : TimeProvider
{
    public ConcurrentBag<TimeSpan> Waits { get; } = [];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Waits.Add(dueTime);
        return base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime / 1000, period);
    }
}
