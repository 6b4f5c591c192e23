#!/usr/bin/env bash
# Feeds readers with changed inputs: eng/fuzz.sh TARGET|all MINUTES [SEED] [EXECUTIONS]
# All targets run for so long each, on all processors. What is found is made short and left in artifacts/fuzz/TARGET; put it into
# tests/TalosBoot.Fuzz.Tests/Corpus/TARGET when it is mended. With a file instead of MINUTES, that is read once. Without arguments, the targets are listed.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

program=artifacts/bin/TalosBoot.Fuzz/release/TalosBoot.Fuzz.dll
[[ -e $program ]] || dotnet build tests/TalosBoot.Fuzz --configuration Release --verbosity quiet
[[ ! -f ${2:-} ]] || exec dotnet "$program" "$1" "$2"
exec dotnet "$program" "${1:-}" "$(awk -v minutes="${2:-1}" 'BEGIN { print minutes * 60 }')" "${@:3}"
