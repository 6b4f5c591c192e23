#!/usr/bin/env bash
# Downloads the xfsprogs of Debian 13, which know the newest features, with the libraries that they need, for the tests, which look for them in
# artifacts/xfsprogs: programs that run on older releases in bin, and configurations of mkfs.xfs in mkfs. eng/fetch-xfsprogs.sh FOLDER
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
mkdir -p "$1"
folder=$(realpath "$1")
CACHE=$folder SUITE=trixie COMPONENTS=main REFRESH=0
# shellcheck source=../demo/lib/common.sh
source "$repository/demo/lib/common.sh"
# shellcheck source=../demo/lib/apt.sh
source "$repository/demo/lib/apt.sh"

[[ ! -x $folder/bin/xfs_repair ]] || exit 0

arch=$(dpkg --print-architecture)
packages=(xfsprogs libc6 libblkid1 libuuid1 libinih1 liburcu8t64 libedit2 libtinfo6 libbsd0 libmd0)
download_packages "$arch" "${packages[@]}"
libraries=
for package in "${packages[@]}"; do
    root=$(unpacked "$arch" "$package")
    libraries+=$(find "$root" -name '*.so.*' -printf '%h\n' | sort --unique | tr '\n' ':')
done
loader=$(find "$(unpacked "$arch" libc6)" -name 'ld-linux*.so.*' | head -1)
mkdir -p "$folder/bin"
for program in mkfs.xfs xfs_db xfs_repair; do
    printf '#!/bin/sh\nexec "%s" --library-path "%s" "%s" "$@"\n' \
        "$loader" "${libraries%:}" "$(find "$(unpacked "$arch" xfsprogs)" -name "$program" -type f | head -1)" >"$folder/bin/$program"
    chmod +x "$folder/bin/$program"
done
ln --symbolic --force --no-dereference "$(find "$(unpacked "$arch" xfsprogs)" -type d -path '*/xfsprogs/mkfs')" "$folder/mkfs"
