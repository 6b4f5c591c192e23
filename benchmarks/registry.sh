#!/usr/bin/env bash
# Copying an image from a registry to an OCI layout, and flattening it, against skopeo and umoci: benchmarks/registry.sh [ROUNDS]
# The image has six layers, 500 MB together as they are stored. Prints medians of the rounds, in which the programs take turns: seconds of the clock and of
# the processor, whole processes, and the most memory that any round took.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=${1:-5}
work=$(mktemp --directory)
server=
trap 'rm -rf "$work"; [[ -z $server ]] || kill "$server"' EXIT

dotnet build samples/TalosBoot.Samples.Cli --configuration Release --verbosity quiet >/dev/null
program=$PWD/artifacts/bin/TalosBoot.Samples.Cli/release/talosboot-cli

# Half noise and half text of it: gzip makes about 83 MB of each layer.
umoci init --layout "$work/source"
umoci new --image "$work/source:v1"
for layer in 1 2 3 4 5 6; do
    mkdir "$work/tree"
    head --bytes 49000000 /dev/urandom | split --bytes 500K - "$work/tree/noise-$layer-"
    head --bytes 34000000 /dev/urandom | base64 | split --bytes 100K --suffix-length 3 - "$work/tree/text-$layer-"
    tar --create --file "$work/layer.tar" --directory "$work" --transform "s,^tree,usr/$layer," tree
    umoci raw add-layer --image "$work/source:v1" "$work/layer.tar"
    rm -r "$work/tree" "$work/layer.tar"
done
umoci gc --layout "$work/source"
# umoci leaves the platform out, by which an image without a reference is found.
sed --in-place 's/"annotations"/"platform":{"architecture":"amd64","os":"linux"},"annotations"/' "$work/source/index.json"

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$work/registry.yml" <<END
version: 0.1
log:
  level: error
  accesslog:
    disabled: true
storage:
  filesystem:
    rootdirectory: $work/store
http:
  addr: 127.0.0.1:$port
END
OTEL_TRACES_EXPORTER=none docker-registry serve "$work/registry.yml" >/dev/null 2>&1 &
server=$!
for ((attempt = 0; attempt < 300; attempt++)); do
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
    sleep 0.1
done
image=127.0.0.1:$port/bench/image:v1
skopeo copy --quiet --dest-tls-verify=false "oci:$work/source:v1" "docker://$image"

skopeo_copy() { measure skopeo_copy skopeo copy --quiet --src-tls-verify=false "docker://$image" "oci:$work/out:v1"; }
our_copy() { measure our_copy "$program" image pull --format oci "$image" "$work/out"; }
umoci_unpack() { measure umoci_unpack umoci unpack --rootless --image "$work/source:v1" "$work/out"; }
our_flattening() { measure our_flattening "$program" image export "$work/source" "$work/out"; }

# Appends the seconds, the processor's seconds and KiB of memory of a command.
measure() {
    local name=$1
    shift
    /usr/bin/time --format '%e %U %S %M' --output "$work/time" "$@" >/dev/null
    tail -1 "$work/time" | awk '{ print $1, $2 + $3, $4 }' >>"$work/$name.times"
    rm -rf "$work/out"
    sync "$work"
}

# The middle one of a column of the rounds.
median() { awk -v column="$2" '{ print $column }' "$work/$1.times" | sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }
peak() { awk '$3 > most { most = $3 } END { printf "%.0f", most / 1024 }' "$work/$1.times"; }

compare() {
    local name=$1 ours=$2 theirs=$3
    "$ours" && "$theirs" # warms up the disk's cache
    rm "$work/$ours.times" "$work/$theirs.times"
    for ((round = 0; round < rounds; round++)); do
        "$ours"
        "$theirs"
    done
    awk -v name="$name" -v a="$(median "$ours" 1)" -v b="$(median "$theirs" 1)" -v c="$(median "$ours" 2)" -v d="$(median "$theirs" 2)" \
        -v m="$(peak "$ours")" -v n="$(peak "$theirs")" \
        'BEGIN { printf "| %s | %.2f / %.2f | %.2f | %.2f / %.2f | %.2f | %d / %d |\n", name, a, b, a / b, c, d, c / d, m, n }'
}

echo "| work | seconds | ratio | processor's seconds | ratio | MiB at most |"
echo "|---|---|---|---|---|---|"
compare 'registry to OCI layout / skopeo copy' our_copy skopeo_copy
compare 'OCI layout to a flat tar archive / umoci unpack --rootless' our_flattening umoci_unpack
