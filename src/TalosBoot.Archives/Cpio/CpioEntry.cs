using TalosBoot.Archives.Trees;

namespace TalosBoot.Archives.Cpio;

/// <summary>One record of a cpio archive.</summary>
/// <param name="Path">The cleaned path: names separated by slashes; empty for the root.</param>
/// <param name="Entry">What is there. The content of a file is a part of the archive's source.</param>
/// <param name="ByteOffset">Where the record's header stands in the source.</param>
public sealed record CpioEntry(string Path, FileTreeEntry Entry, long ByteOffset)
{
    /// <summary>What records of one file have in common, or null when the record claims to be its file's only one.</summary>
    internal CpioLinkKey? Link { get; init; }
}
