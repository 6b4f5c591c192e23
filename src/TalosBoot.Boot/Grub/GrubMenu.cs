using System.Text;

namespace TalosBoot.Boot.Grub;

/// <summary>GRUB's menu, <c>grub.cfg</c>, as Talos writes it for ISOs (iso.md 3) and for disks (disk.md 3.5).</summary>
/// <remarks>The text of both is that of the newest imager, which every release's machines read. Talos itself parses that of disks when it is upgraded.</remarks>
public static class GrubMenu
{
    // In this order: the backslash first, so that those which are put in are not doubled.
    const string Quoted = "\\{}&$|;<>\"";

    const string IsoReset = "talos.experimental.wipe=system";
    const string DiskReset = "talos.experimental.wipe=system:EPHEMERAL,STATE";

    /// <summary>The menu of an ISO, whose kernel and initramfs lie in <c>/boot</c>.</summary>
    /// <param name="commandLine">The kernel command line.</param>
    /// <param name="hasResetEntry">Whether a second entry wipes the installation: Talos knows how from 1.4 on.</param>
    public static string ForIso(string commandLine, bool hasResetEntry)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        var text = new StringBuilder("set default=0\nset timeout=3\n\ninsmod all_video\n\nterminal_input console\nterminal_output console\n\n");
        AppendEntry(text, "Talos ISO", "\t", "/boot", Quote(commandLine));
        text.Append('\n');
        if (hasResetEntry)
        {
            AppendEntry(text, "Reset Talos installation", "\t", "/boot", $"{Quote(commandLine)} {IsoReset}");
        }

        return text.ToString();
    }

    /// <summary>The menu of a disk, whose kernel and initramfs lie in the folder <c>A</c> of its BOOT partition.</summary>
    /// <param name="version">The Talos version, as it is to be shown.</param>
    /// <param name="commandLine">The kernel command line.</param>
    /// <param name="hasResetEntry">Whether a second entry wipes the installation: Talos knows how from 1.4 on.</param>
    public static string ForDisk(string version, string commandLine, bool hasResetEntry)
    {
        ArgumentNullException.ThrowIfNull(version);
        ArgumentNullException.ThrowIfNull(commandLine);
        var name = $"A - Talos {version}";
        var text = new StringBuilder(
            $"set default=\"{name}\"\n\nset timeout=3\n\ninsmod all_video\n\nterminal_input console\nterminal_output console\n\n");
        AppendEntry(text, name, "  ", "/A", Quote(commandLine));
        if (hasResetEntry)
        {
            AppendEntry(text, "Reset Talos installation and return to maintenance mode", "  ", "/A", $"{Quote(commandLine)} {DiskReset}");
        }

        return text.ToString();
    }

    /// <summary>A kernel command line as GRUB's language takes it.</summary>
    /// <param name="commandLine">The kernel command line.</param>
    public static string Quote(string commandLine)
    {
        ArgumentNullException.ThrowIfNull(commandLine);
        return Quoted.Aggregate(commandLine, (text, character) => text.Replace($"{character}", $"\\{character}", StringComparison.Ordinal));
    }

    static void AppendEntry(StringBuilder text, string name, string indent, string folder, string arguments) => text
        .Append($"menuentry \"{name}\" {{\n")
        .Append($"{indent}set gfxmode=auto\n")
        .Append($"{indent}set gfxpayload=text\n")
        .Append($"{indent}linux {folder}/vmlinuz {arguments}\n")
        .Append($"{indent}initrd {folder}/initramfs.xz\n")
        .Append("}\n");
}
