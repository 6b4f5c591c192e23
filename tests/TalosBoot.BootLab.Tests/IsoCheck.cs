using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.BootLab.Tests;

/// <summary>
/// A part of the initramfs, for tests alone, that runs instead of the demo's first process: it mounts the CD that the machine was started from, and says what lies in
/// its image cache. Of each file it reads the last mebibyte.
/// </summary>
static class IsoCheck
{
    /// <summary>Starts the check.</summary>
    public const string KernelArgument = "rdinit=/iso-check/init";

    const int Executable = 0x1ED;

    const string Script = """
        #!/lib/busybox sh
        /lib/busybox mkdir -p /bin /proc /sys /dev /root /mnt
        /lib/busybox --install -s /bin
        export PATH=/bin
        mount -t proc proc /proc
        mount -t sysfs sysfs /sys
        mount -t devtmpfs dev /dev
        echo 1 > /proc/sys/kernel/printk
        say() { printf 'TALOSBOOT-DEMO: %s\n' "$*" > /dev/ttyS0; }
        try() { "$@" 2>/errors || say "error=$*: $(tr '\n' ' ' < /errors)"; }

        say BEGIN
        say "cmdline=$(cat /proc/cmdline)"
        for module in loop squashfs; do try modprobe $module; done
        try mount -t squashfs -o loop,ro /rootfs.sqsh /root
        try mount -o bind "/root/usr/lib/modules/$(uname -r)" "/lib/modules/$(uname -r)"
        for module in ahci sr_mod isofs; do try modprobe $module; done
        tries=0
        while [ ! -b /dev/sr0 ] && [ $tries -lt 20 ]; do sleep 1; tries=$((tries + 1)); done
        try mount -t iso9660 -o ro /dev/sr0 /mnt
        cd /mnt/imagecache
        find . -type f | LC_ALL=C sort | while read -r file; do
          size="$(stat -c %s "$file")"
          last=$(((size + 1048575) / 1048576 - 1))
          say "file.${file#./}=$size $(dd if="$file" bs=1048576 skip=$last 2>/errors | sha256sum | cut -c 1-64)"
        done
        say DONE
        sync
        sleep 1
        poweroff -f

        """;

    /// <summary>Appends the check to a stock initramfs.</summary>
    public static BlobSource Append(BlobSource stock)
    {
        var tree = new FileTree();
        tree.Set("iso-check/init", new RegularFile(BlobSource.FromText(Script), FileMetadata.DefaultFile with { Mode = Executable }));

        // The kernel looks for an archive at multiples of four bytes.
        return BlobSource.Concat(stock, BlobSource.Zeros(-stock.Length & 3), CpioArchive.Plan(tree));
    }
}
