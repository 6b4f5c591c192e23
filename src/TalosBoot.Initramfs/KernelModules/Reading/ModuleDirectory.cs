using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Diagnostics;
using TalosBoot.Initramfs.KernelModules.Index;

namespace TalosBoot.Initramfs.KernelModules.Reading;

/// <summary>The directory of one kernel version.</summary>
/// <param name="tree">The tree that it lies in.</param>
/// <param name="path">Its path.</param>
internal sealed class ModuleDirectory(FileTree tree, string path)
{
    /// <summary>The largest list beside the modules that is read.</summary>
    const int MaximumListSize = 64 * 1024 * 1024;

    static readonly string[] Suffixes = [".ko", ".ko.gz", ".ko.xz", ".ko.zst"];

    readonly List<KernelModuleWarning> _warnings = [];

    public IReadOnlyList<KernelModuleWarning> Warnings => _warnings;

    public string Path => path;

    public void Warn(string relativePath, string message) => _warnings.Add(new KernelModuleWarning(relativePath, message));

    /// <summary>The modules, one for each name, in no order that matters (docs/formats/initramfs.md).</summary>
    /// <exception cref="ExtensionException">There are too many files, or they lie too deep (TB3024).</exception>
    public IReadOnlyCollection<KernelModule> FindModules(SearchOrder search, CancellationToken cancellationToken)
    {
        var modules = new Dictionary<byte[], KernelModule>(ByteKeyComparer.Instance);
        foreach (var (relativePath, entry, _) in ModuleWalk.Walk(tree, path, path, name => name is "build" or "source", cancellationToken))
        {
            if (entry is DirectoryNode || !IsModule(relativePath))
            {
                continue;
            }

            if (entry is not RegularFile file)
            {
                Warn(relativePath, "is no regular file, and is left out.");
                continue;
            }

            var bytes = Encode(relativePath);
            var name = ModuleName.FromPath(bytes);
            if (!modules.TryGetValue(name, out var other) || search.Replaces(relativePath, other.RelativePath))
            {
                modules[name] = new KernelModule(name, relativePath, bytes, file);
            }
        }

        return modules.Values;
    }

    /// <summary>A file beside the modules, or null.</summary>
    public byte[]? ReadList(string name, CancellationToken cancellationToken)
    {
        if (LinkResolver.Resolve(tree, FilePath.Join(path, name)) is not RegularFile file)
        {
            return null;
        }

        if (file.Content.Length > MaximumListSize)
        {
            throw ModuleLimit.Exceeded(
                path, name, $"the file has {file.Content.Length} bytes; the limit is {MaximumListSize} bytes.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        return file.Content.ToArray(MaximumListSize);
    }

    /// <summary>Refuses keys that an index cannot hold, as depmod does.</summary>
    public void RequireAscii(ReadOnlySpan<byte> key, string relativePath)
    {
        if (!Ascii.IsValid(key))
        {
            throw new ExtensionException(
                DiagnosticIds.KernelModuleUnreadable, path, relativePath, $"\"{ModuleName.Text(key)}\" is not ASCII. The file is damaged.");
        }
    }

    static bool IsModule(string relativePath)
    {
        var name = relativePath[(relativePath.LastIndexOf('/') + 1)..];
        return Array.Exists(Suffixes, suffix => name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal));
    }

    byte[] Encode(string relativePath)
    {
        var bytes = FileNames.Encode(relativePath);
        RequireAscii(bytes, relativePath);
        return bytes;
    }
}
