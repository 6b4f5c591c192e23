using TalosBoot.Core.Determinism;

namespace TalosBoot.Boot.Authenticode;

/// <summary>How an EFI program is signed.</summary>
public sealed record AuthenticodeOptions
{
    /// <summary>
    /// The signing time in the signature, which firmware does not look at. Default <see cref="BuildClock.Default"/>, so that signing again
    /// gives the same bytes; upstream writes the time of the machine.
    /// </summary>
    public BuildClock SigningTime { get; init; } = BuildClock.Default;

    /// <summary>What the program is called in a <see cref="Signing.SignatureRequest"/>. Default <c>image</c>.</summary>
    public string Name { get; init; } = "image";
}
