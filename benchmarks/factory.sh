#!/usr/bin/env bash
# The Image Factory under load, against nginx: benchmarks/factory.sh [SECONDS [requests|large|crowd]...]
# Needs docker-registry, skopeo, nginx, wrk and ab, the demo release with both architectures, and the vectors of the real Factory beside the repository.
# requests prints requests a second and, in brackets, the fraction of what nginx does with a file of 95 bytes in the same run; large prints bytes a second of
# a stored asset, against nginx with the same file; crowd sends 1,000 clients for 20 assets that are not built, and fails when an asset is built twice, an
# answer is wrong, or the service takes more than 512 MiB.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=demo/lib/services.sh
. demo/lib/services.sh

seconds=${1:-5}
parts=("${@:2}")
((${#parts[@]} > 0)) || parts=(requests large crowd)
vectors=${TALOSBOOT_VECTORS:-../shared/vectors}/real/factory/setup
version=v1.12.0
work=$(mktemp --directory)
trap 'stop_services; rm -rf "$work"' EXIT

start_registry
python3 "$vectors/seed.py" "http://$registry" demo/out/release >/dev/null
metrics=127.0.0.1:$(free_port)
start_factory "$(free_port)" "metrics: {addr: '$metrics'}"
factory=${factory/localhost/127.0.0.1}
id=$(create_schematic '{}')
asset=$factory/image/$id/$version

start_nginx() {
    nginx=http://127.0.0.1:$(free_port)
    mkdir "$work/files"
    cat >"$work/nginx.conf" <<END
worker_processes auto;
user root;
pid $work/nginx.pid;
error_log $work/nginx.log;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  client_body_temp_path $work; proxy_temp_path $work; fastcgi_temp_path $work; uwsgi_temp_path $work; scgi_temp_path $work;
  server { listen ${nginx#http://}; root $work/files; }
}
END
    nginx -c "$work/nginx.conf" -g 'daemon off;' 2>/dev/null &
    started+=($!)
    await "$nginx/"
}

# The web server by itself, with an answer as long.
start_bare() {
    mkdir "$work/bare"
    bare=127.0.0.1:$(free_port)
    cat >"$work/bare/bare.csproj" <<'END'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><ServerGarbageCollection>false</ServerGarbageCollection></PropertyGroup>
</Project>
END
    cat >"$work/bare/Program.cs" <<'END'
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
var app = builder.Build();
var body = new byte[95];
app.MapGet("/", context => { context.Response.ContentLength = body.Length; return context.Response.BodyWriter.WriteAsync(body).AsTask(); });
app.Run();
END
    dotnet build "$work/bare" --configuration Release --output "$work/bare/out" --verbosity quiet >/dev/null
    dotnet "$work/bare/out/bare.dll" --urls "http://$bare" >/dev/null 2>&1 &
    started+=($!)
    await "http://$bare/"
}

line() { printf '%-48s %s\n' "$1" "$2"; }
load() { wrk --latency --threads 2 --connections 64 --duration "${seconds}s" "$@"; }
rate() { load "$@" | awk '/Requests\/sec/ { print $2 }'; }
show() { line "$1" "$(awk -v rate="$2" -v base="$base" 'BEGIN { printf "%10.0f/s  (%.3f)", rate, rate / base }')"; }
show_late() {
    local report
    report=$(load --script "$2" "$factory/schematics")
    show "$1" "$(awk '/Requests\/sec/ { print $2 }' <<<"$report")"
    line "  99 of 100 answers come within" "$(awk '$1 == "99%" { print $2 }' <<<"$report")"
}

measure_requests() {
    curl --silent --fail --output /dev/null "$asset/kernel-amd64"
    curl --silent --fail --output /dev/null "$factory/pxe/$id/$version/metal-amd64"
    head --bytes 95 /dev/zero >"$work/files/small"
    cat >"$work/known.lua" <<'END'
wrk.method = "POST"
wrk.body = "customization:\n  extraKernelArgs: [known]\n"
END
    cat >"$work/new.lua" <<'END'
local thread, count = 0, 0
function setup(t) thread = thread + 1; t:set("thread", thread) end
function request()
  count = count + 1
  return wrk.format("POST", "/schematics", {}, "customization: {extraKernelArgs: [new-" .. thread .. "-" .. count .. "-" .. os.time() .. "]}")
end
END
    start_bare
    base=$(rate "$nginx/small")
    show 'nginx, a file of 95 bytes' "$base"
    show 'Kestrel, a fixed answer of 95 bytes' "$(rate "http://$bare/")"
    rate "$factory/versions" >/dev/null # Until it is compiled with what was learned.
    show 'GET /versions' "$(rate "$factory/versions")"
    show_late 'POST of a known schematic' "$work/known.lua"
    show_late 'POST of a new schematic' "$work/new.lua"
    show 'GET /pxe' "$(rate "$factory/pxe/$id/$version/metal-amd64")"
    # wrk waits for a body after HEAD.
    show 'HEAD of a stored asset' "$(ab -q -k -i -c 64 -t "$seconds" -n 10000000 "$asset/kernel-amd64" 2>/dev/null | awk '/Requests per second/ { print $4 }')"
}

# Bytes a second in MB, from what wrk prints.
transfer() {
    wrk --threads "$(($1 < 2 ? $1 : 2))" --connections "$1" --duration "${seconds}s" --header "Range: bytes=$2" "$3" | awk '/Transfer\/sec/ {
        number = $2; sub(/[A-Za-z]+$/, "", number)
        print number * ($2 ~ /GB$/ ? 1073.741824 : $2 ~ /MB$/ ? 1.048576 : 0.001024) }'
}
against() { line "$1" "$(awk -v ours="$3" -v theirs="$2" 'BEGIN { printf "nginx %.0f MB/s, Factory %.0f MB/s  (%.2f)", theirs, ours, ours / theirs }')"; }

# A raw disk, of whose file nginx serves the same bytes.
measure_large() {
    local last=1073741823 large file connections
    large=$asset/metal-amd64.raw
    curl --silent --fail --output /dev/null "$large"
    file=$(find "$work/factory/assets" -name '*.asset' -size +1000000000c)
    ln "$file" "$work/files/large"
    curl --silent --fail --range "0-$last" "$nginx/large" | cmp --bytes "$((last + 1))" - <(curl --silent --fail --range "0-$last" "$large")
    for connections in 1 64; do
        against "1 GiB over and over, connections: $connections" "$(transfer "$connections" "0-$last" "$nginx/large")" "$(transfer "$connections" "0-$last" "$large")"
        against "ranges of 1 MiB, connections: $connections" \
            "$(transfer "$connections" 104857600-105906175 "$nginx/large")" "$(transfer "$connections" 104857600-105906175 "$large")"
    done
    for _ in $(seq 21); do curl --silent --range "0-$last" --output /dev/null --write-out '%{time_starttransfer}\n' "$large"; done | sort -n |
        awk '{ value[NR] = $1 * 1000 } END { printf "%-48s %.1f ms, at most %.1f ms\n", "first byte of it, median of 21", value[11], value[21] }'
}

# 1,000 clients at once for 20 assets. Each must get all of it, and those that asked for the same one the same bytes.
crowd() {
    python3 - "$factory" "$@" <<'END'
import asyncio, collections, sys, urllib.parse, zlib
factory, ids = sys.argv[1], sys.argv[2:]
host, port = urllib.parse.urlparse(factory).netloc.split(":")
async def ask(number):
    id = ids[number % len(ids)]
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET /image/{id}/v1.12.0/initramfs-amd64.xz HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii").lower()
    status, length, check = head.split()[1], int(head.split("content-length: ")[1].split()[0]), 0
    while piece := await reader.read(1 << 20):
        length, check = length - len(piece), zlib.crc32(piece, check)
    writer.close()
    return id, status if length == 0 else "cut", check
async def main():
    answers = await asyncio.gather(*(ask(number) for number in range(1000)), return_exceptions=True)
    failures = [repr(answer) for answer in answers if isinstance(answer, Exception)]
    counts = collections.Counter(failures + [answer[1] for answer in answers if not isinstance(answer, Exception)])
    print(f"{'1,000 clients for 20 new assets':48}", dict(counts))
    return counts == {"200": 1000} and len({(answer[0], answer[2]) for answer in answers}) == len(ids)
sys.exit(not asyncio.run(main()))
END
}

measure_crowd() {
    local ids=() number before count memory began=$EPOCHREALTIME
    builds() { curl --silent "http://$metrics/metrics" | awk '$1 == "image_factory_assets_build_latency_seconds_count" { print $2 }'; }
    for number in $(seq 20); do ids+=("$(create_schematic "customization: {extraKernelArgs: [crowd-$number], systemExtensions: {officialExtensions: [siderolabs/demo-hello]}}")"); done
    before=$(builds)
    crowd "${ids[@]}"
    count=$(($(builds) - ${before:-0}))
    memory=$(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$service/status")
    line 'builds of them' "$count, after $(awk -v began="$began" -v ended="$EPOCHREALTIME" 'BEGIN { printf "%.0f", ended - began }') s"
    line 'most memory' "$memory MiB"
    ((count == 20 && memory <= 512))
}

start_nginx
for part in "${parts[@]}"; do "measure_$part"; done
