#!/usr/bin/env bash
# Publishes the smoke program and the command line program ahead of time, fails on any warning of the compiler, and runs them on the demo release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in tests/TalosBoot.AotSmoke samples/TalosBoot.Samples.Cli; do
    dotnet publish "$project" --configuration Release 2>&1 | tee --append "$log"
done
if grep -E 'warning IL|error IL' "$log"; then
    echo "The ahead-of-time compiler warned." >&2
    exit 1
fi

artifacts/publish/TalosBoot.AotSmoke/release/TalosBoot.AotSmoke demo/out/release
artifacts/publish/TalosBoot.Samples.Cli/release/imager iso --arch amd64 --bootloader sd-boot --talos-version v1.12.0 --images demo/out/release \
    --output artifacts/aot-smoke
talosboot=artifacts/publish/TalosBoot.Samples.Cli/release/talosboot
"$talosboot" inspect --json artifacts/aot-smoke/metal-amd64.iso | grep >/dev/null '"talosVersion": "v1.12.0"'
"$talosboot" diff artifacts/aot-smoke/metal-amd64.iso artifacts/aot-smoke/metal-amd64.iso
LC_ALL=C sed 's/console=tty0/console=tty1/g' artifacts/aot-smoke/metal-amd64.iso >artifacts/aot-smoke/changed.iso
compared=0
"$talosboot" diff artifacts/aot-smoke/metal-amd64.iso artifacts/aot-smoke/changed.iso >"$log" || compared=$?
if ((compared != 1)) || ! grep --quiet 'only in the second: console=tty1' "$log"; then
    cat "$log"
    echo "Another command line in an image is not told." >&2
    exit 1
fi

# Start and size of what is installed.
size=$(stat --dereference --format %s "$talosboot")
((size <= 30000000)) || { echo "The program has $size bytes; the limit is 30,000,000." >&2; exit 1; }

# The best of some starts, since a machine has other work, too.
best=1000000
for _ in {1..20}; do
    began=$EPOCHREALTIME
    "$talosboot" version >/dev/null
    took=$((${EPOCHREALTIME/[.,]/} - ${began/[.,]/}))
    ((took >= best)) || best=$took
done
((best <= 60000)) || { echo "The program starts in $best microseconds; the limit is 60,000." >&2; exit 1; }
echo "The program has $size bytes, and starts in $best microseconds."
