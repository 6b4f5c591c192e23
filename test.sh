#!/usr/bin/env bash
# Sets up what the tests need and runs all of them: ./test.sh [Debug|Release]
# Results are left in artifacts/test-results as .trx files.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

configuration=${1:-Release}
results=artifacts/test-results
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

eng/install-packages.sh eng/test-packages.txt demo/packages.txt
demo/build-release.sh --arch amd64,arm64
demo/build-release.sh --realistic
dotnet build TalosBoot.sln --configuration "$configuration" --verbosity quiet
rm -rf "$results"

# Some vectors are upstream's own files, which are not among the vectors everywhere. Debian has ukify from version 13 on.
filter=TestCategory!=None
leave_out() {
    echo "Left out: the tests of category $1, since $2." >&2
    filter+="&TestCategory!=$1"
}
vectors=${TALOSBOOT_VECTORS:-../shared/vectors}
[[ -e $vectors/uki/linuxx64.efi.stub ]] || leave_out UpstreamBinaries "uki/linuxx64.efi.stub and its companions are not among the vectors"
[[ -e $vectors/sigstore/trusted_root.json ]] || leave_out SigstoreConformance "sigstore/trusted_root.json and its companions are not among the vectors"
[[ -n $(command -v ukify) ]] || leave_out Ukify "ukify is not installed"

failed=0
test_project() {
    local output status=0
    output=$(dotnet test "tests/$1.Tests" --configuration "$configuration" --no-build --verbosity quiet --filter "$filter" \
        --logger 'console;verbosity=minimal' --logger "trx;LogFileName=$1.trx" --results-directory "$results" 2>&1) || status=1
    printf '%s\n' "$output"
    return "$status"
}

# Most tests use one processor for much of their time: two projects run at once, the longest first, so that none is left over at the end.
together() {
    local running=0 project
    for project; do
        if ((running == 2)); then
            wait -n || failed=1
            running=1
        fi
        test_project "$project" &
        running=$((running + 1))
    done
    for ((; running > 0; running--)); do
        wait -n || failed=1
    done
}

# What measures itself, or waits for answers of a network for fractions of a second.
alone=(TalosBoot.Schematics TalosBoot.Oci TalosBoot.Fuzz)
longest=(TalosBoot.BootLab TalosBoot TalosBoot.FileSystems TalosBoot.Factory)
others=()
for project in tests/*.Tests; do
    project=$(basename "$project" .Tests)
    [[ " ${alone[*]} ${longest[*]} " == *" $project "* ]] || others+=("$project")
done
together "${longest[@]}" "${others[@]}"
for project in "${alone[@]}"; do
    test_project "$project" || failed=1
done

# A project that could not even start leaves no results, and is missed here.
for project in tests/*.Tests; do
    [[ -e $results/$(basename "$project" .Tests).trx ]] || { echo "No results of $project." >&2; failed=1; }
done
eng/count-results.sh "$results"
exit "$failed"
