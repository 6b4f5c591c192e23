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

# Some vectors are about upstream binaries, which are not among the vectors everywhere.
filter=()
if [[ ! -f ${TALOSBOOT_VECTORS:-../shared/vectors}/uki/linuxx64.efi.stub ]]; then
    echo "Left out: the tests of category UpstreamBinaries, since uki/linuxx64.efi.stub and its companions are not among the vectors." >&2
    filter=(--filter 'TestCategory!=UpstreamBinaries')
fi

failed=0
test_project() {
    dotnet test "$1" --configuration "$configuration" --no-build --verbosity quiet "${filter[@]}" \
        --logger 'console;verbosity=minimal' --logger "trx;LogFileName=$(basename "$1").trx" --results-directory "$results" || failed=1
}

# One project after the other: the boots at the end take both processors for themselves.
for project in tests/*.Tests; do
    [[ $project == */TalosBoot.BootLab.Tests ]] || test_project "$project"
done
test_project tests/TalosBoot.BootLab.Tests

eng/count-results.sh "$results"
exit "$failed"
