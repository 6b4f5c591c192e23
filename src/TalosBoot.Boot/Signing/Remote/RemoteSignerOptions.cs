namespace TalosBoot.Boot.Signing.Remote;

/// <summary>How long one waits for the keeper of a key, and whose the key is.</summary>
public sealed record RemoteSignerOptions
{
    readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    /// <summary>How long one answer may take. Default 60 seconds.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive, or longer than a day.</exception>
    public TimeSpan Timeout
    {
        get => _timeout;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromDays(1));
            _timeout = value;
        }
    }

    /// <summary>Whether the key, and with it its connection, is disposed with the signer. Default false: it remains the caller's.</summary>
    public bool OwnsKey { get; init; }

    /// <summary>What measures that time. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
