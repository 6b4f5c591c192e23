#!/usr/bin/env bash
# An Image Factory on the demo release, as its users meet it: demo/factory.sh
# The release must have both architectures (demo/build-release.sh --arch amd64,arm64), since an installer is an index of both.
# Starts the sample service on port 8080 (PORT), uploads a schematic, downloads an asset, boots a machine over the network from it, and pulls an installer.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

port=${PORT:-8080}
factory=http://localhost:$port
version=v1.12.0
work=$(mktemp --directory)
started=()
trap 'kill "${started[@]}" 2>/dev/null || true; wait; rm -rf "$work"' EXIT

fail() { echo "The demo of the Image Factory failed: $1" >&2; exit 1; }
await() { for ((attempt = 0; attempt < 300; attempt++)); do curl --silent --output /dev/null "$1" && return; sleep 0.1; done; fail "no answer from $1"; }
free_port() { (for ((candidate = 5000; ; candidate++)); do : 2>/dev/null </dev/tcp/127.0.0.1/$candidate || { echo $candidate; break; }; done); }
! : 2>/dev/null <"/dev/tcp/127.0.0.1/$port" || fail "port $port is taken; set PORT to another one"

# The release lies in a registry, as the public one does.
registry=127.0.0.1:$(free_port)
cat >"$work/registry.yml" <<END
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: $registry}
END
OTEL_TRACES_EXPORTER=none docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 &
started+=($!)
await "http://$registry/v2/"
for image in imager:v1.12.0 installer-base:v1.12.0 extensions:v1.12.0 overlays:v1.12.0 demo-hello:v1.0.0; do
    skopeo copy --quiet --all --dest-tls-verify=false "oci:demo/out/release:ghcr.io/siderolabs/$image" "docker://$registry/siderolabs/$image"
done

dotnet build samples/TalosBoot.Samples.Factory --configuration Release --verbosity quiet
cat >"$work/factory.yaml" <<END
http: {httpListenAddr: "127.0.0.1:$port", externalURL: "$factory/", externalPXEURL: "http://10.0.2.2:$port/"} # 10.0.2.2 is this machine, seen from the guest.
metrics: {addr: ""}
containerSignature: {disabled: true} # Nobody signs the demo release.
artifacts: {core: {registry: "$registry", insecure: true}}
storage: {folder: "$work/factory"}
END
artifacts/bin/TalosBoot.Samples.Factory/release/TalosBoot.Samples.Factory --config "$work/factory.yaml" --log-level error &
started+=($!)
await "$factory/healthz"

cat >"$work/schematic.yaml" <<END
customization:
  extraKernelArgs:
    - net.ifnames=0
  systemExtensions:
    officialExtensions:
      - siderolabs/demo-hello
END
id=$(curl --silent --fail -X POST --data-binary @"$work/schematic.yaml" "$factory/schematics" | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/')
echo "Schematic $id"
[[ $(curl --silent --fail --data-binary '{}' "$factory/schematics") == *376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba* ]] ||
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
