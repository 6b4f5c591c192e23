#!/usr/bin/env bash
# An installer of about 150 MB against tar and gzip -1 on the same layers, in the same run: benchmarks/installer.sh [ROUNDS]
# Work: the realistic demo release with its three extensions (demo/build-release.sh --realistic), whose initramfs a cache remembers. Prints seconds, bytes, the
# ratios, and the peak memory of the imager; medians of the rounds.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

flags=(--arch amd64 --talos-version v1.12.0 --images "$release" --cache-directory "$work/cache")
for name in demo-hello demo-tools demo-ucode; do
    flags+=(--system-extension-image "ghcr.io/siderolabs/$name:v1.0.0")
done

ours() { "$imager" installer "${flags[@]}" --output "$work/out" 2>/dev/null; }

# What upstream does with the files of its layers: an archive of each, in gzip of the fastest level, and one archive of all.
tools() {
    local number=0 layer
    rm -f "$work"/peer/*.gz
    for layer in "$work"/layers/*; do
        number=$((number + 1)) # not below, where a subshell would forget it
        tar --create --directory "$layer" . | gzip -1 >"$work/peer/$number.tar.gz"
    done
    tar --create --file "$work/peer.tar" --directory "$work/peer" .
}

ours # fills the cache, and makes the layers
mkdir -p "$work/unpacked" "$work/peer" "$work/layers"
tar --extract --file "$work/out/installer-amd64.tar" --directory "$work/unpacked"
number=0
for layer in "$work"/unpacked/*.tar.gz; do
    mkdir -p "$work/layers/$((++number))"
    tar --extract --gzip --file "$layer" --directory "$work/layers/$number"
    chmod --recursive u+r "$work/layers/$number"
done
in_turns ours tools
echo "| work | seconds | ratio | bytes | ratio | MiB at most |"
echo "|---|---|---|---|---|---|"
awk -v a="$first" -v b="$second" -v c="$(stat --format=%s "$work/out/installer-amd64.tar")" -v d="$(stat --format=%s "$work/peer.tar")" \
    -v memory="$(peak "$imager" installer "${flags[@]}" --output "$work/out")" 'BEGIN {
        printf "| installer (whole imager process, warm cache) / tar, gzip -1 | %.2f / %.2f | %.2f | %d / %d | %.3f | %d |\n", a, b, a / b, c, d, c / d, memory
    }'
