namespace TalosBoot.Archives.Trees;

/// <summary>Something that a <see cref="LinkedWalk"/> comes by.</summary>
/// <param name="Path">Its path, from the directory on where the walk began.</param>
/// <param name="Entry">What is there, or what the link there leads to; the link itself where that is nothing.</param>
/// <param name="Link">Where the link there leads; null where no link is.</param>
internal readonly record struct LinkedEntry(string Path, FileTreeEntry Entry, ResolvedPath? Link);
