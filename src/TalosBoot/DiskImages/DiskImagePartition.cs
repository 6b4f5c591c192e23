using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.DiskImages;

/// <summary>A partition of a disk image.</summary>
public sealed record DiskImagePartition
{
    /// <summary>Its number, from 1: its place in the table.</summary>
    public required int Number { get; init; }

    /// <summary>Its name, by which Talos finds it.</summary>
    public required string Name { get; init; }

    /// <summary>Its type.</summary>
    public required Guid Type { get; init; }

    /// <summary>Its GUID.</summary>
    public required Guid Id { get; init; }

    /// <summary>The attribute bits.</summary>
    public required ulong Attributes { get; init; }

    /// <summary>Where it starts, in bytes of the disk.</summary>
    public required long Offset { get; init; }

    /// <summary>Its bytes: a part of the disk.</summary>
    public required BlobSource Content { get; init; }

    /// <summary>What it holds.</summary>
    public required DiskImageFileSystem FileSystem { get; init; }

    /// <summary>The label of its file system; null where there is none.</summary>
    public string? Label { get; init; }

    /// <summary>The files of its file system; null where there is none.</summary>
    public FileTree? Tree { get; init; }
}
