namespace TalosBoot.Compression.Xz;

/// <summary>How <see cref="XzWriter"/> writes.</summary>
public sealed record XzWriterOptions
{
    /// <summary>The effort.</summary>
    public XzPreset Preset { get; init; } = XzPreset.Default;

    /// <summary>The check of each block. Default CRC-64, as of the xz program; what the Linux kernel is to read needs CRC-32.</summary>
    public XzCheck Check { get; init; } = XzCheck.Crc64;

    /// <summary>How many threads compress. 0, the default, is one for each processor. The result does not depend on it.</summary>
    public int Threads { get; init; }

    internal void Validate()
    {
        if (!Enum.IsDefined(Preset))
        {
            throw new ArgumentOutOfRangeException(nameof(Preset), Preset, "There is no such preset.");
        }

        if (!Enum.IsDefined(Check))
        {
            throw new ArgumentOutOfRangeException(nameof(Check), Check, "There is no such check.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(Threads, nameof(Threads));
    }
}
