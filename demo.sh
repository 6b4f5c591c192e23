#!/usr/bin/env bash
# The main job from nothing: builds the demo release from Debian packages, builds boot assets from it with TalosBoot, and boots one; then the same from an
# Image Factory.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
out=demo/out/assets

eng/install-packages.sh demo/packages.txt demo/boot-packages.txt
demo/build-release.sh --arch amd64,arm64 # An installer that the Image Factory gives is an index of both.

dotnet build samples/TalosBoot.Samples.Cli --configuration Release --verbosity quiet
imager() {
    artifacts/bin/TalosBoot.Samples.Cli/release/talosboot-cli imager "$@" \
        --arch amd64 --talos-version v1.12.0 --images demo/out/release --output "$out" \
        --extra-kernel-arg net.ifnames=0 \
        --system-extension-image ghcr.io/siderolabs/demo-hello:v1.0.0 \
        --system-extension-image ghcr.io/siderolabs/demo-tools:v1.0.0 \
        --system-extension-image ghcr.io/siderolabs/demo-ucode:v1.0.0
}

work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
imager iso 2>&1 | tee "$work/messages"
imager metal-uki
ls -l "$out"

fail() { echo "The demo failed: $1" >&2; exit 1; }
value() { sed -n "s/^$1=//p" "$work/report"; }
planned=$(sed -n 's/^kernel command line: //p' "$work/messages")

# GRUB starts the ISO under a BIOS and tells the kernel its own name; systemd-boot starts it under UEFI firmware.
check() {
    REPORT=$work/report demo/boot.sh "$@" "$out/metal-amd64.iso"
    [[ $(value cmdline) == "$planned" || $(value cmdline) == "BOOT_IMAGE=/boot/vmlinuz $planned" ]] || fail "the kernel command line is not the planned one"
    [[ $(value layer.count) == 3 ]] || fail "not all extensions were mounted"
    for layer in 0 1 2; do
        [[ -n $(value "layer.$layer.file.sha256") ]] || fail "layer $layer could not be read"
    done
    [[ $(value microcode.count) == 2 ]] || fail "the early microcode is not in place"
}

check --bios
check
echo "The demo booted under a BIOS and under UEFI firmware with the planned command line, three readable extensions and early microcode."

demo/factory.sh
