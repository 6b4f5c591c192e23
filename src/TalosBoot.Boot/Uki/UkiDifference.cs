using TalosBoot.Executables.Pe;

namespace TalosBoot.Boot.Uki;

/// <summary>A section that differs between two UKIs.</summary>
/// <param name="Kind">How it differs.</param>
/// <param name="Name">The section's name.</param>
/// <param name="Occurrence">Which of the sections of that name, counted from 0.</param>
/// <param name="First">The section of the first UKI, or null.</param>
/// <param name="Second">The section of the second UKI, or null.</param>
public sealed record UkiDifference(UkiDifferenceKind Kind, string Name, int Occurrence, PeSection? First, PeSection? Second);
