# A registry and an Image Factory on loopback. Scripts that source this stand at the top of the repository, set work, an empty folder that they remove
# themselves, and call stop_services at their end.
# shellcheck shell=bash disable=SC2154

started=()
stop_services() { kill "${started[@]}" 2>/dev/null || true; wait; }

# A port that nothing listens on, below those that the system gives to clients.
free_port() {
    local candidate
    while candidate=$((10000 + RANDOM % 20000)); (: </dev/tcp/127.0.0.1/$candidate) 2>/dev/null; do :; done
    echo "$candidate"
}

# Waits for an answer from a URL.
await() {
    local attempt
    for ((attempt = 0; attempt < 300; attempt++)); do
        curl --silent --output /dev/null "$1" && return
        sleep 0.1
    done
    echo "no answer from $1" >&2
    return 1
}

# Starts an empty registry. $registry is its host.
start_registry() {
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
}

# push_images IMAGE...: puts images of the demo release, such as imager:v1.12.0, into the registry under the names that they have in the public one.
push_images() {
    local image
    for image; do
        skopeo copy --quiet --all --dest-tls-verify=false "oci:demo/out/release:ghcr.io/siderolabs/$image" "docker://$registry/siderolabs/$image"
    done
}

# start_factory PORT [YAML]: starts the sample host, or the command in factory_program, on the releases of the registry. $factory is its URL and $service its
# process; the second argument has more of its configuration.
factory_program=()
start_factory() {
    factory=http://localhost:$1
    cat >"$work/factory.yaml" <<END
http: {httpListenAddr: "127.0.0.1:$1", externalURL: "$factory/"}
metrics: {addr: ""}
containerSignature: {disabled: true} # Nobody signs the demo release.
artifacts: {core: {registry: "$registry", insecure: true}}
storage: {folder: "$work/factory"}
END
    printf '%s\n' "${2:-}" >"$work/more.yaml"
    if ((${#factory_program[@]} == 0)); then
        dotnet build samples/TalosBoot.Samples.Factory --configuration Release --verbosity quiet --property:RunAnalyzers=false >&2
        factory_program=(dotnet artifacts/bin/TalosBoot.Samples.Factory/release/TalosBoot.Samples.Factory.dll)
    fi
    "${factory_program[@]}" --config "$work/factory.yaml" --config "$work/more.yaml" --log-level error >&2 &
    service=$!
    started+=("$service")
    await "$factory/healthz"
}

# create_schematic YAML: prints the identifier.
create_schematic() { curl --silent --show-error --fail --data-binary "$1" "$factory/schematics" | sed 's/.*"id":"\([0-9a-f]*\)".*/\1/'; }
