using TalosBoot.Archives.Cpio;
using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.BootLab.Tests;

/// <summary>
/// A part of the initramfs, for tests alone, that runs instead of the demo's first process: it looks at the partitions of the disk that the machine was
/// started from, mounts their file systems, makes and removes a thousand files in those that can be written, and says what it found.
/// </summary>
static class DiskCheck
{
    /// <summary>Starts the check.</summary>
    public const string KernelArgument = "rdinit=/disk-check/init";

    const int Executable = 0x1ED;

    const string Script = """
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
        for module in virtio_pci virtio_blk nls_cp437 nls_ascii vfat xfs; do modprobe $module 2>/dev/null; done
        sleep 1

        # files PARTITION KIND OPTIONS: what a file system holds, and whether it can be worked with.
        files() {
          try mount -t "$2" -o "$3" "$device" /mnt
          say "$1.files=$(cd /mnt && find . -type f | LC_ALL=C sort | tr '\n' ' ')"
          if [ "$3" = rw ]; then
            mkdir /mnt/work
            count=0
            while [ $count -lt 1000 ]; do echo $count > /mnt/work/file-$count; count=$((count + 1)); done
            say "$1.made=$(ls /mnt/work | wc -l)"
            rm -r /mnt/work
            sync
          fi
          try umount /mnt
        }

        for event in /sys/class/block/*/uevent; do
          name="$(sed -n 's/^PARTNAME=//p' "$event")"
          device="/dev/$(sed -n 's/^DEVNAME=//p' "$event")"
          [ -z "$name" ] || say "partition.$name=$(cat "${event%/uevent}/size")"
          case "$name" in
            EFI) files EFI vfat ro ;;
            BOOT) files BOOT xfs rw ;;
          esac
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
        tree.Set("disk-check/init", new RegularFile(BlobSource.FromText(Script), FileMetadata.DefaultFile with { Mode = Executable }));

        // The kernel looks for an archive at multiples of four bytes.
        return BlobSource.Concat(stock, BlobSource.Zeros(-stock.Length & 3), CpioArchive.Plan(tree));
    }
}
