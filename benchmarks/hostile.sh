#!/usr/bin/env bash
# What reading the largest hostile inputs costs, at a quarter, a half and all of their limits: benchmarks/hostile.sh
# Layers of hard links in reverse order, squashfs images whose small files lie in an order that has nothing to do with their names, and indexes of a registry as
# long as a document may be. Needs sqfstar.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 - "$work" <<'PYTHON'
import sys, tarfile, io
folder = sys.argv[1]
for count in (250_000, 500_000, 999_999):
    with tarfile.open(f"{folder}/links-{count}.tar", "w", format=tarfile.USTAR_FORMAT) as archive:
        for index in range(count - 1, 0, -1):
            link = tarfile.TarInfo(f"d/{index}")
            link.type, link.linkname = tarfile.LNKTYPE, f"d/{index - 1}"
            archive.addfile(link)
        file = tarfile.TarInfo("d/0")
        file.size = 1
        archive.addfile(file, io.BytesIO(b"x"))
for count in (250_000, 500_000, 999_999):
    with tarfile.open(f"{folder}/files-{count}.tar", "w", format=tarfile.USTAR_FORMAT) as archive:
        for index in range(count):
            # A step that shares no factor with the count goes through all names, each time far from the last one.
            number = index * 700_001 % count
            file = tarfile.TarInfo(f"{number % 1000:03}/{number:07}")
            content = b"%040d" % (number * 7919)
            file.size = len(content)
            archive.addfile(file, io.BytesIO(content))
entry = '{"mediaType":"a","size":0,"digest":"sha256:' + "0" * 64 + '"}'
for mebibytes in (2, 4, 8):
    count = mebibytes * 1024 * 1024 // (len(entry) + 1) - 1
    with open(f"{folder}/index-{mebibytes}.bin", "w") as document:
        document.write('{"manifests":[' + ",".join([entry] * count) + "]}")
PYTHON
for count in 250000 500000 999999; do
    printf 'tar with %s hard links in reverse order: ' "$count"
    eng/fuzz.sh tar "$work/links-$count.tar"
done
for count in 250000 500000 999999; do
    # Files of one length are held against each other in pairs unless it is told that none are equal.
    sqfstar -comp zstd -no-duplicates -quiet -no-progress "$work/files-$count.sqsh" <"$work/files-$count.tar" >/dev/null
    printf 'squashfs with %s files in fragments in another order than their names: ' "$count"
    eng/fuzz.sh squashfs "$work/files-$count.sqsh"
done
for size in 2 4 8; do
    printf 'index of %s MiB: ' "$size"
    eng/fuzz.sh oci "$work/index-$size.bin"
done
