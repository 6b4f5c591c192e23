namespace TalosBoot.Core.Diagnostics;

/// <summary>Parts do not fit where they were to be placed (TB5xxx).</summary>
public sealed class LayoutException : TalosBootException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="diagnosticId">A TB5xxx id.</param>
    /// <param name="region">The region, such as <c>EFI system partition</c>.</param>
    /// <param name="needed">The bytes that were needed.</param>
    /// <param name="available">The bytes that were there.</param>
    /// <param name="message">What was wrong, and what to do.</param>
    public LayoutException(string diagnosticId, string region, long needed, long available, string message)
        : base(diagnosticId, $"{region}: {message} (needed {needed} bytes, available {available} bytes)")
    {
        Region = region;
        Needed = needed;
        Available = available;
    }

    /// <summary>The region that was too small or already taken.</summary>
    public string Region { get; }

    /// <summary>The bytes that were needed.</summary>
    public long Needed { get; }

    /// <summary>The bytes that were available.</summary>
    public long Available { get; }
}
