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

    /// <summary>
    /// The name of the file that is compressed, as the header keeps it; null, the default, for none. Each character becomes one byte (ISO 8859-1).
    /// </summary>
    public string? FileName { get; init; }

    /// <summary>The system that the header names (RFC 1952, 2.3.1). Default 255, unknown, as Go writes; the gzip programs of Unix write 3.</summary>
    public byte OperatingSystem { get; init; } = 255;

    internal void Validate()
    {
        if (FileName is not null && FileName.Any(character => character is '\0' or > '\u00FF'))
        {
            throw new ArgumentException("A file name in a gzip header has characters of ISO 8859-1 only, and no NUL.", nameof(FileName));
        }

        if (!Enum.IsDefined(Level))
        {
            throw new ArgumentOutOfRangeException(nameof(Level), Level, "There is no such level.");
        }
    }
}
