#!/usr/bin/env bash
# Disk images against the tools that upstream's imager calls, on the same content in the same run: benchmarks/disks.sh [ROUNDS]
# Work: a dual-boot metal disk of the realistic demo release (demo/build-release.sh --realistic). Prints seconds and ratios, medians of the rounds.
# Each of our times is a whole process, from the start of the program and a warm cache to the finished file.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=${1:-3}
release=demo/out/release-realistic
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
export SOURCE_DATE_EPOCH=1559424892

dotnet publish samples/TalosBoot.Samples.Cli --configuration Release --verbosity quiet >/dev/null
imager=artifacts/publish/TalosBoot.Samples.Cli/release/imager

# build PACKING FORMAT SIZE-IN-MIB
build() {
    printf 'baseProfileName: metal\narch: amd64\nversion: v1.12.0\noutput:\n  outFormat: %s\n  imageOptions: {diskSize: %d, diskFormat: %s}\n' \
        "$1" "$(($3 * 1048576))" "$2" |
        "$imager" - --images "$release" --output "$work/out" --cache-directory "$work/cache" 2>/dev/null
}

raw() { build raw raw 1246; }
large() { build raw raw 8192; }
zst() { build .zst raw 1246; }
large_zst() { build .zst raw 8192; }
xz() { build .xz raw 1246; }
gz() { build .gz raw 1246; }
targz() { build .tar.gz raw 1246; }
qcow2() { build raw qcow2 1246; }

# File systems beside the disk, and a copy of each into it.
raw_peer() {
    rm -f "$work/peer.raw" "$work/esp" "$work/boot"
    truncate --size "$(stat --format=%s "$work/metal.raw")" "$work/peer.raw"
    truncate --size 2101M "$work/esp"
    mkfs.vfat -F 32 -n EFI --invariant "$work/esp" >/dev/null
    mcopy -s -i "$work/esp" "$work/tree/esp/EFI" "$work/tree/esp/loader" ::
    truncate --size 2000M "$work/boot"
    mkfs.xfs -q -L BOOT -p "$work/proto" "$work/boot"
    dd if="$work/esp" of="$work/peer.raw" bs=1M seek=1 conv=notrunc status=none
    dd if="$work/boot" of="$work/peer.raw" bs=1M seek=2103 conv=notrunc status=none
}

zst_peer() { command zstd -T0 -18 --quiet --force "$work/metal.raw" -o "$work/peer.zst"; }
xz_peer() { command xz -0 --keep --force --stdout -T 0 "$work/metal.raw" >"$work/peer.xz"; }
gz_peer() { pigz -6 --no-time --stdout "$work/metal.raw" >"$work/peer.gz"; }
targz_peer() {
    ln -f "$work/metal.raw" "$work/disk.raw"
    tar -cf - -C "$work" --sparse --sort=name --owner=0 --group=0 --numeric-owner "--mtime=@$SOURCE_DATE_EPOCH" disk.raw |
        pigz -6 --no-time - >"$work/peer.tar.gz"
}
qcow2_peer() { qemu-img convert -f raw -O qcow2 -o cluster_size=8k "$work/metal.raw" "$work/peer.qcow2"; }

median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

seconds() {
    local began=$EPOCHREALTIME
    "$@" >/dev/null
    awk -v began="$began" -v ended="$EPOCHREALTIME" 'BEGIN { printf "%.2f\n", ended - began }'
}

# compare NAME OURS PEER OUR-FILE PEER-FILE
compare() {
    local name=$1 a=$2 b=$3
    for ((round = 0; round < rounds; round++)); do
        seconds "$a" >>"$work/$a.times"
        seconds "$b" >>"$work/$b.times"
    done
    awk -v name="$name" -v a="$(median <"$work/$a.times")" -v b="$(median <"$work/$b.times")" \
        -v c="$(stat --format=%s "$work/out/$4")" -v d="$(stat --format=%s "$work/$5")" \
        'BEGIN { printf "| %s | %.2f | %.2f | %.3f | %.3f |\n", name, a, b, a / b, c / d }'
}

raw # fills the cache
mv "$work/out/metal-amd64.raw" "$work/metal.raw"
mkdir -p "$work/tree/esp" "$work/tree/boot/A" "$work/tree/boot/grub"
dd if="$work/metal.raw" of="$work/esp" bs=1M skip=1 count=2101 conv=sparse status=none
mcopy -s -n -i "$work/esp" ::/EFI ::/loader "$work/tree/esp"
uki=$work/tree/esp/EFI/Linux/Talos-v1.12.0.efi
objcopy --dump-section ".linux=$work/tree/boot/A/vmlinuz" --dump-section ".initrd=$work/tree/boot/A/initramfs.xz" "$uki" "$work/ignored"
printf 'menu\n' >"$work/tree/boot/grub/grub.cfg"
cat >"$work/proto" <<TEXT
/
0 0
d--755 0 0
A d--755 0 0
vmlinuz ---644 0 0 $work/tree/boot/A/vmlinuz
initramfs.xz ---644 0 0 $work/tree/boot/A/initramfs.xz
$
grub d--700 0 0
grub.cfg ---600 0 0 $work/tree/boot/grub/grub.cfg
$
$
TEXT

echo "| work | TalosBoot s | tools s | ratio | size ratio |"
echo "|---|---|---|---|---|"
compare 'raw / mkfs.vfat, mcopy, mkfs.xfs -p, dd' raw raw_peer metal-amd64.raw peer.raw
compare '.raw.zst / zstd -18 -T0 alone' zst zst_peer metal-amd64.raw.zst peer.zst
compare '.raw.xz / xz -0 -T0 alone' xz xz_peer metal-amd64.raw.xz peer.xz
compare '.raw.gz / pigz -6 alone' gz gz_peer metal-amd64.raw.gz peer.gz
compare '.raw.tar.gz / tar --sparse, pigz -6' targz targz_peer metal-amd64.raw.tar.gz peer.tar.gz
compare 'qcow2 / qemu-img convert alone' qcow2 qcow2_peer metal-amd64.qcow2 peer.qcow2
echo
for pair in 'raw large' 'zst large_zst'; do
    read -r small big <<<"$pair"
    rm -f "$work/$small.times" "$work/$big.times"
    for ((round = 0; round < rounds; round++)); do
        seconds "$small" >>"$work/$small.times"
        seconds "$big" >>"$work/$big.times"
    done
    echo "A disk of 8192 MiB more than one of 1246 MiB ($small): $(median <"$work/$big.times") s to $(median <"$work/$small.times") s."
done
printf 'baseProfileName: metal\narch: amd64\nversion: v1.12.0\n' >"$work/profile"
/usr/bin/time --format 'Peak memory of the .raw.zst: %M KiB.' "$imager" - --images "$release" --output "$work/out" --cache-directory "$work/cache" \
    <"$work/profile" 2>&1 >/dev/null | tail -1
