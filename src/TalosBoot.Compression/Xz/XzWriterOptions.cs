using TalosBoot.Core.Work;

namespace TalosBoot.Compression.Xz;

/// <summary>How <see cref="XzWriter"/> writes.</summary>
public sealed record XzWriterOptions
{
    /// <summary>The effort.</summary>
    public XzPreset Preset { get; init; } = XzPreset.Default;

    /// <summary>The check of each block. Default CRC-64, as of the xz program; what the Linux kernel is to read needs CRC-32.</summary>
    public XzCheck Check { get; init; } = XzCheck.Crc64;

    /// <summary>Whose threads and memory compress; null, the default, for a budget of its own with all processors. The result does not depend on it.</summary>
    public WorkBudget? Budget { get; init; }

    /// <summary>Is told after each part how many bytes of the content are done, holes included. Default nobody.</summary>
    public IProgress<long>? Progress { get; init; }

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
    }
}
