namespace TalosBoot.Core.Determinism;

/// <summary>The one moment that an asset was "made at". Assets never carry the time of the machine.</summary>
/// <param name="UnixSeconds">Seconds since 1970-01-01T00:00:00Z, not negative, and small enough for a 32-bit field.</param>
public readonly record struct BuildClock(long UnixSeconds)
{
    /// <summary>The moment that the public Image Factory uses for everything it builds: 2019-06-01T21:34:52Z (docs/formats/initramfs.md).</summary>
    public static BuildClock Default { get; } = new(1_559_424_892);

    /// <summary>Seconds since 1970-01-01T00:00:00Z.</summary>
    public long UnixSeconds { get; } = UnixSeconds is >= 0 and <= uint.MaxValue
        ? UnixSeconds
        : throw new ArgumentOutOfRangeException(nameof(UnixSeconds), UnixSeconds, "A build time lies between 1970 and 2106.");

    /// <summary>The same moment as a date, in UTC.</summary>
    public DateTimeOffset ToDateTimeOffset() => DateTimeOffset.FromUnixTimeSeconds(UnixSeconds);
}
