#!/usr/bin/env bash
# Packs all packages, and uses them as others do: fresh projects outside of the repository, restored from a folder of these packages, build and run the programs
# of the README. Packages of two releases must not get together.
# Usage: eng/consumers.sh [FOLDER]   The packages are left in FOLDER, by default artifacts/packages. The solution must be built, and the demo release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
feed=$(realpath --canonicalize-missing "${1:-artifacts/packages}")
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

work=$(mktemp --directory)
server=
stop() {
    [[ -z $server ]] || kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap stop EXIT
fail() { echo "eng/consumers.sh: $1" >&2; exit 1; }

rm -rf "$feed"
version=$(dotnet msbuild src/TalosBoot -t:MinVer -getProperty:Version -p:MinVerSkip=false)
other=99.0.0 # A newer release: NuGet itself refuses older ones.
dotnet pack TalosBoot.sln --configuration Release --no-build --output "$feed" --verbosity quiet
for project in Core Yaml Schematics; do
    dotnet pack "src/TalosBoot.$project" --configuration Release --no-build --output "$work/other" --verbosity quiet -p:MinVerVersionOverride="$other"
done
for package in "$feed"/*.nupkg; do
    unzip -p "$package" '*.nuspec' | grep -E '<dependency id="TalosBoot' | grep -vF "version=\"[$version]\"" && fail "$(basename "$package") takes other versions, too"
done

# A cache of its own, so that no package of an earlier run is taken. Packages of others may come from the cache of the user.
export NUGET_PACKAGES=$work/packages NUGET_FALLBACK_PACKAGES=${NUGET_PACKAGES:-$HOME/.nuget/packages}
cat >"$work/nuget.config" <<CONFIG
<configuration>
  <packageSources>
    <add key="talosboot" value="$feed" />
    <add key="talosboot-other" value="$work/other" />
  </packageSources>
</configuration>
CONFIG

# A project of this name, as "dotnet new" makes it, with packages: NAME TEMPLATE PACKAGE=VERSION...
new_project() {
    local name=$1 template=$2 package
    shift 2
    dotnet new "$template" --name "$name" --output "$work/$name" --no-restore >/dev/null
    for package; do
        dotnet add "$work/$name" package --no-restore "${package%=*}" --version "${package#*=}" >/dev/null
    done
}

must_not_build() {
    local name=$1 reason=$2
    shift 2
    new_project "$name" console "$@"
    ! dotnet build "$work/$name" >"$work/$name.log" 2>&1 || fail "$* can be used together"
    grep --quiet "$reason" "$work/$name.log" || { cat "$work/$name.log" >&2; fail "$* failed for another reason than $reason"; }
    echo "Refused ($reason): $*"
}

new_project console console "TalosBoot=$version"
cp samples/TalosBoot.Samples.Embed/Program.cs "$work/console/Program.cs"
dotnet build "$work/console" --configuration Release --output "$work/console/out" --verbosity quiet
cmp --silent "$feed/TalosBoot.$version.nupkg" "$NUGET_PACKAGES/talosboot/$version/talosboot.$version.nupkg" || fail "the console project uses other packages"
ln -s "$root/demo" "$work/demo"
(cd "$work" && console/out/console) | grep --fixed-strings 'metal-amd64.iso: ' || fail "the console program told nothing"
[[ -s $work/metal-amd64.iso ]] || fail "the console program wrote no ISO"

new_project web web "TalosBoot.Factory=$version"
cp eng/consumers/Factory.cs "$work/web/Program.cs"
dotnet build "$work/web" --configuration Release --output "$work/web/out" --verbosity quiet
# Nothing is built here that would be checked with it: any trust root will do.
root_file=${TALOSBOOT_VECTORS:-$root/../shared/vectors}/sigstore/trusted_root.json
[[ -e $root_file ]] || { root_file=$work/trusted_root.json; echo '{"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1"}' >"$root_file"; }
cp "$root_file" "$work/web/out/trusted_root.json"
(cd "$work/web/out" && XDG_DATA_HOME=$work/data exec ./web --urls 'http://127.0.0.1:0' >"$work/web.log" 2>&1) &
server=$!
for _ in {1..300}; do
    address=$(grep --only-matching --max-count 1 'http://127.0.0.1:[0-9]*' "$work/web.log" || true)
    [[ -z $address ]] || break
    kill -0 "$server" 2>/dev/null || break
    sleep 0.1
done
[[ -n $address ]] || { cat "$work/web.log" >&2; fail "the web program does not listen"; }
# The ID of the schematic that asks for nothing is known to everybody.
id=$(curl --silent --fail --data-binary 'customization: {}' "$address/schematics") || fail "the Image Factory refused a schematic"
[[ $id == *376567988ad370138ad8b2698212367b8edcb69b5fd68c80be1f2ec7d603b4ba* ]] || fail "the Image Factory gave the ID $id"
echo "Image Factory: $id"

must_not_build mixed NU1107 "TalosBoot=$version" "TalosBoot.Schematics=$other"
must_not_build forced 'of several versions' "TalosBoot=$version" "TalosBoot.Core=$other"
echo "Fresh projects use the packages of version $version."
