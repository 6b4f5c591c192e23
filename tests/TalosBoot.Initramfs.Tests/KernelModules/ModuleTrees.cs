using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Testing;

namespace TalosBoot.Initramfs.Tests.KernelModules;

/// <summary>Module trees for tests.</summary>
static class ModuleTrees
{
    public const string VectorVersion = "6.1.0-t";

    public const string VectorPath = "lib/modules/" + VectorVersion;

    /// <summary>A folder of the host as a tree. Files are opened when they are read, and links are kept.</summary>
    public static FileTree Load(string folder, string path)
    {
        var tree = new FileTree();
        tree.EnsureDirectory(path);
        foreach (var info in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            var place = $"{path}/{Path.GetRelativePath(folder, info.FullName)}";
            if (info.LinkTarget is { } target)
            {
                tree.Set(place, new SymbolicLink(target));
            }
            else if (info is FileInfo file)
            {
                tree.SetFile(place, new ReopenedFileSource(file.FullName, file.Length));
            }
            else
            {
                tree.EnsureDirectory(place);
            }
        }

        return tree;
    }

    /// <summary>The tree of the upstream vectors.</summary>
    public static FileTree LoadVector() => Load(RepositoryPaths.Vector("initramfs", "depmod", "input", "lib", "modules", VectorVersion), VectorPath);

    sealed class ReopenedFileSource(string path, long length) : BlobSource
    {
        public override long Length => length;

        protected override void ReadCore(long offset, Span<byte> destination)
        {
            using var handle = File.OpenHandle(path);
            while (!destination.IsEmpty)
            {
                var read = RandomAccess.Read(handle, destination, offset);
                Assert.That(read, Is.Positive);
                offset += read;
                destination = destination[read..];
            }
        }
    }
}
