namespace TalosBoot.Tests.Assets;

/// <summary>A clock that stands.</summary>
sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now;
}
