namespace TalosBoot.Factory.Client;

/// <summary>How a client talks to an Image Factory.</summary>
public sealed record ImageFactoryClientOptions
{
    /// <summary>The user name for Basic credentials; null (the default) for none.</summary>
    public string? UserName { get; init; }

    /// <summary>The password for Basic credentials.</summary>
    public string? Password { get; init; }

    /// <summary>How often a download is taken up again after the connection was lost. Default 5.</summary>
    public int MaximumAttempts { get; init; } = 5;

    /// <summary>How long it waits before it takes a download up again. Default 1 second, and twice as long each time.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long no byte may come before the connection counts as lost. An asset may have to be built first. Default 20 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(20);

    /// <summary>Whether downloads are compared with the checksum that the service gives, if it gives one. Default true.</summary>
    public bool VerifiesDownloads { get; init; } = true;

    /// <summary>Says nothing of credentials.</summary>
    public override string ToString() => nameof(ImageFactoryClientOptions);
}
