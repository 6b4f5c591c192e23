#!/usr/bin/env bash
# Installs the Debian packages named in the given files, where that is possible; else says what is missing.
set -euo pipefail

missing=()
while read -r package; do
    [[ -z $package || $package == \#* ]] && continue
    dpkg-query --show --showformat '${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || missing+=("$package")
done < <(cat "$@" | sort -u)

((${#missing[@]})) || exit 0

run_as_root=()
if ((EUID != 0)); then
    if sudo -n true 2>/dev/null; then
        run_as_root=(sudo)
    else
        echo "Not installed: ${missing[*]}" >&2
        echo "Install them as root, or go on without: tests that need them are skipped with a reason." >&2
        exit 0
    fi
fi

echo "Installing ${missing[*]}" >&2
"${run_as_root[@]}" apt-get update -qq
DEBIAN_FRONTEND=noninteractive "${run_as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
