namespace TalosBoot.Signing.AwsKms.Tests;

/// <summary>A clock that stands at the moment of AWS' own examples.</summary>
internal sealed class FixedTime : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => new(2015, 8, 30, 12, 36, 0, TimeSpan.Zero);
}
