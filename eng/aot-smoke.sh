#!/usr/bin/env bash
# Publishes the smoke program ahead of time, fails on any warning of the compiler, and runs it on the demo release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
dotnet publish tests/TalosBoot.AotSmoke --configuration Release 2>&1 | tee "$log"
if grep -E 'warning IL|error IL' "$log"; then
    echo "The ahead-of-time compiler warned." >&2
    exit 1
fi

artifacts/publish/TalosBoot.AotSmoke/release/TalosBoot.AotSmoke demo/out/release
