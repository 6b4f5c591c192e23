using TalosBoot.Core.Work;

namespace TalosBoot.Compression.Gzip;

/// <summary>How <see cref="GzipWriter"/> writes.</summary>
public sealed record GzipWriterOptions
{
    /// <summary>The effort.</summary>
    public GzipLevel Level { get; init; } = GzipLevel.Default;

    /// <summary>Whose threads and memory compress; null, the default, for a budget of its own with all processors. The result does not depend on it.</summary>
    public WorkBudget? Budget { get; init; }

    /// <summary>Is told after each part how many bytes of the content are done, holes included. Default nobody.</summary>
    public IProgress<long>? Progress { get; init; }

    internal void Validate()
    {
        if (!Enum.IsDefined(Level))
        {
            throw new ArgumentOutOfRangeException(nameof(Level), Level, "There is no such level.");
        }
    }
}
