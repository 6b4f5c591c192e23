#!/usr/bin/env bash
# The Image Factory under load, against nginx that serves files of the same size: benchmarks/factory.sh [SECONDS]
# Needs docker-registry, skopeo, nginx, wrk and ab, the demo release, and the vectors of the real Factory beside the repository. Prints requests a second
# and, in brackets, the fraction of what nginx does with a file of 95 bytes in the same run; then bytes a second of a stored asset of 1 GB. Fails when an asset
# is built twice, an answer is wrong, or the service takes more than 512 MiB.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

seconds=${1:-5}
vectors=${TALOSBOOT_VECTORS:-../shared/vectors}/real/factory/setup
work=$(mktemp --directory)
started=()
trap 'kill "${started[@]}" 2>/dev/null || true; wait; rm -rf "$work"' EXIT

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
await() { for ((attempt = 0; attempt < 300; attempt++)); do curl --silent --output /dev/null "$1" && return; sleep 0.1; done; echo "no answer from $1" >&2; exit 1; }

dotnet build samples/TalosBoot.Samples.Factory --configuration Release --verbosity quiet >/dev/null
registry=127.0.0.1:$(free_port)
cat >"$work/registry.yml" <<END
version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: $registry}
END
OTEL_TRACES_EXPORTER=none docker-registry serve "$work/registry.yml" >/dev/null 2>&1 &
started+=($!)
await "http://$registry/v2/"
python3 "$vectors/seed.py" "http://$registry" demo/out/release >/dev/null

factory=http://127.0.0.1:$(free_port)
metrics=127.0.0.1:$(free_port)
cat >"$work/factory.yaml" <<END
http: {httpListenAddr: "${factory#http://}", externalURL: "$factory/"}
metrics: {addr: "$metrics"}
containerSignature: {disabled: true}
artifacts: {core: {registry: "$registry", insecure: true}}
storage: {folder: "$work/factory"}
END
dotnet artifacts/bin/TalosBoot.Samples.Factory/release/TalosBoot.Samples.Factory.dll --config "$work/factory.yaml" --log-level warn >"$work/factory.log" 2>&1 &
service=$!
started+=($service)
await "$factory/healthz"

nginx=http://127.0.0.1:$(free_port)
mkdir "$work/files"
head --bytes 95 /dev/zero >"$work/files/small"
cat >"$work/nginx.conf" <<END
worker_processes auto;
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
await "$nginx/small"

id=$(curl --silent --data-binary '{}' "$factory/schematics" | python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])')
asset=$factory/image/$id/v1.12.0
curl --silent --fail --output "$work/kernel" "$asset/kernel-amd64"
curl --silent --fail --output /dev/null "$factory/pxe/$id/v1.12.0/metal-amd64"

rate() { wrk --threads 2 --connections 64 --duration "${seconds}s" "$@" | awk '/Requests\/sec/ { print $2 }'; }
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
# The web server by itself, with an answer as long.
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

base=$(rate "$nginx/small")
show() { printf '%-48s %10.0f/s  (%.3f)\n' "$1" "$2" "$(python3 -c "print($2 / $base)")"; }
show 'nginx, a file of 95 bytes' "$base"
show 'Kestrel, a fixed answer of 95 bytes' "$(rate "http://$bare/")"
rate "$factory/versions" >/dev/null # Until it is compiled with what was learned.
show 'GET /versions' "$(rate "$factory/versions")"
show 'POST of a known schematic' "$(rate --script "$work/known.lua" "$factory/schematics")"
show 'POST of a new schematic' "$(rate --script "$work/new.lua" "$factory/schematics")"
show 'GET /pxe' "$(rate "$factory/pxe/$id/v1.12.0/metal-amd64")"
# wrk waits for a body after HEAD.
show 'HEAD of a stored asset' "$(ab -q -k -i -c 64 -t "$seconds" -n 10000000 "$asset/kernel-amd64" 2>/dev/null | awk '/Requests per second/ { print $4 }')"

# A stored asset of many bytes: a raw disk, most of it holes.
if curl --silent --fail --output "$work/files/large" "$asset/metal-amd64.raw"; then
    truncate --size 1G "$work/files/large"
    bytes() { curl --silent --output /dev/null --range 0-1073741823 --write-out '%{speed_download}' "$1"; }
    many() { wrk --threads 2 --connections "$3" --duration "${seconds}s" --header "Range: bytes=$2" "$1" | awk '/Transfer\/sec/ { print $2 }'; }
    printf '%-48s nginx %.0f MB/s, Factory %.0f MB/s\n' '1 GiB over one connection' \
        "$(bytes "$nginx/large" | awk '{ print $1 / 1e6 }')" "$(bytes "$asset/metal-amd64.raw" | awk '{ print $1 / 1e6 }')"
    for connections in 1 64; do
        printf '%-48s nginx %s, Factory %s\n' "ranges of 64 MiB, $connections connections, a second" \
            "$(many "$nginx/large" 0-67108863 "$connections")" "$(many "$asset/metal-amd64.raw" 0-67108863 "$connections")"
    done
fi
printf '%-48s %s ms\n' 'first byte of a stored asset' "$(curl --silent --output /dev/null --write-out '%{time_starttransfer}' "$asset/kernel-amd64" | awk '{ print $1 * 1000 }')"

# 1,000 clients ask for 20 assets that are not built.
ids=()
for number in $(seq 20); do
    ids+=("$(curl --silent --data-binary "customization: {extraKernelArgs: [load-$number]}" "$factory/schematics" | python3 -c 'import json, sys; print(json.load(sys.stdin)["id"])')")
done
builds() { curl --silent "http://$metrics/metrics" | awk '$1 == "image_factory_assets_build_latency_seconds_count" { print $2 }'; }
before=$(builds)
python3 - "$factory" "${ids[@]}" <<'END'
import collections, sys, threading, urllib.request
factory, ids = sys.argv[1], sys.argv[2:]
answers = []
def ask(number):
    try:
        with urllib.request.urlopen(f"{factory}/image/{ids[number % 20]}/v1.12.0/cmdline-metal-amd64") as answer: answers.append(answer.status if answer.read() else "empty")
    except Exception as failure: answers.append(str(failure))
threads = [threading.Thread(target=ask, args=(number,)) for number in range(1000)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print(f"{'1,000 clients for 20 new assets':48}", dict(collections.Counter(answers)))
sys.exit(answers != [200] * 1000)
END
count=$(($(builds) - before))
memory=$(awk '/VmHWM/ { print int($2 / 1024) }' "/proc/$service/status")
printf '%-48s %s\n%-48s %s MiB\n' 'builds of them' "$count" 'most memory' "$memory"
((count == 20 && memory <= 512))
