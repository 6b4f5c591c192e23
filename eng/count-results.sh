#!/usr/bin/env bash
# Adds up the counters of all .trx files in a folder: N passed, N failed, N skipped. Fails when nothing was run, or something failed.
# What failed is told once more before that line, since the rest of a long log may be out of sight.
set -euo pipefail

sum() {
    grep -ho "$1=\"[0-9]*\"" <<<"$counters" | tr -dc '0-9\n' | awk '{ total += $1 } END { print total + 0 }'
}

# The first lines of each: a message may hold all that a program said.
failures() {
    awk '/<UnitTestResult .*outcome="Failed"/ { print; inside = 1; lines = 0 }
        inside && /<Message>/, /<\/Message>/ { if (lines++ < 8) print }
        /<\/UnitTestResult>/ { inside = 0 }' "$1"/*.trx |
        sed -e 's/.*testName="\([^"]*\)".*/Failed: \1/' -e 's/<\/*Message>//g' | cut -c 1-300 | sed '100,$d'
}

failures "$1"
counters=$(grep -ho '<Counters [^>]*>' "$1"/*.trx)
total=$(sum ' total')
passed=$(sum ' passed')
failed=$(($(sum ' failed') + $(sum ' error') + $(sum ' timeout') + $(sum ' aborted')))
echo "$passed passed, $failed failed, $((total - passed - failed)) skipped"
((total > 0 && failed == 0))
