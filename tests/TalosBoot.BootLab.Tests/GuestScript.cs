using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.BootLab.Tests;

/// <summary>
/// Parts of the initramfs, for tests alone, that run instead of the demo's first process. A script finds the kernel's modules where it can load them,
/// <c>say</c> for what the report is to have, and <c>try</c> for commands that must not fail.
/// </summary>
static class GuestScript
{
    const int Executable = 0x1ED;

    const string Beginning = """
        #!/lib/busybox sh
        /lib/busybox mkdir -p /bin /proc /sys /dev /root /mnt
        /lib/busybox --install -s /bin
        export PATH=/bin
        mount -t proc proc /proc
        mount -t sysfs sysfs /sys
        mount -t devtmpfs dev /dev 2>/dev/null
        echo 1 > /proc/sys/kernel/printk
        port=/dev/ttyS0
        [ -c /dev/ttyAMA0 ] && port=/dev/ttyAMA0

        say() { printf 'TALOSBOOT-DEMO: %s\n' "$*" > $port; }
        try() { "$@" 2>/errors || say "error=$*: $(tr '\n' ' ' < /errors)"; }

        say BEGIN
        say "cmdline=$(cat /proc/cmdline)"
        [ -d /sys/firmware/efi ] && say efi=yes || say efi=no
        for module in loop squashfs; do try modprobe $module; done
        try mount -t squashfs -o loop,ro /rootfs.sqsh /root
        try mount -o bind "/root/usr/lib/modules/$(uname -r)" "/lib/modules/$(uname -r)"

        """;

    const string End = """
        say DONE
        sync
        sleep 1
        poweroff -f

        """;

    /// <summary>Appends a script to a stock initramfs.</summary>
    /// <param name="stock">The stock initramfs.</param>
    /// <param name="folder">The folder of the script, which lies there as <c>init</c>.</param>
    /// <param name="script">What it does between loading what the root file system needs and switching the machine off.</param>
    public static BlobSource Append(BlobSource stock, string folder, string script)
    {
        var tree = new FileTree();
        var text = BlobSource.FromText(Beginning + script + End);
        tree.Set($"{folder}/init", new RegularFile(text, FileMetadata.DefaultFile with { Mode = Executable }));

        // The kernel looks for an archive at multiples of four bytes.
        return BlobSource.Concat(stock, BlobSource.Zeros(-stock.Length & 3), CpioArchive.Plan(tree));
    }
}
