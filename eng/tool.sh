#!/usr/bin/env bash
# Installs the tool from a folder of packages, as its users do, and types the commands of upstream's documentation with it: those of the imager, of crane, and
# curl against the Image Factory. Usage: eng/tool.sh [FOLDER]   eng/consumers.sh leaves the packages in FOLDER, by default artifacts/packages.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=../demo/lib/services.sh
. demo/lib/services.sh
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

feed=$(realpath "${1:-artifacts/packages}")
release=$PWD/demo/out/release
work=$(mktemp --directory)
trap 'stop_services; rm -rf "$work"' EXIT
fail() { echo "eng/tool.sh: $1" >&2; exit 1; }
holds() { [[ -s $work/out/$1 ]] || fail "there is no $1"; }

cat >"$work/nuget.config" <<CONFIG
<configuration><packageSources><clear /><add key="talosboot" value="$feed" /></packageSources></configuration>
CONFIG
package=("$feed"/TalosBoot.Cli.*.nupkg)
version=${package[0]##*/TalosBoot.Cli.}
NUGET_PACKAGES=$work/packages dotnet tool install TalosBoot.Cli --version "${version%.nupkg}" --tool-path "$work/tool" --configfile "$work/nuget.config"
PATH=$work/tool:$PATH
talosboot version
hash imager crane 2>/dev/null && fail "another imager or crane is installed"

# The imager, as its documentation calls it.
imager() { talosboot imager "$@" --images "$release" --output "$work/out" 2>"$work/messages" || { cat "$work/messages" >&2; fail "imager $*"; }; }
imager iso --system-extension-image ghcr.io/siderolabs/gvisor:20231214.0-v1.6.0 --system-extension-image ghcr.io/siderolabs/intel-ucode:20231114 \
    --extra-kernel-arg=-console --extra-kernel-arg=console=ttyS1
grep --quiet '^kernel command line: .*console=ttyS1' "$work/messages" || fail "the command line is not the wanted one"
holds metal-amd64.iso
imager installer --arch amd64 --system-extension-image ghcr.io/siderolabs/gvisor:20231214.0-v1.6.0
holds installer-amd64.tar
imager rpi_generic --arch arm64 --overlay-image ghcr.io/siderolabs/sbc-raspberrypi:v0.2.0 --overlay-name=rpi_generic
holds metal-arm64.raw.xz
imager - <<END
arch: amd64
platform: aws
secureboot: false
version: v1.12.0
input: {}
output:
  kind: image
  imageOptions: {diskSize: 1306525696, diskFormat: raw}
  outFormat: .zst
END
holds aws-amd64.raw.zst

# What follows is asked of a registry.
start_registry
push_images imager:v1.12.0 installer-base:v1.12.0 extensions:v1.12.0 overlays:v1.12.0

# crane
talosboot image export --insecure "$registry/siderolabs/extensions:v1.12.0" | tar x -O image-digests | grep gvisor >/dev/null || fail "the catalog does not name gvisor"

# An Image Factory
factory_program=(talosboot factory)
start_factory "$(free_port)"
id=$(create_schematic '{}')
curl --silent --fail "$factory/image/$id/v1.12.0/cmdline-metal-amd64" | grep '^talos.platform=metal ' >/dev/null || fail "the Image Factory gave no command line"
curl --silent --fail --output "$work/kernel" "$factory/image/$id/v1.12.0/kernel-amd64"
talosboot inspect "$work/kernel" >/dev/null
echo "The tool ${version%.nupkg} was installed, and did what the documentation of upstream asks of imager, crane and Image Factory."
