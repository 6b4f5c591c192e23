using System.Globalization;
using System.Text;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;
using TalosBoot.Core.Diagnostics;

namespace TalosBoot.Boot.Grub;

/// <summary>
/// The folder of one GRUB target, such as <c>/usr/lib/grub/i386-pc</c> of Talos' imager image: modules, their dependencies, and the programs that
/// boot images are made from. Files of different GRUB builds must not be mixed.
/// </summary>
public sealed class GrubModuleFolder
{
    /// <summary>The largest file that is read. The largest that GRUB 2.14 has is below 1 MiB.</summary>
    const int MaximumFileLength = 8 * 1024 * 1024;

    const string VersionMark = "grub_version=\"";

    readonly DirectoryNode _directory;

    GrubModuleFolder(DirectoryNode directory, GrubTarget target)
    {
        _directory = directory;
        Target = target;
    }

    /// <summary>The target.</summary>
    public GrubTarget Target { get; }

    /// <summary>The version of GRUB, as <c>modinfo.sh</c> says: <c>2.6</c> stands for GRUB 2.06.</summary>
    public Version Version { get; private set; } = new(0, 0);

    /// <summary>The folder.</summary>
    internal DirectoryNode Directory => _directory;

    /// <summary>Opens the folder of a target.</summary>
    /// <param name="grub">The tree of <c>/usr/lib/grub</c>: its root holds <c>i386-pc</c> and the others.</param>
    /// <param name="target">The target.</param>
    /// <exception cref="TalosBootException">The folder, or the file that tells the version, is missing (TB4420).</exception>
    /// <exception cref="ImageFormatException">The version cannot be understood (TB4421).</exception>
    public static GrubModuleFolder Open(FileTree grub, GrubTarget target)
    {
        ArgumentNullException.ThrowIfNull(grub);
        return TryOpen(grub, target) ?? throw Missing(target, string.Empty);
    }

    /// <summary>Opens the folder of a target, if there is one.</summary>
    /// <param name="grub">The tree of <c>/usr/lib/grub</c>.</param>
    /// <param name="target">The target.</param>
    /// <exception cref="TalosBootException">The file that tells the version is missing (TB4420).</exception>
    /// <exception cref="ImageFormatException">The version cannot be understood (TB4421).</exception>
    public static GrubModuleFolder? TryOpen(FileTree grub, GrubTarget target)
    {
        ArgumentNullException.ThrowIfNull(grub);
        if (grub.Find(target.FolderName()) is not DirectoryNode directory)
        {
            return null;
        }

        var folder = new GrubModuleFolder(directory, target);
        folder.Version = folder.ReadVersion();
        return folder;
    }

    /// <summary>Whether the folder holds a file.</summary>
    internal bool Contains(string name) => _directory.TryGet(name, out var entry) && entry is RegularFile;

    /// <summary>The content of a file.</summary>
    /// <exception cref="TalosBootException">The file is missing (TB4420).</exception>
    internal BlobSource Open(string name) =>
        _directory.TryGet(name, out var entry) && entry is RegularFile file ? file.Content : throw Missing(Target, name);

    /// <summary>Reads a file.</summary>
    /// <exception cref="TalosBootException">The file is missing (TB4420).</exception>
    /// <exception cref="ImageFormatException">The file is too large (TB4002).</exception>
    internal byte[] Read(string name)
    {
        var content = Open(name);
        return content.Length <= MaximumFileLength
            ? content.ToArray()
            : throw new ImageFormatException(
                DiagnosticIds.LimitExceeded, Describe(name), 0, $"it has {content.Length} bytes; the limit is {MaximumFileLength} bytes");
    }

    /// <summary>Reads a file of a fixed length, such as a boot sector.</summary>
    /// <exception cref="ImageFormatException">The file has another length (TB4421).</exception>
    internal byte[] Read(string name, int length)
    {
        var bytes = Read(name);
        return bytes.Length == length ? bytes : throw Damaged(name, 0, $"it has {bytes.Length} bytes instead of {length}");
    }

    /// <summary>What a file is, for messages.</summary>
    internal string Describe(string name) => $"GRUB file {Target.FolderName()}/{name}";

    /// <summary>What is thrown for a damaged file.</summary>
    internal ImageFormatException Damaged(string name, long offset, string message) => new(
        DiagnosticIds.GrubFileDamaged, Describe(name), offset, $"{message}. Take GRUB's files from one imager image of a Talos release.");

    static TalosBootException Missing(GrubTarget target, string name) => new(
        DiagnosticIds.GrubFileMissing,
        $"GRUB's {(name.Length == 0 ? "folder" : "file")} usr/lib/grub/{target.FolderName()}{(name.Length == 0 ? string.Empty : $"/{name}")} is missing. "
        + "Upstream has it in the imager image (ghcr.io/siderolabs/imager) of each release. Use that image, or choose the bootloader sd-boot.");

    Version ReadVersion()
    {
        const string Name = "modinfo.sh";
        foreach (var line in Encoding.Latin1.GetString(Read(Name)).Split('\n'))
        {
            if (line.StartsWith(VersionMark, StringComparison.Ordinal))
            {
                var parts = line[VersionMark.Length..].TrimEnd('"', '\r').Split('.');
                return parts.Length >= 2 && Number(parts[0]) is { } major && Number(parts[1]) is { } minor
                    ? new Version(major, minor)
                    : throw Damaged(Name, 0, $"the version in \"{line.Trim()}\" cannot be read");
            }
        }

        throw Damaged(Name, 0, "it does not tell the version of GRUB (grub_version)");
    }

    /// <summary>The digits that a part begins with: <c>14~rc1</c> is 14.</summary>
    static int? Number(string part)
    {
        var digits = part.AsSpan(0, part.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : part.Length);
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
