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
    dotnet test "$1" --configuration "$configuration" --no-build --verbosity quiet --filter "$filter" \
        --logger 'console;verbosity=minimal' --logger "trx;LogFileName=$(basename "$1").trx" --results-directory "$results" || failed=1
}

# One project after the other: the boots at the end take both processors for themselves.
for project in tests/*.Tests; do
    [[ $project == */TalosBoot.BootLab.Tests ]] || test_project "$project"
done
test_project tests/TalosBoot.BootLab.Tests

eng/count-results.sh "$results"
exit "$failed"
