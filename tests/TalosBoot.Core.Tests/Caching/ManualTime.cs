namespace TalosBoot.Core.Tests.Caching;

/// <summary>A clock that goes on when it is told to.</summary>
sealed class ManualTime : TimeProvider
{
    DateTimeOffset _now = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public DateTimeOffset Advance() => _now += TimeSpan.FromMinutes(1);
}
