#!/usr/bin/env bash
# An Image Factory on the demo release, as its users meet it: demo/factory.sh
# The release must have both architectures (demo/build-release.sh --arch amd64,arm64), since an installer is an index of both.
# Starts the sample service on port 8080 (PORT), uploads a schematic, downloads an asset, boots a machine over the network from it, and pulls an installer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# shellcheck source=demo/lib/services.sh
. demo/lib/services.sh

port=${PORT:-8080}
version=v1.12.0
work=$(mktemp --directory)
trap 'stop_services; rm -rf "$work"' EXIT

fail() { echo "The demo of the Image Factory failed: $1" >&2; exit 1; }
(: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null && fail "port $port is taken; set PORT to another one"

# The release lies in a registry, as the public one does.
start_registry
push_images imager:v1.12.0 installer-base:v1.12.0 extensions:v1.12.0 overlays:v1.12.0 demo-hello:v1.0.0
start_factory "$port" "http: {externalPXEURL: 'http://10.0.2.2:$port/'}" # 10.0.2.2 is this machine, seen from the guest.

cat >"$work/schematic.yaml" <<END
customization:
  extraKernelArgs:
    - net.ifnames=0
  systemExtensions:
    officialExtensions:
      - siderolabs/demo-hello
END
id=$(create_schematic "@$work/schematic.yaml")
echo "Schematic $id"
[[ $(create_schematic '{}') == 376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba ]] ||
    fail "the empty schematic has another identifier than everywhere else"

curl --silent --fail --location --output "$work/metal-amd64.iso" "$factory/image/$id/$version/metal-amd64.iso"
curl --silent --fail --output "$work/checksum" "$factory/image/$id/$version/metal-amd64.iso.sha256"
(cd "$work" && sha256sum --check --quiet checksum) || fail "the ISO is not what the service says it is"
ls -l "$work/metal-amd64.iso"

skopeo copy --quiet --src-tls-verify=false "docker://localhost:$port/metal-installer/$id:$version" "oci:$work/installer:$version"
echo "Installer $(skopeo inspect --format '{{.Digest}}' "oci:$work/installer:$version")"

planned=$(curl --silent --fail "$factory/image/$id/$version/cmdline-metal-amd64")
REPORT=$work/report demo/boot.sh --network "http://10.0.2.2:$port/pxe/$id/$version/metal-amd64"
booted=$(sed -n 's/^cmdline=//p' "$work/report")
[[ $booted == *"$planned" ]] || fail "the machine was started with $booted"
grep -q '^layer.0.name=demo-hello$' "$work/report" || fail "the machine did not mount the extension"
echo "The Image Factory of the demo gave an ISO, an installer, and booted a machine over the network."
