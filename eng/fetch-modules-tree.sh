#!/usr/bin/env bash
# Downloads Debian's whole module tree for the comparison with depmod, and prints where it is: eng/fetch-modules-tree.sh FOLDER
set -euo pipefail

folder=$1
if [[ ! -d $folder/tree/lib/modules ]]; then
    mkdir -p "$folder"
    package=$(apt-cache depends linux-image-amd64 | awk '/Depends: linux-image/ { print $2 }')
    (cd "$folder" && apt-get download -o APT::Sandbox::User=root "$package" >&2 && dpkg-deb --extract linux-image-*.deb tree)
fi
realpath "$folder/tree"
