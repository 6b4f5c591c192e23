using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.Initramfs.Extensions;

/// <summary>Takes CPU microcode out of extensions, for the segment that the kernel reads before anything else (docs/formats/initramfs.md).</summary>
internal static class MicrocodeStep
{
    /// <summary>Takes the microcode of one extension.</summary>
    /// <param name="rootFs">The root file system of the extension, which loses the files; their folders stay.</param>
    /// <param name="firmwarePath">Where firmware is: <c>/usr/lib/firmware</c> or <c>/lib/firmware</c>.</param>
    public static Microcode Take(DirectoryNode rootFs, string firmwarePath) => new(
        TakeFrom(rootFs, $"{firmwarePath}/intel-ucode", _ => true),
        TakeFrom(
            rootFs, $"{firmwarePath}/amd-ucode",
            name => name.StartsWith("microcode_amd", StringComparison.Ordinal) && name.EndsWith(".bin", StringComparison.Ordinal)));

    /// <summary>The tree of the early segment, in which later extensions add to what is there; null when there is no microcode.</summary>
    public static FileTree? ToTree(IReadOnlyList<Microcode> microcode)
    {
        BlobSource[] intel = [.. microcode.SelectMany(extension => extension.Intel)];
        BlobSource[] amd = [.. microcode.SelectMany(extension => extension.Amd)];
        if (intel.Length + amd.Length == 0)
        {
            return null;
        }

        var tree = new FileTree();
        tree.EnsureDirectory("kernel/x86/microcode");
        SetVendor("GenuineIntel.bin", intel);
        SetVendor("AuthenticAMD.bin", amd);
        return tree;

        void SetVendor(string name, BlobSource[] parts)
        {
            if (parts.Length > 0)
            {
                tree.SetFile($"kernel/x86/microcode/{name}", BlobSource.Concat(parts));
            }
        }
    }

    static List<BlobSource> TakeFrom(DirectoryNode rootFs, string path, Func<string, bool> matches)
    {
        var contents = new List<BlobSource>();
        if (new FileTree(rootFs).Find(path) is not DirectoryNode directory)
        {
            return contents;
        }

        foreach (var (name, entry) in directory.Children.Where(child => matches(child.Key)).ToList())
        {
            if (entry is RegularFile file)
            {
                contents.Add(file.Content);
                directory.Remove(name);
            }
        }

        return contents;
    }
}
