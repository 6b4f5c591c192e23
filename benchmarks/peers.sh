#!/usr/bin/env bash
# Whole processes against the tools that upstream's imager calls, on the same work in the same run: benchmarks/peers.sh [ROUNDS]
# Work: the realistic demo release with its three extensions (demo/build-release.sh --realistic). Prints seconds and ratios, medians of the rounds.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

extensions=(demo-hello demo-tools demo-ucode)
flags=()
for index in "${!extensions[@]}"; do
    reference=ghcr.io/siderolabs/${extensions[index]}:v1.0.0
    flags+=(--system-extension-image "$reference")
    skopeo copy --quiet --override-arch amd64 "oci:$release:$reference" "dir:$work/image-$index"
    mkdir "$work/$index"
    while read -r layer; do
        if zstd --test --quiet "$layer" 2>/dev/null; then zstd --decompress --stdout --quiet "$layer"; else gzip --decompress --stdout "$layer"; fi |
            tar --extract --directory "$work/$index"
    done < <(find "$work/image-$index" -type f -size +1k -regextype posix-extended -regex '.*/[0-9a-f]{64}')
done
"$imager" iso --arch amd64 --talos-version v1.12.0 --output-kind initramfs --images "$release" --output "$work/stock" 2>/dev/null
stock=$work/stock/initramfs-metal-amd64.xz

# What upstream runs for the initramfs: mksquashfs for each extension, cpio and zstd -18 for the segment, and one for the microcode.
pipeline() {
    rm -rf "$work/tree" && mkdir -p "$work/tree/kernel/x86/microcode" "$work/tree/usr/lib"
    for index in "${!extensions[@]}"; do
        rm -rf "$work/rootfs" && cp -a "$work/$index/rootfs" "$work/rootfs"
        if [[ -d $work/rootfs/usr/lib/firmware ]]; then
            cat "$work"/rootfs/usr/lib/firmware/intel-ucode/* >>"$work/tree/kernel/x86/microcode/GenuineIntel.bin"
            cat "$work"/rootfs/usr/lib/firmware/amd-ucode/microcode_amd*.bin >>"$work/tree/kernel/x86/microcode/AuthenticAMD.bin"
            rm -r "$work"/rootfs/usr/lib/firmware/intel-ucode/* "$work"/rootfs/usr/lib/firmware/amd-ucode/microcode_amd*.bin
            mv "$work/rootfs/usr/lib/firmware" "$work/tree/usr/lib/firmware"
        fi
        mksquashfs "$work/rootfs" "$work/tree/$index.sqsh" -all-root -noappend -no-progress -quiet -comp zstd -Xcompression-level 18
    done
    (cd "$work/tree" && find kernel | cpio --create --format=newc --reproducible --quiet >"$work/early")
    (cd "$work/tree" && find . -mindepth 1 -not -path './kernel*' | cpio --create --format=newc --reproducible --quiet | zstd -18 -T0 --quiet --stdout >"$work/main")
    mkdir -p "$work/fresh"
    cat "$work/early" "$stock" "$work/main" >"$work/fresh/initramfs-peer"
}

ours() {
    "$imager" iso --arch amd64 --talos-version v1.12.0 --output-kind initramfs --images "$release" --output "$work/fresh" "${flags[@]}" 2>/dev/null
}

warm() {
    "$imager" iso --arch amd64 --talos-version v1.12.0 --output-kind initramfs --images "$release" --output "$work/fresh" \
        --cache-directory "$work/cache" "${flags[@]}" 2>/dev/null
}

uki() {
    "$imager" metal-uki --arch amd64 --talos-version v1.12.0 --images "$release" --output "$work/uki" "${flags[@]}" 2>/dev/null
}

iso() {
    "$imager" iso --arch amd64 --talos-version v1.12.0 --bootloader sd-boot --images "$release" --output "$work/fresh" 2>/dev/null
}

# mkfs.vfat, mcopy and xorrisofs around a finished UKI.
iso_peer() {
    local tree=$work/iso-tree esp=$work/fresh/esp.img uki_file=$work/uki/metal-amd64-uki.efi
    rm -rf "$tree" && mkdir -p "$tree/EFI/Linux" "$work/fresh"
    cp "$uki_file" "$tree/EFI/Linux/Talos-v1.12.0.efi"
    truncate --size "$(($(stat --format=%s "$uki_file") / 1048576 + 11))M" "$esp"
    mkfs.vfat -F 32 -n EFI --invariant "$esp" >/dev/null
    mcopy -s -i "$esp" "$tree/EFI" ::
    xorrisofs -quiet -e --interval:appended_partition_2:all:: -append_partition 2 0xef "$esp" -partition_cyl_align all -partition_offset 16 \
        -iso_mbr_part_type 0x83 -no-emul-boot -iso-level 3 -o "$work/fresh/peer.iso" "$tree" 2>/dev/null
}

compare() {
    in_turns "$2" "$3"
    awk -v name="$1" -v a="$first" -v b="$second" 'BEGIN { printf "| %s | %.2f | %.2f | %.2f |\n", name, a, b, a / b }'
}

echo "| work | TalosBoot s | tools s | ratio |"
echo "|---|---|---|---|"
compare 'initramfs with three extensions (whole imager process, layers unpacked too) / mksquashfs, cpio, zstd -18' ours pipeline
warm # fills the cache
compare 'the same with a warm cache' warm pipeline
sizes="$(stat --format=%s "$work/fresh/initramfs-metal-amd64.xz") (ours), $(stat --format=%s "$work/fresh/initramfs-peer") (tools)"
uki
compare 'UKI and ISO without extensions (whole imager process) / mkfs.vfat, mcopy, xorrisofs around a finished UKI' iso iso_peer
echo
echo "Sizes in bytes: initramfs $sizes."
echo "Peak memory of the ISO build: $(peak "$imager" iso --arch amd64 --talos-version v1.12.0 --bootloader sd-boot --images "$release" --output "$work/iso" "${flags[@]}") MiB."
