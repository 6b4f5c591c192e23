#!/usr/bin/env bash
# The Image Factory under mixed load with faults, and what it holds before and after: benchmarks/soak.sh [SECONDS]
# Fails when handles, threads or memory have grown. The same test runs for ten seconds with the others.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

export TALOSBOOT_SOAK_SECONDS=${1:-600}
dotnet test tests/TalosBoot.Factory.Tests --configuration Release --filter 'FullyQualifiedName~SoakTests' --logger 'console;verbosity=detailed' |
    grep --extended-regexp 'requests by kind|handles, threads|Passed|Failed|Error|Expected|But was'
