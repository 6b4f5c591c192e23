using System.Globalization;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Inspection.Opening;

/// <summary>
/// How much of an asset is still looked into. Parts may lie in each other, and several names may stand for one content, so that a small asset may have more
/// parts than anybody could look into.
/// </summary>
/// <param name="options">The limits.</param>
/// <param name="findings">Where is told once that something was left out.</param>
internal sealed class InspectionBudget(InspectionOptions options, Findings findings)
{
    const int LengthsAltogether = 2;

    long _partsLeft = options.MaximumParts;
    bool _isTold;

    /// <summary>How many bytes may still be unpacked, hashed or compared.</summary>
    public long BytesLeft { get; private set; } = options.MaximumLength > long.MaxValue / LengthsAltogether ? long.MaxValue : options.MaximumLength * LengthsAltogether;

    /// <summary>Whether a part may be looked into. That one is not is told once, and not for each of those that follow.</summary>
    public bool Allows(Part part)
    {
        if (WhyNot() is not { } reason)
        {
            return true;
        }

        if (!_isTold)
        {
            _isTold = true;
            findings.Omit(part, $"from here on nothing is looked into: {reason}", DiagnosticIds.LimitExceeded);
        }

        return false;
    }

    /// <summary>The same for who can leave nothing out.</summary>
    /// <exception cref="ImageFormatException">It may not be looked into (TB4002).</exception>
    public void Require(Part part)
    {
        if (WhyNot() is { } reason)
        {
            throw new ImageFormatException(DiagnosticIds.LimitExceeded, part.Name, 0, reason);
        }
    }

    /// <summary>Notes parts that were found.</summary>
    public void SpendParts(long count) => _partsLeft -= count;

    /// <summary>Notes bytes that are unpacked, hashed or compared.</summary>
    public void SpendBytes(long count) => BytesLeft -= count;

    string? WhyNot() => _partsLeft <= 0
        ? string.Create(CultureInfo.InvariantCulture, $"there are more than {options.MaximumParts} parts. Raise the limit if the asset is trusted.")
        : BytesLeft <= 0
        ? string.Create(CultureInfo.InvariantCulture, $"more than {LengthsAltogether} times {options.MaximumLength} bytes are in them. Raise the limit if the asset is trusted.")
        : null;
}
