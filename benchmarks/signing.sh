#!/usr/bin/env bash
# Measuring and signing a UKI of 150 MB against the tools that hash as many bytes once in each bank: benchmarks/signing.sh [ROUNDS]
# Prints milliseconds and ratios; the tools' are medians of the rounds, each after the other on the same file.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=${1:-5}
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
head --bytes 157286400 /dev/urandom >"$work/uki"

dotnet build benchmarks/TalosBoot.Benchmarks --configuration Release --verbosity quiet >/dev/null

milliseconds() {
    local began=$EPOCHREALTIME
    for algorithm in 256 384 512; do "$@" "$algorithm" >/dev/null; done
    awk -v began="$began" -v ended="$EPOCHREALTIME" 'BEGIN { printf "%.0f\n", (ended - began) * 1000 }'
}

coreutils() { "sha${1}sum" "$work/uki"; }
openssl_dgst() { openssl dgst "-sha$1" "$work/uki"; }
median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

for ((round = 0; round < rounds; round++)); do
    milliseconds coreutils >>"$work/coreutils"
    milliseconds openssl_dgst >>"$work/openssl"
done
ours=$(cd "$work" && dotnet "$OLDPWD/artifacts/bin/TalosBoot.Benchmarks/release/TalosBoot.Benchmarks.dll" --job Short --inProcess \
    --filter '*SecureBootBenchmarks.MeasureAndSign' | awk -F '|' '/^\| MeasureAndSign/ { gsub(/,/, "", $3); split($3, part, " "); print part[2] == "s" ? part[1] * 1000 : part[1]; exit }')

echo "| against | TalosBoot ms | tools ms | ratio |"
echo "|---|---|---|---|"
for tool in coreutils openssl; do
    awk -v name="$tool" -v ours="$ours" -v theirs="$(median <"$work/$tool")" \
        'BEGIN { printf "| %s, SHA-256, SHA-384 and SHA-512 once each | %.0f | %.0f | %.2f |\n", name, ours, theirs, ours / theirs }'
done
