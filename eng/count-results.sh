#!/usr/bin/env bash
# Adds up the counters of all .trx files in a folder: N passed, N failed, N skipped. Fails when nothing was run, or something failed.
set -euo pipefail

sum() {
    grep -ho "$1=\"[0-9]*\"" <<<"$counters" | tr -dc '0-9\n' | awk '{ total += $1 } END { print total + 0 }'
}

counters=$(grep -ho '<Counters [^>]*>' "$1"/*.trx)
total=$(sum ' total')
passed=$(sum ' passed')
failed=$(($(sum ' failed') + $(sum ' error') + $(sum ' timeout') + $(sum ' aborted')))
echo "$passed passed, $failed failed, $((total - passed - failed)) skipped"
((total > 0 && failed == 0))
