# shellcheck shell=bash
# The container images of the release. Sourced, never run.
#
# Uses: ARCHES (array), VERSION, SCRATCH and the functions of the other files in this folder.

REGISTRY='ghcr.io/siderolabs'
EXTENSION_VERSION='v1.0.0'
EXTENSION_NAMES=(demo-hello demo-tools demo-ucode demo-modules)
OVERLAY_IMAGE="$REGISTRY/sbc-demo:$EXTENSION_VERSION"

declare -A EXTENSION_TEXT=(
  [demo-hello]='A greeting, a static shell and a link.'
  [demo-tools]='Command line tools from Debian packages, about 60 MB of real programs.'
  [demo-ucode]='CPU microcode of Intel and AMD from Debian packages.'
  [demo-modules]='Kernel modules that the root does not have, plain and compressed.'
)
declare -A EXTENSION_COMPRESSION=([demo-hello]=gzip [demo-tools]=gzip [demo-ucode]=zstd [demo-modules]=gzip)
declare -A EXTENSION_DIGESTS=()

# The JSON members of the "config" object that Talos images have: talos_config ENTRY-POINT.
talos_config() {
  printf '"Env":["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin","VERSION=%s"],' "$VERSION"
  printf '"Entrypoint":["%s"],"WorkingDir":"/",' "$1"
  printf '"Labels":{"alpha.talos.dev/version":"%s",' "$VERSION"
  printf '"org.opencontainers.image.source":"https://github.com/siderolabs/talos"}'
}

efi_suffix() {
  case "$1" in
    amd64) printf 'x64' ;;
    arm64) printf 'aa64' ;;
  esac
}

# --- installer-base and imager ---

# Fills a tree with what installer-base and imager share: base_tree ARCH TREE.
base_tree() {
  local tree="$2" name
  mkdir -p "$tree"/{etc,tmp,var,usr/bin,usr/lib}
  for name in bin sbin lib; do
    ln -s "usr/${name/sbin/bin}" "$tree/$name"
  done
  place_text 0755 "$tree/usr/bin/installer" << 'TEXT'
#!/bin/sh
echo "This is the demo release: its images carry boot assets only." >&2
exit 1
TEXT
  ln -s installer "$tree/usr/bin/imager"
  place_text 0644 "$tree/etc/os-release" << TEXT
NAME="Talos"
ID=talos
VERSION_ID=$VERSION
PRETTY_NAME="Talos ($VERSION) installer for $1"
TEXT
}

build_installer_base() {
  local arch
  index_begin
  for arch in "${ARCHES[@]}"; do
    base_tree "$arch" "$SCRATCH/base-$arch"
    normalise_tree "$SCRATCH/base-$arch"
    image_begin
    image_layer "$SCRATCH/base-$arch" gzip
    image_end "$arch" "$(talos_config /bin/installer)"
  done
  index_end "$REGISTRY/installer-base:$VERSION"
}

# Boot loader programs and modules, and some files that a later layer takes away again: imager_base_tree ARCH TREE.
imager_base_tree() {
  local arch tree="$2" file
  base_tree "$1" "$tree"
  mkdir -p "$tree/usr/lib/grub"
  cp -R "$(unpacked amd64 grub-pc-bin)/usr/lib/grub/i386-pc" "$tree/usr/lib/grub/"
  cp -R "$(unpacked amd64 grub-efi-amd64-bin)/usr/lib/grub/x86_64-efi" "$tree/usr/lib/grub/"
  for arch in "${ARCHES[@]}"; do
    [ "$arch" != arm64 ] || cp -R "$(unpacked arm64 grub-efi-arm64-bin)/usr/lib/grub/arm64-efi" "$tree/usr/lib/grub/"
  done
  for file in usr/install/BUILDING var/cache/imager/one.tmp var/cache/imager/two/three.tmp; do
    place_text 0644 "$tree/$file" <<< 'A later layer removes this file.'
  done
  place_text 0644 "$tree/usr/install/release.txt" <<< 'A later layer replaces this file.'
}

# Kernel, initramfs and EFI programs of one architecture: imager_assets_tree ARCH TREE.
imager_assets_tree() {
  local arch="$1" folder="$2/usr/install/$1" efi
  efi="$(unpacked "$arch" systemd-boot-efi)/usr/lib/systemd/boot/efi"
  build_kernel_and_initramfs "$arch" "$folder"
  place 0644 "$efi/systemd-boot$(efi_suffix "$arch").efi" "$folder/systemd-boot.efi"
  place 0644 "$efi/linux$(efi_suffix "$arch").efi.stub" "$folder/systemd-stub.efi"
}

# The first assets layer also removes a file and empties a folder of the layer below it.
add_removals() {
  place_text 0644 "$1/usr/install/.wh.BUILDING" < /dev/null
  place_text 0644 "$1/var/cache/imager/.wh..wh..opq" < /dev/null
  place_text 0644 "$1/usr/install/release.txt" <<< "$VERSION"
}

build_imager() {
  local arch assets
  for arch in "${ARCHES[@]}"; do
    log "$arch: kernel and initramfs"
    imager_assets_tree "$arch" "$SCRATCH/assets-$arch"
  done
  add_removals "$SCRATCH/assets-${ARCHES[0]}"

  index_begin
  for arch in "${ARCHES[@]}"; do
    normalise_tree "$SCRATCH/assets-$arch"
    imager_base_tree "$arch" "$SCRATCH/imager-$arch"
    normalise_tree "$SCRATCH/imager-$arch"
  done
  for arch in "${ARCHES[@]}"; do
    image_begin
    image_layer "$SCRATCH/imager-$arch" none
    for assets in "${ARCHES[@]}"; do
      image_layer "$SCRATCH/assets-$assets" none
    done
    image_end "$arch" "$(talos_config /bin/imager)"
  done
  index_end "$REGISTRY/imager:$VERSION"
}

# --- system extensions ---

# Adds the copyright file of a package: add_copyright ARCH PACKAGE ROOT.
add_copyright() {
  place 0644 "$(unpacked "$1" "$2")/usr/share/doc/$2/copyright" "$3/usr/local/share/doc/$2/copyright"
}

fill_demo_hello() {
  place_text 0755 "$2/usr/local/bin/demo-hello" << 'TEXT'
#!/usr/local/bin/demo-busybox sh
exec /usr/local/bin/demo-busybox cat /usr/local/share/demo-hello/greeting.txt
TEXT
  place 0755 "$(unpacked "$1" busybox-static)/usr/bin/busybox" "$2/usr/local/bin/demo-busybox"
  ln -s demo-busybox "$2/usr/local/bin/demo-sh"
  place_text 0644 "$2/usr/local/share/demo-hello/greeting.txt" <<< "Hello from a system extension for $1."
  add_copyright "$1" busybox-static "$2"
}

fill_demo_tools() {
  local package source folder
  for package in "${TOOL_PACKAGES[@]}"; do
    source="$(unpacked "$1" "$package")"
    for folder in bin sbin lib libexec; do
      if [ -d "$source/usr/$folder" ]; then
        mkdir -p "$2/usr/local/$folder"
        cp -R "$source/usr/$folder/." "$2/usr/local/$folder/"
      fi
    done
    add_copyright "$1" "$package" "$2"
  done
}

# Microcode, and firmware of the secure processor that is not microcode. Neither depends on the architecture of the image;
# the packages exist for amd64 alone.
fill_demo_ucode() {
  local firmware="$2/usr/lib/firmware"
  mkdir -p "$firmware/amd-ucode"
  cp -R "$(unpacked amd64 intel-microcode)/usr/lib/firmware/intel-ucode" "$firmware/"
  rm -f "$firmware"/intel-ucode/*.initramfs
  cp "$(unpacked amd64 amd64-microcode)"/usr/lib/firmware/amd-ucode/microcode_amd*.bin "$firmware/amd-ucode/"
  cp -R "$(unpacked amd64 amd64-microcode)/usr/lib/firmware/amd" "$firmware/"
  add_copyright amd64 intel-microcode "$2"
  add_copyright amd64 amd64-microcode "$2"
}

# Modules beside those of the root: one plain, that needs others of the root; one as Debian ships it; one with zstd.
fill_demo_modules() {
  local modules kernel extras file
  modules="$(unpacked "$1" @kernel)/usr/lib/modules"
  kernel="$(ls "$modules")"
  extras="$2/usr/lib/modules/$kernel/extras"
  mkdir -p "$extras"
  for file in vxlan veth ifb; do
    cp "$(find "$modules/$kernel/kernel" -name "$file.ko*")" "$extras/"
  done
  unxz -f "$extras/vxlan.ko.xz" "$extras/ifb.ko.xz"
  zstd -q -19 --rm "$extras/ifb.ko"
}

write_manifest() {
  place_text 0644 "$2/manifest.yaml" << TEXT
version: v1alpha1
metadata:
  name: $1
  version: $EXTENSION_VERSION
  author: TalosBoot demo
  description: |
    ${EXTENSION_TEXT[$1]}
  compatibility:
    talos:
      version: ">= v1.10.0"
TEXT
}

build_extension() {
  local name="$1" arch tree
  index_begin
  for arch in "${ARCHES[@]}"; do
    tree="$SCRATCH/$name-$arch"
    mkdir -p "$tree/rootfs"
    write_manifest "$name" "$tree"
    "fill_${name//-/_}" "$arch" "$tree/rootfs"
    place_text 0644 "$tree/rootfs/usr/local/share/precedence.txt" <<< "$name"
    normalise_tree "$tree"
    image_begin
    image_layer "$tree" "${EXTENSION_COMPRESSION[$name]}"
    image_end "$arch" ''
  done
  index_end "$REGISTRY/$name:$EXTENSION_VERSION"
  EXTENSION_DIGESTS[$name]="$INDEX_DIGEST"
}

build_extensions() {
  local name
  for name in "${EXTENSION_NAMES[@]}"; do
    log "extension $name"
    build_extension "$name"
  done
}

# --- overlay and catalogs ---

# Adds an image that has the same single folder for every platform: build_plain_image REFERENCE TREE.
build_plain_image() {
  local arch
  normalise_tree "$2"
  index_begin
  for arch in "${ARCHES[@]}"; do
    image_begin
    image_layer "$2" gzip
    image_end "$arch" ''
  done
  index_end "$1"
}

build_overlay() {
  local tree="$SCRATCH/sbc-demo"
  place_text 0644 "$tree/artifacts/arm64/demo/boot.txt" <<< 'Boot file of the demo board.'
  place_text 0755 "$tree/installers/demo" << 'TEXT'
#!/bin/sh
set -e
case "$1" in
  get-options)
    cat > /dev/null
    printf 'name: demo\nkernelArgs:\n    - console=ttyAMA0,115200\npartitionOptions:\n    offset: 2048\n' ;;
  install)
    prefix="$(sed -n 's/^mountPrefix: *//p')"
    mkdir -p "$prefix/boot/EFI"
    cp "$(dirname "$0")/../artifacts/arm64/demo/boot.txt" "$prefix/boot/EFI/boot.txt" ;;
  '')
    echo 'missing command' >&2
    exit 1 ;;
  *)
    echo "unknown command: $1" >&2
    exit 1 ;;
esac
TEXT
  place_text 0644 "$tree/profiles/demo.yaml" << 'TEXT'
arch: arm64
platform: metal
secureboot: false
output:
  kind: image
  outFormat: .xz
  imageOptions:
    diskSize: 1306525696
    diskFormat: raw
    bootloader: grub
TEXT
  build_plain_image "$OVERLAY_IMAGE" "$tree"
}

# Lists the overlay that was built last, and those of boards.
build_overlay_catalog() {
  place_text 0644 "$SCRATCH/overlays/overlays.yaml" << TEXT
overlays:
  - name: demo
    image: $OVERLAY_IMAGE
    digest: $INDEX_DIGEST
$OVERLAY_ENTRIES
TEXT
  build_plain_image "$REGISTRY/overlays:$VERSION" "$SCRATCH/overlays"
}

build_extension_catalog() {
  local tree="$SCRATCH/extensions" name line
  mkdir -p "$tree"
  for name in "${EXTENSION_NAMES[@]}"; do
    line="$REGISTRY/$name:$EXTENSION_VERSION@${EXTENSION_DIGESTS[$name]}"
    printf '%s\n' "$line" >> "$tree/image-digests"
    printf '"%s":\n  author: TalosBoot demo\n  description: |\n    %s\n' "$line" "${EXTENSION_TEXT[$name]}" >> "$tree/descriptions.yaml"
  done
  build_plain_image "$REGISTRY/extensions:$VERSION" "$tree"
}
