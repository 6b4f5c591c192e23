#!/usr/bin/env bash
# Processor time of 32 builds of 8 assets at once on one engine, against the 8 one after the other: benchmarks/parallel.sh [ROUNDS]
# Work: the realistic demo release (demo/build-release.sh --realistic). Each engine begins with an empty cache.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

dotnet run --project benchmarks/TalosBoot.Benchmarks --configuration Release -- parallel demo/out/release-realistic "${1:-3}"
