#!/usr/bin/env bash
# A hybrid ISO of the realistic demo release against the tools that upstream's imager calls for it, in the same run: benchmarks/isos.sh [ROUNDS]
# Ours is the whole imager process, with a cache that remembers what does not change between builds: the compressed module files of GRUB, and the boot files of
# the imager image. The tools work on finished parts: a UKI, a kernel and an initramfs.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

hybrid() {
    "$imager" iso --arch amd64 --talos-version v1.12.0 --images "$release" --output "$work/fresh" "$@" 2>/dev/null
}

warm() { hybrid --cache-directory "$work/cache"; }

# What upstream runs: mkfs.vfat and mcopy for the EFI system partition, and grub-mkrescue around the tree.
hybrid_peer() {
    local esp=$work/efiboot.img
    rm -rf "$esp" "$work/peer.iso"
    truncate --size "$(($(stat --format=%s "$work"/tree/EFI/Linux/*.efi) / 1048576 + 12))M" "$esp"
    mkfs.vfat -F 32 -n EFI --invariant "$esp" >/dev/null
    mcopy -s -i "$esp" "$work/tree/EFI" "$work/tree/loader" ::
    (cd "$work" && TMPDIR=$work grub-mkrescue --compress=xz --output="$work/peer.iso" --directory=/usr/lib/grub/i386-pc -m efiboot.img -iso-level 3 "$work/tree" \
        -eltorito-alt-boot -e --interval:appended_partition_2:all:: -append_partition 2 0xef "$esp" -appended_part_as_gpt -partition_cyl_align all \
        -partition_offset 16 -iso_mbr_part_type 0x83 -no-emul-boot -- -volid TALOS_V1_12_0 -volset-id Talos-v1.12.0 2>/dev/null)
}

warm # fills the cache
xorriso -osirrox on:auto_chmod_off -indev "$work/fresh/metal-amd64.iso" -extract / "$work/tree" 2>/dev/null
chmod -R u+w "$work/tree"
rm -rf "$work"/tree/boot/grub/{i386-pc,fonts,locale,roms} "$work/tree/boot.catalog"

echo "| work | TalosBoot s | tools s | ratio |"
echo "|---|---|---|---|"
in_turns warm hybrid_peer
awk -v a="$first" -v b="$second" 'BEGIN { printf "| hybrid ISO with a warm cache (whole imager process) / mkfs.vfat, mcopy, grub-mkrescue | %.2f | %.2f | %.2f |\n", a, b, a / b }'
in_turns hybrid hybrid_peer
awk -v a="$first" -v b="$second" 'BEGIN { printf "| the same without a cache | %.2f | %.2f | %.2f |\n", a, b, a / b }'
echo
echo "Sizes in bytes: $(stat --format=%s "$work/fresh/metal-amd64.iso") (ours), $(stat --format=%s "$work/peer.iso") (tools)."
dotnet run --project benchmarks/TalosBoot.Benchmarks --configuration Release -- first-byte "$release" "$rounds"
