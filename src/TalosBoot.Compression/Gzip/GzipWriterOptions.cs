namespace TalosBoot.Compression.Gzip;

/// <summary>How <see cref="GzipWriter"/> writes.</summary>
public sealed record GzipWriterOptions
{
    /// <summary>The effort.</summary>
    public GzipLevel Level { get; init; } = GzipLevel.Default;

    /// <summary>How many threads compress. 0, the default, is one for each processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        if (!Enum.IsDefined(Level))
        {
            throw new ArgumentOutOfRangeException(nameof(Level), Level, "There is no such level.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(Threads, nameof(Threads));
    }
}
