using TalosBoot.Core.Versions;

namespace TalosBoot.Core.Diagnostics;

/// <summary>What was asked for does not exist in that Talos version, or is not built by this version of TalosBoot yet (TB8xxx).</summary>
public sealed class UnsupportedByTalosException : TalosBootException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="diagnosticId">A TB8xxx id.</param>
    /// <param name="feature">What was asked for, such as <c>UKI output</c>.</param>
    /// <param name="version">The Talos version.</param>
    /// <param name="minimum">The first Talos version that has it, or null when no version is the reason.</param>
    /// <param name="message">What was wrong, and what to do.</param>
    public UnsupportedByTalosException(string diagnosticId, string feature, TalosVersion version, TalosVersion? minimum, string message)
        : base(diagnosticId, $"{feature}: {message}")
    {
        Feature = feature;
        Version = version;
        Minimum = minimum;
    }

    /// <summary>What was asked for.</summary>
    public string Feature { get; }

    /// <summary>The Talos version of the request.</summary>
    public TalosVersion Version { get; }

    /// <summary>The first Talos version that has it, or null.</summary>
    public TalosVersion? Minimum { get; }
}
