namespace TalosBoot.Compression.Gzip.Go;

/// <summary>A byte, or a copy of earlier ones.</summary>
/// <param name="Length">The byte's value, or how many bytes are copied.</param>
/// <param name="Distance">How far back they begin; 0 for a byte.</param>
internal readonly record struct GoToken(int Length, int Distance)
{
    /// <summary>The symbol of the literal and length code.</summary>
    public int Symbol => Distance == 0 ? Length : DeflateFormat.LengthSymbols[Length];
}
