#!/usr/bin/env bash
# Disk images against the tools that upstream's imager calls, on the same content in the same run: benchmarks/disks.sh [ROUNDS [WORK...]]
# Works: raw zst xz gz tar.gz qcow2 growth memory; all where none is named. Prints seconds and ratios, medians of the rounds.
# The disk is the dual-boot metal disk of the realistic demo release. Each of our times is a whole process, from the start of the program and a warm cache to
# the finished file.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

works=("${@:2}")
[[ ${#works[@]} -gt 0 ]] || works=(raw zst xz gz tar.gz qcow2 growth memory)
small=1246 large=8192 # in MiB

arguments=(- --images "$release" --cache-directory "$work/cache")

# profile PACKING FORMAT SIZE-IN-MIB
profile() {
    printf 'baseProfileName: metal\narch: amd64\nversion: v1.12.0\noutput:\n  outFormat: %s\n  imageOptions: {diskSize: %d, diskFormat: %s}\n' \
        "$1" "$(($3 * 1048576))" "$2"
}

build() { profile "$@" | "$imager" "${arguments[@]}" --output "$work/fresh/$3" 2>/dev/null; }

ours_raw() { build raw raw $small; }
ours_zst() { build .zst raw $small; }
ours_xz() { build .xz raw $small; }
ours_gz() { build .gz raw $small; }
ours_tar.gz() { build .tar.gz raw $small; }
ours_qcow2() { build raw qcow2 $small; }

# File systems beside the disk, and a copy of each into it.
peer_raw() {
    rm -f "$work"/peer.raw "$work"/volume-*
    truncate --size "$(stat --format=%s "$work/metal.raw")" "$work/peer.raw"
    truncate --size "$((esp_sectors * 512))" "$work/volume-esp"
    mkfs.vfat -F 32 -n EFI --invariant "$work/volume-esp" >/dev/null
    mcopy -s -i "$work/volume-esp" "$work/tree/esp/EFI" "$work/tree/esp/loader" ::
    truncate --size "$((boot_sectors * 512))" "$work/volume-boot"
    mkfs.xfs -q -L BOOT -p "$work/proto" "$work/volume-boot"
    dd if="$work/volume-esp" of="$work/peer.raw" bs=1M seek="$((esp_start / 2048))" conv=notrunc status=none
    dd if="$work/volume-boot" of="$work/peer.raw" bs=1M seek="$((boot_start / 2048))" conv=notrunc status=none
}

peer_zst() { zstd -T0 -18 --quiet --force "$work/metal.raw" -o "$work/peer.zst"; }
peer_xz() { xz -0 --keep --force --stdout -T 0 "$work/metal.raw" >"$work/peer.xz"; }
peer_gz() { pigz -6 --no-time --stdout "$work/metal.raw" >"$work/peer.gz"; }
peer_tar.gz() {
    ln -f "$work/metal.raw" "$work/disk.raw"
    tar -cf - -C "$work" --sparse --sort=name --owner=0 --group=0 --numeric-owner "--mtime=@$SOURCE_DATE_EPOCH" disk.raw |
        pigz -6 --no-time - >"$work/peer.tar.gz"
}
peer_qcow2() { qemu-img convert -f raw -O qcow2 -o cluster_size=8k "$work/metal.raw" "$work/peer.qcow2"; }

# compare NAME WORK OUR-FILE
compare() {
    in_turns "ours_$2" "peer_$2"
    awk -v name="$1" -v a="$first" -v b="$second" -v c="$(du --block-size=1 "$work/fresh/$small/$3" | cut -f 1)" -v d="$(du --block-size=1 "$work/peer.$2" | cut -f 1)" \
        'BEGIN { printf "| %s | %.2f / %.2f | %.3f | %.0f / %.0f | %.3f |\n", name, a, b, a / b, c, d, c / d }'
}

# What the tools of upstream are given: the finished disk, and the files in it.
unpack() {
    ours_raw # fills the cache
    mv "$work/fresh/$small/metal-amd64.raw" "$work/metal.raw"
    read -r esp_start esp_sectors < <(partx --noheadings --output START,SECTORS --nr 1 "$work/metal.raw")
    read -r boot_start boot_sectors < <(partx --noheadings --output START,SECTORS --nr 3 "$work/metal.raw")
    mkdir -p "$work/tree/esp"
    dd if="$work/metal.raw" of="$work/volume-esp" bs=1M skip="$((esp_start / 2048))" count="$((esp_sectors / 2048))" conv=sparse status=none
    mcopy -s -n -i "$work/volume-esp" ::/EFI ::/loader "$work/tree/esp"
    objcopy --dump-section ".linux=$work/vmlinuz" --dump-section ".initrd=$work/initramfs.xz" "$work/tree/esp/EFI/Linux/Talos-v1.12.0.efi" "$work/ignored"
    printf 'menu\n' >"$work/grub.cfg"
    cat >"$work/proto" <<TEXT
/
0 0
d--755 0 0
A d--755 0 0
vmlinuz ---644 0 0 $work/vmlinuz
initramfs.xz ---644 0 0 $work/initramfs.xz
$
grub d--700 0 0
grub.cfg ---600 0 0 $work/grub.cfg
$
$
TEXT
}

unpack
echo "| work | seconds | ratio | bytes on the disk | ratio |"
echo "|---|---|---|---|---|"
for name in "${works[@]}"; do
    case $name in
        raw) compare 'raw / mkfs.vfat, mcopy, mkfs.xfs -p, dd' raw metal-amd64.raw ;;
        zst) compare '.raw.zst / zstd -18 -T0 alone' zst metal-amd64.raw.zst ;;
        xz) compare '.raw.xz / xz -0 -T0 alone' xz metal-amd64.raw.xz ;;
        gz) compare '.raw.gz / pigz -6 alone' gz metal-amd64.raw.gz ;;
        tar.gz) compare '.raw.tar.gz / tar --sparse, pigz -6' tar.gz metal-amd64.raw.tar.gz ;;
        qcow2) compare 'qcow2 / qemu-img convert alone' qcow2 metal-amd64.qcow2 ;;
    esac
done
for name in "${works[@]}"; do
    case $name in
        growth)
            printf '\n| packing | seconds of a disk of %d MiB / of %d MiB | ratio |\n|---|---|---|\n' $large $small
            larger() { build "$packing" raw $large; }
            smaller() { build "$packing" raw $small; }
            for packing in raw .zst .xz .gz; do
                in_turns larger smaller
                awk -v name="$packing" -v a="$first" -v b="$second" 'BEGIN { printf "| %s | %.2f / %.2f | %.2f |\n", name, a, b, a / b }'
            done
            ;;
        memory)
            printf '\n| packing | MiB at most |\n|---|---|\n'
            for packing in raw .zst .xz .gz; do
                profile $packing raw $small >"$work/profile"
                printf '| %s | %d |\n' $packing "$(peak "$imager" "${arguments[@]}" --output "$work/fresh" <"$work/profile")"
            done
            ;;
    esac
done
