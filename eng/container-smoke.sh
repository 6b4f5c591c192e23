#!/usr/bin/env bash
# Makes the container image of the sample host as the README says, and runs what is in it. The base image, which a machine without a network cannot download,
# is made of the runtime and the libraries of this machine, in a registry on loopback.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=demo/lib/services.sh
. demo/lib/services.sh

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
work=$(mktemp --directory)
trap 'stop_services; rm -rf "$work"' EXIT

start_registry
dotnet=$(dirname "$(readlink --canonicalize "$(command -v dotnet)")")
mkdir --parents "$work/base/usr/share/dotnet" "$work/base/usr/bin" "$work/base/etc/ssl" "$work/base/proc"
mkdir --mode 1777 "$work/base/tmp"
cp --recursive "$dotnet/dotnet" "$dotnet/host" "$dotnet/shared" "$work/base/usr/share/dotnet"
ln --symbolic ../share/dotnet/dotnet "$work/base/usr/bin/dotnet"
cp --recursive --dereference /etc/ssl/certs "$work/base/etc/ssl"
mapfile -t libraries < <({ ldd "$dotnet/dotnet" "$dotnet"/shared/Microsoft.NETCore.App/*/*.so; ldconfig --print-cache | grep --extended-regexp 'lib(ssl|crypto|icuuc|icui18n|icudata)\.so'; } |
    grep --only-matching --extended-regexp '/(usr/)?lib[^ ]*' | sort --unique)
for library in "${libraries[@]}"; do install -D "$library" "$work/base$library"; done
umoci init --layout "$work/layout"
umoci new --image "$work/layout:base"
umoci config --image "$work/layout:base" --os linux --architecture "$(dpkg --print-architecture)"
umoci insert --image "$work/layout:base" "$work/base" /
skopeo copy --quiet --dest-tls-verify=false "oci:$work/layout:base" "docker://$registry/dotnet/aspnet:10.0"

DOTNET_CONTAINER_INSECURE_REGISTRIES=$registry dotnet publish samples/TalosBoot.Samples.Factory --configuration Release -t:PublishContainer --verbosity quiet \
    --property:RunAnalyzers=false --property:ContainerBaseImage="$registry/dotnet/aspnet:10.0" --property:ContainerArchiveOutputPath="$work/image.tar"
skopeo copy --quiet "docker-archive:$work/image.tar" "oci:$work/layout:factory"
umoci unpack --rootless --image "$work/layout:factory" "$work/bundle"
mapfile -t command < <(python3 -c 'import json, sys; print("\n".join(json.load(open(sys.argv[1]))["process"]["args"]))' "$work/bundle/config.json")
echo "The image holds $(du --summarize --human-readable "$work/bundle/rootfs/app" | cut --fields 1) above its base, and starts with: ${command[*]}"

port=$(free_port)
unshare --fork --pid --kill-child --mount-proc="$work/bundle/rootfs/proc" --root "$work/bundle/rootfs" --wd /app \
    env --ignore-environment PATH=/usr/bin IF_HTTP_HTTPLISTENADDR="127.0.0.1:$port" IF_METRICS_ADDR= IF_CONTAINERSIGNATURE_DISABLED=true \
    IF_STORAGE_FOLDER=/tmp/factory IF_HTTP_EXTERNALURL="http://localhost:$port/" "${command[@]}" >"$work/log" 2>&1 &
started+=($!)
factory=http://127.0.0.1:$port
await "$factory/healthz" || { cat "$work/log" >&2; exit 1; }
id=$(create_schematic '{}')
[[ $id == 376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba ]]
echo "It answers with schematic $id."
