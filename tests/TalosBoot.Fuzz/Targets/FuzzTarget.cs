using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Fuzz.Targets;

/// <summary>A reader that is fed.</summary>
/// <param name="Name">The name, as the command line and the folders of the corpus have it.</param>
/// <param name="Read">Reads an input to its end: all entries, and something of every content.</param>
/// <param name="Seeds">Makes sound inputs.</param>
public sealed record FuzzTarget(string Name, Action<byte[]> Read, Func<IEnumerable<byte[]>> Seeds)
{
    /// <summary>Makes checksums right after a change, so that what lies behind them is reached; null where there are none.</summary>
    public Action<byte[]>? Repair { get; init; }

    /// <summary>The public methods that this target calls, as <c>Type.Method</c>.</summary>
    public IReadOnlyList<string> Readers { get; init; } = [];

    /// <summary>Whether the reader documents a <see cref="FormatException"/>, as parsers of short texts do.</summary>
    public bool MayRefuseFormat { get; init; }

    /// <summary>The bytes that reading may allocate beside what is proportional to the input.</summary>
    public long AllowedMemory { get; init; } = 64 * 1024 * 1024;

    /// <summary>Whether an exception is one that the reader documents.</summary>
    public bool Documents(Exception exception) => exception is TalosBootException || (MayRefuseFormat && exception is FormatException);
}
