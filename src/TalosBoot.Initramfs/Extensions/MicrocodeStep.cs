using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>Takes CPU microcode out of extensions, for the segment that the kernel reads before anything else (initramfs.md 9.1).</summary>
internal sealed class MicrocodeStep
{
    readonly List<BlobSource> _intel = [];
    readonly List<BlobSource> _amd = [];

    /// <summary>Takes the microcode of one extension; later extensions add to what is there.</summary>
    /// <param name="rootFs">The root file system of the extension, which loses the files; their folders stay.</param>
    /// <param name="firmwarePath">Where firmware is: <c>/usr/lib/firmware</c> or <c>/lib/firmware</c>.</param>
    public void Take(DirectoryNode rootFs, string firmwarePath)
    {
        TakeFrom(rootFs, $"{firmwarePath}/intel-ucode", _ => true, _intel);
        TakeFrom(
            rootFs, $"{firmwarePath}/amd-ucode",
            name => name.StartsWith("microcode_amd", StringComparison.Ordinal) && name.EndsWith(".bin", StringComparison.Ordinal), _amd);
    }

    /// <summary>The tree of the early segment, or null when there was no microcode.</summary>
    public FileTree? ToTree(FileMetadata directory, FileMetadata file)
    {
        if (_intel.Count + _amd.Count == 0)
        {
            return null;
        }

        var tree = new FileTree();
        tree.Set("kernel", new DirectoryNode(directory));
        tree.Set("kernel/x86", new DirectoryNode(directory));
        tree.Set("kernel/x86/microcode", new DirectoryNode(directory));
        SetVendor("GenuineIntel.bin", _intel);
        SetVendor("AuthenticAMD.bin", _amd);
        return tree;

        void SetVendor(string name, List<BlobSource> parts)
        {
            if (parts.Count > 0)
            {
                tree.Set($"kernel/x86/microcode/{name}", new RegularFile(BlobSource.Concat(parts), file));
            }
        }
    }

    static void TakeFrom(DirectoryNode rootFs, string path, Func<string, bool> matches, List<BlobSource> contents)
    {
        if (new FileTree(rootFs).Find(path) is not DirectoryNode directory)
        {
            return;
        }

        foreach (var (name, entry) in directory.Children.Where(child => matches(child.Key)).ToList())
        {
            if (entry is RegularFile file)
            {
                contents.Add(file.Content);
                directory.Remove(name);
            }
        }
    }
}
