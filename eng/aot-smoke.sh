#!/usr/bin/env bash
# Publishes the smoke program and the imager ahead of time, fails on any warning of the compiler, and runs them on the demo release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in tests/TalosBoot.AotSmoke samples/TalosBoot.Samples.Imager; do
    dotnet publish "$project" --configuration Release 2>&1 | tee --append "$log"
done
if grep -E 'warning IL|error IL' "$log"; then
    echo "The ahead-of-time compiler warned." >&2
    exit 1
fi

artifacts/publish/TalosBoot.AotSmoke/release/TalosBoot.AotSmoke demo/out/release
artifacts/publish/TalosBoot.Samples.Imager/release/imager iso --arch amd64 --bootloader sd-boot --talos-version v1.12.0 --images demo/out/release \
    --output artifacts/aot-smoke
