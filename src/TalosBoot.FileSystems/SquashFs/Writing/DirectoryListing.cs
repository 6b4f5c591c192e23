using TalosBoot.FileSystems.SquashFs.OnDisk;

namespace TalosBoot.FileSystems.SquashFs.Writing;

/// <summary>A listing that was written.</summary>
/// <param name="Start">Where it begins in the directory table.</param>
/// <param name="Size">Its bytes.</param>
/// <param name="Index">Places within it, in order, with the names that begin there.</param>
internal sealed record DirectoryListing(MetadataReference Start, long Size, IReadOnlyList<(DirectoryIndexEntry Entry, byte[] Name)> Index);
