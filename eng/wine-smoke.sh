#!/usr/bin/env bash
# Publishes the command line program for Windows, runs it under Wine, and compares the digests of its assets with those that it makes here.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

project=TalosBoot.Samples.Cli
published=artifacts/windows/publish/$project/release_win-x64
results=$PWD/artifacts/wine
release=$PWD/demo/out/release
kinds=(iso metal metal-uki installer "metal --output-kind initramfs" "metal --output-kind cmdline")

dotnet publish "samples/$project" --configuration Release --runtime win-x64 --self-contained --property:PublishAot=false \
    --property:RunAnalyzers=false --artifacts-path artifacts/windows --verbosity quiet
[[ -z $(git status --porcelain -- '*packages.lock.json') ]] || { echo "Publishing for another runtime changed lock files." >&2; exit 1; }

# Wine cannot map memory both for writing and for running, and would print what it does not implement.
export WINEPREFIX=$results/prefix WINEDEBUG=-all DOTNET_EnableWriteXorExecute=0
wine=$(command -v wine64 /usr/lib/wine/wine64 | head -1)
rm -rf "$results"
mkdir -p "$results/prefix" "$results/windows" "$results/linux"

for kind in "${kinds[@]}"; do
    read -ra words <<<"$kind"
    arguments=("${words[@]}" --arch amd64 --talos-version v1.12.0 --system-extension-image ghcr.io/siderolabs/demo-hello:v1.0.0)
    "$wine" "$published/talosboot-cli.exe" imager "${arguments[@]}" --images "Z:${release//\//\\}" --output "Z:${results//\//\\}\\windows" >>"$results/windows.log" 2>&1 ||
        { tail -20 "$results/windows.log" >&2; exit 1; }
    dotnet "artifacts/bin/$project/release/talosboot-cli.dll" imager "${arguments[@]}" --images "$release" --output "$results/linux" >>"$results/linux.log" 2>&1
done

# The ID of a schematic, whose text comes from a file with the line ends of Windows.
printf 'customization:\r\n  extraKernelArgs: [net.ifnames=0]\r\n  systemExtensions:\r\n    officialExtensions: [siderolabs/gvisor]\r\n' >"$results/schematic.yaml"
"$wine" "$published/talosboot-cli.exe" schematic id "Z:${results//\//\\}\\schematic.yaml" 2>>"$results/windows.log" | cut -d ' ' -f 1 >"$results/windows/schematic-id"
dotnet "artifacts/bin/$project/release/talosboot-cli.dll" schematic id "$results/schematic.yaml" | cut -d ' ' -f 1 >"$results/linux/schematic-id"
grep -qE '^[0-9a-f]{64}$' "$results/linux/schematic-id"

(cd "$results/linux" && sha256sum -- *) >"$results/linux.sums"
(cd "$results/windows" && sha256sum -- *) >"$results/windows.sums"
diff "$results/linux.sums" "$results/windows.sums"
echo "$(wc -l <"$results/linux.sums") results have the same digests under Wine:"
cat "$results/linux.sums"
