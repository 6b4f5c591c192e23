#!/usr/bin/env bash
# An installer of about 150 MB against tar and gzip -1 on the same layers, in the same run: benchmarks/installer.sh [ROUNDS]
# Work: the realistic demo release with its three extensions (demo/build-release.sh --realistic), whose initramfs a cache remembers. Prints seconds, bytes, the
# ratios, and the peak memory of the imager; medians of the rounds.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=${1:-3}
release=demo/out/release-realistic
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
export SOURCE_DATE_EPOCH=1559424892

dotnet publish samples/TalosBoot.Samples.Cli --configuration Release --verbosity quiet >/dev/null
imager=artifacts/publish/TalosBoot.Samples.Cli/release/imager
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
        tar --create --directory "$layer" . | gzip -1 >"$work/peer/$((number++)).tar.gz"
    done
    tar --create --file "$work/peer.tar" --directory "$work/peer" .
}

seconds() {
    local began=$EPOCHREALTIME
    "$@" >/dev/null
    awk -v began="$began" -v ended="$EPOCHREALTIME" 'BEGIN { printf "%.2f\n", ended - began }'
}

median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

ours # fills the cache, and makes the layers
mkdir -p "$work/unpacked" "$work/peer" "$work/layers"
tar --extract --file "$work/out/installer-amd64.tar" --directory "$work/unpacked"
number=0
for layer in "$work"/unpacked/*.tar.gz; do
    mkdir -p "$work/layers/$((++number))"
    tar --extract --gzip --file "$layer" --directory "$work/layers/$number"
    chmod --recursive u+r "$work/layers/$number"
done
for ((round = 0; round < rounds; round++)); do
    seconds ours >>"$work/ours.times"
    seconds tools >>"$work/tools.times"
done
echo "| work | seconds | ratio | bytes | ratio | MiB at most |"
echo "|---|---|---|---|---|---|"
memory=$({ /usr/bin/time --format '%M' "$imager" installer "${flags[@]}" --output "$work/out" >/dev/null; } 2>&1 | tail -1)
awk -v a="$(median <"$work/ours.times")" -v b="$(median <"$work/tools.times")" -v c="$(stat --format=%s "$work/out/installer-amd64.tar")" \
    -v d="$(stat --format=%s "$work/peer.tar")" -v memory="$memory" 'BEGIN {
        printf "| installer (whole imager process, warm cache) / tar, gzip -1 | %.2f / %.2f | %.2f | %d / %d | %.3f | %d |\n", a, b, a / b, c, d, c / d, memory / 1024
    }'
