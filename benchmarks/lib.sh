# What the benchmarks of the imager share. They source it: it takes their first argument for the number of rounds, publishes the imager, goes to the top of
# the repository and makes a folder for the work, which is removed at the end.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=${1:-3}
release=demo/out/release-realistic # demo/build-release.sh --realistic
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
export SOURCE_DATE_EPOCH=1559424892

dotnet publish samples/TalosBoot.Samples.Cli --configuration Release --verbosity quiet --property:RunAnalyzers=false >&2
imager=artifacts/publish/TalosBoot.Samples.Cli/release/imager

# The seconds that a command takes.
seconds() {
    local began=$EPOCHREALTIME
    "$@" >/dev/null
    awk -v began="$began" -v ended="$EPOCHREALTIME" 'BEGIN { printf "%.2f\n", ended - began }'
}

median() { sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

# in_turns ONE OTHER: runs two commands in turns, as many rounds as were asked for, and sets first and second to the medians of their seconds. Before each
# round $work/fresh is removed, for outputs that are not to replace an earlier one, which costs more than to write them.
in_turns() {
    rm -f "$work/one.times" "$work/other.times"
    for ((round = 0; round < rounds; round++)); do
        rm -rf "$work/fresh"
        seconds "$1" >>"$work/one.times"
        seconds "$2" >>"$work/other.times"
    done
    # shellcheck disable=SC2034 # for who sources this
    first=$(median <"$work/one.times") second=$(median <"$work/other.times")
}

# The most memory in MiB that a command takes.
peak() {
    /usr/bin/time --format '%M' --output "$work/time" "$@" >/dev/null 2>&1
    awk 'END { printf "%d", $1 / 1024 }' "$work/time"
}
