using TalosBoot.Archives.Trees;
using TalosBoot.Core.Content;

namespace TalosBoot.BootLab.Tests;

/// <summary>
/// A part of the initramfs, for tests alone, that runs instead of the demo's first process: it looks at the partitions of the disk that the machine was
/// started from and at volumes beside it, mounts their file systems, makes and removes a thousand files in those that can be written, reads META as Talos
/// does, and says what it found.
/// </summary>
static class DiskCheck
{
    /// <summary>Starts the check.</summary>
    public const string KernelArgument = "rdinit=/disk-check/init";

    const string Script = """
        for module in virtio_pci virtio_blk nls_cp437 nls_ascii vfat xfs ext4; do modprobe $module 2>/dev/null; done
        sleep 1

        # files PARTITION KIND OPTIONS: what a file system holds, and whether it can be worked with.
        files() {
          try mount -t "$2" -o "$3" "$device" /mnt
          say "$1.files=$(cd /mnt && find . -type f | LC_ALL=C sort | tr '\n' ' ')"
          [ "$1" = EFI ] || say "$1.digests=$(cd /mnt && find . -type f | LC_ALL=C sort | xargs sha256sum | sha256sum | cut -c 1-64)"
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

        # meta: the checksum of the first area of META, and its values.
        meta() {
          { head -c 262108 "$device"; head -c 32 /dev/zero; tail -c +262141 "$device" | head -c 4; } | sha256sum | cut -c 1-64 > /sum
          [ "$(cat /sum)" = "$(od -An -v -tx1 -j 262108 -N 32 "$device" | tr -d ' \n')" ] && say META.sound=yes || say META.sound=no
          at=4
          while :; do
            set -- $(od -An -v -tu1 -j $at -N 8 "$device")
            tag=$((($1 << 24) + ($2 << 16) + ($3 << 8) + $4))
            length=$((($5 << 24) + ($6 << 16) + ($7 << 8) + $8))
            [ $tag -ne 0 ] || break
            say "META.$tag=$(tail -c +$((at + 9)) "$device" | head -c $length)"
            at=$((at + 8 + length))
          done
        }

        for event in /sys/class/block/*/uevent; do
          name="$(sed -n 's/^PARTNAME=//p' "$event")"
          device="/dev/$(sed -n 's/^DEVNAME=//p' "$event")"
          [ -z "$name" ] || say "partition.$name=$(cat "${event%/uevent}/size")"
          case "$name" in
            EFI) files EFI vfat ro ;;
            BOOT) files BOOT xfs rw ;;
            META) meta ;;
            IMAGECACHE) files IMAGECACHE ext4 ro ;;
          esac
        done
        for volume in /sys/class/block/vd*; do
          serial="$(cat "$volume/serial" 2>/dev/null)"
          device="/dev/${volume##*/}"
          case "$serial" in
            ?*) files "$serial" "${serial%%-*}" rw ;;
          esac
        done

        """;

    /// <summary>What the guest says of the files of a volume: the digest of their digests and paths.</summary>
    public static string DigestsOf(FileTree tree)
    {
        var lines = tree.Walk().Where(item => item.Entry is RegularFile)
            .Select(item => (Path: $"./{item.Path}", Sha256: Digest.Sha256(((RegularFile)item.Entry).Content).Hex)).OrderBy(item => item.Path, StringComparer.Ordinal);
        return Digest.Sha256(BlobSource.FromText(string.Concat(lines.Select(line => $"{line.Sha256}  {line.Path}\n")))).Hex;
    }

    /// <summary>Appends the check to a stock initramfs.</summary>
    public static BlobSource Append(BlobSource stock) => GuestScript.Append(stock, "disk-check", Script);
}
