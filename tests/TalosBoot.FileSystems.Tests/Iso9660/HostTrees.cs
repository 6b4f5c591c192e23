using TalosBoot.Archives.Trees;
using TalosBoot.Testing;

namespace TalosBoot.FileSystems.Tests.Iso9660;

/// <summary>Trees as folders of the host, for foreign tools.</summary>
static class HostTrees
{
    public static void Write(FileTree tree, string folder)
    {
        Assume.That(OperatingSystem.IsWindows(), Is.False, "The host has no modes.");
        var seen = new Dictionary<FileTreeEntry, string>(ReferenceEqualityComparer.Instance);
        Directory.CreateDirectory(folder);
        foreach (var (path, entry) in tree.Walk())
        {
            var target = Path.Combine(folder, path);
            if (!seen.TryAdd(entry, target))
            {
                ForeignTool.Run("ln", "-P", seen[entry], target);
                continue;
            }

            switch (entry)
            {
                case DirectoryNode:
                    Directory.CreateDirectory(target);
                    break;
                case RegularFile file:
                    File.WriteAllBytes(target, file.Content.ToArray());
                    break;
                case SymbolicLink link:
                    File.CreateSymbolicLink(target, link.Target);
                    break;
                case SpecialFile { Kind: SpecialFileKind.Fifo }:
                    ForeignTool.Run("mkfifo", target);
                    break;
                default:
                    throw new NotSupportedException($"{path} cannot be made by an ordinary user.");
            }
        }

        foreach (var (entry, target) in seen.Reverse().Where(pair => pair.Key is not SymbolicLink))
        {
            SetMode(target, entry.Metadata.Mode);
        }

        SetMode(folder, tree.Root.Metadata.Mode);
    }

    /// <summary>What a folder holds: types, modes, link targets and contents, by path.</summary>
    public static SortedDictionary<string, string> Describe(string folder)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var everything = new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 };
        foreach (var path in Directory.EnumerateFileSystemEntries(folder, "*", everything))
        {
            var info = new FileInfo(path);
            result[Path.GetRelativePath(folder, path)] = info switch
            {
                { LinkTarget: { } target } => $"link {target}",
                { Attributes: var attributes } when attributes.HasFlag(FileAttributes.Directory) => $"directory {ModeOf(path)}",
                _ => $"file {ModeOf(path)} {Digest(File.ReadAllBytes(path))}",
            };
        }

        return result;
    }

    /// <summary>What a tree holds, in the same words.</summary>
    public static SortedDictionary<string, string> Describe(FileTree tree)
    {
        var result = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (path, entry) in tree.Walk())
        {
            var mode = Convert.ToString(entry.Metadata.Mode, 8);
            result[path] = entry switch
            {
                SymbolicLink link => $"link {link.Target}",
                DirectoryNode => $"directory {mode}",
                RegularFile file => $"file {mode} {Digest(file.Content.ToArray())}",
                SpecialFile special => $"{special.Kind} {mode} {special.DeviceMajor}:{special.DeviceMinor}",
                _ => throw new NotSupportedException(),
            };
        }

        return result;
    }

    static string Digest(byte[] content) => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(content))[..16];

    static string ModeOf(string path) => OperatingSystem.IsWindows() ? string.Empty : Convert.ToString((int)File.GetUnixFileMode(path), 8);

    static void SetMode(string path, int mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, (UnixFileMode)mode);
        }
    }
}
