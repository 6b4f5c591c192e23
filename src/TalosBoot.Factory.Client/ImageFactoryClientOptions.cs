namespace TalosBoot.Factory.Client;

/// <summary>How a client talks to an Image Factory.</summary>
public sealed record ImageFactoryClientOptions
{
    /// <summary>The user name for Basic credentials; null (the default) for those in the address of the service, if it has any.</summary>
    public string? UserName { get; init; }

    /// <summary>The password for Basic credentials.</summary>
    public string? Password { get; init; }

    /// <summary>How often a download is tried without getting any further before it fails. Default 5, at least 1.</summary>
    public int MaximumAttempts { get; init; } = 5;

    /// <summary>How long it waits before it takes a download up again. Default 1 second, twice as long each time that it got no further, at most 1 minute.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long nothing may come before the connection counts as lost, for every request. An asset may have to be built first. Default 20 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>Whether downloads are compared with the checksum that the service gives, if it gives one. Default true.</summary>
    public bool VerifiesDownloads { get; init; } = true;

    /// <exception cref="ArgumentOutOfRangeException">A number or a time is out of its range.</exception>
    internal void RequireRanges()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumAttempts, 1, nameof(MaximumAttempts));
        ArgumentOutOfRangeException.ThrowIfLessThan(RetryDelay, TimeSpan.Zero, nameof(RetryDelay));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(Patience, TimeSpan.Zero, nameof(Patience));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Patience, TimeSpan.FromDays(1), nameof(Patience));
    }

    /// <summary>Says nothing of credentials.</summary>
    public override string ToString() => nameof(ImageFactoryClientOptions);
}
