namespace TalosBoot.Oci.Tests.Registry;

/// <summary>A clock that goes on only when it is told to.</summary>
sealed class StillTimeProvider : TimeProvider
{
    TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public void Advance(TimeSpan time) => _now += time;
}
