#!/usr/bin/env bash
# The squashfs image of the largest extension of the realistic demo release against mksquashfs, in zstd (level 18) and xz: benchmarks/squashfs.sh [ROUNDS]
# Prints seconds, bytes and ratios; the tool's seconds are the median of the rounds, each after the other on the same files.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=${1:-3}
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT

dotnet build benchmarks/TalosBoot.Benchmarks --configuration Release --verbosity quiet >/dev/null
skopeo copy --quiet --override-arch amd64 oci:demo/out/release-realistic:ghcr.io/siderolabs/demo-tools:v1.0.0 "dir:$work/image"
while read -r layer; do
    if zstd --test --quiet "$layer" 2>/dev/null; then zstd --decompress --stdout --quiet "$layer"; else gzip --decompress --stdout "$layer"; fi |
        tar --extract --directory "$work"
done < <(find "$work/image" -type f -size +1k -regextype posix-extended -regex '.*/[0-9a-f]{64}')

peer() {
    local began=$EPOCHREALTIME
    mksquashfs "$work/rootfs" "$work/$1.sqsh" -all-root -noappend -no-progress -quiet -comp "${@:1}" >/dev/null
    awk -v began="$began" -v ended="$EPOCHREALTIME" 'BEGIN { printf "%.2f\n", ended - began }'
}

median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

for ((round = 0; round < rounds; round++)); do
    peer zstd -Xcompression-level 18 >>"$work/zstd.times"
    peer xz >>"$work/xz.times"
done
TALOSBOOT_BENCHMARK_TREE=$work/rootfs dotnet artifacts/bin/TalosBoot.Benchmarks/release/TalosBoot.Benchmarks.dll --job Short --inProcess \
    --artifacts "$work/results" --filter '*SquashFsBenchmarks.Zstd' '*SquashFsBenchmarks.Xz' >"$work/log"

echo "| codec | seconds | ratio | bytes | ratio |"
echo "|---|---|---|---|---|"
for codec in Zstd Xz; do
    name=${codec,,}
    ours=$(awk -F '|' -v codec="$codec" '$2 ~ "^ *" codec " *$" { gsub(/,/, "", $3); split($3, part, " "); print part[2] == "s" ? part[1] : part[1] / 1000; exit }' "$work/log")
    awk -v name="$name" -v a="$ours" -v b="$(median <"$work/$name.times")" -v c="$(awk -v codec="$codec:" '$1 == codec { print $2; exit }' "$work/log")" \
        -v d="$(stat --format=%s "$work/$name.sqsh")" 'BEGIN { printf "| %s | %.2f / %.2f | %.2f | %d / %d | %.3f |\n", name, a, b, a / b, c, d, c / d }'
done
