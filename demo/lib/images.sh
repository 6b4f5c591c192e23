# shellcheck shell=bash
# The container images of the release. Sourced, never run.
#
# Uses: ARCHES (array), VERSION (the release that is built), SCRATCH and the functions of the other files in this folder.

REGISTRY='ghcr.io/siderolabs'
EXTENSION_VERSION='v1.0.0'
EXTENSION_NAMES=(demo-hello demo-tools demo-ucode demo-modules gvisor intel-ucode iscsi-tools)

declare -A EXTENSION_TEXT=(
  [demo-hello]='A greeting, a static shell and a link.'
  [demo-tools]='Command line tools from Debian packages, about 60 MB of real programs.'
  [demo-ucode]='CPU microcode of Intel and AMD from Debian packages.'
  [demo-modules]='Kernel modules that the root does not have, plain and compressed.'
  [gvisor]='A container runtime, as far as names and places go: the programs are a static shell.'
  [intel-ucode]='CPU microcode of Intel from a Debian package.'
  [iscsi-tools]='Tools for iSCSI, as far as names and places go: the programs are a static shell.'
)
declare -A EXTENSION_COMPRESSION=([demo-hello]=gzip [demo-tools]=gzip [demo-ucode]=zstd [demo-modules]=gzip [gvisor]=gzip [intel-ucode]=gzip [iscsi-tools]=gzip)

# The official ones have tags of their own, and are for every release.
declare -A EXTENSION_TAGS=([gvisor]=20231214.0-v1.6.0 [intel-ucode]=20231114 [iscsi-tools]=v0.1.4)
declare -A EXTENSION_MINIMUM=([gvisor]=v1.3.0 [intel-ucode]=v1.3.0 [iscsi-tools]=v1.3.0)
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

# The minor number of the release that is built: 12 of v1.12.0.
minor() {
  cut -d. -f2 <<< "$VERSION"
}

# --- layers that all releases share ---

# Boot loader modules, kernels, EFI programs and both kinds of initramfs, each as a tree of its own. All releases have the same, so that each is
# one blob, however many releases there are.
build_shared_layers() {
  local arch folder efi=usr/lib/systemd/boot/efi grub="$SCRATCH/grub"
  mkdir -p "$grub/usr/lib/grub"
  cp -R "$(unpacked amd64 grub-pc-bin)/usr/lib/grub/i386-pc" "$grub/usr/lib/grub/"
  cp -R "$(unpacked amd64 grub-efi-amd64-bin)/usr/lib/grub/x86_64-efi" "$grub/usr/lib/grub/"
  for arch in "${ARCHES[@]}"; do
    [ "$arch" != arm64 ] || cp -R "$(unpacked arm64 grub-efi-arm64-bin)/usr/lib/grub/arm64-efi" "$grub/usr/lib/grub/"
    log "$arch: kernel and initramfs"
    folder="usr/install/$arch"
    build_kernel_and_initramfs "$arch" "$SCRATCH/kernel-$arch/$folder/vmlinuz" \
      "$SCRATCH/initramfs-zstd-$arch/$folder/initramfs.xz" "$SCRATCH/initramfs-xz-$arch/$folder/initramfs.xz"
    place_from "$arch" systemd-boot-efi 0644 "$efi/systemd-boot$(efi_suffix "$arch").efi" "$SCRATCH/efi-$arch/$folder/systemd-boot.efi"
    place_from "$arch" systemd-boot-efi 0644 "$efi/linux$(efi_suffix "$arch").efi.stub" "$SCRATCH/efi-$arch/$folder/systemd-stub.efi"
    for folder in kernel efi initramfs-zstd initramfs-xz; do
      normalise_tree "$SCRATCH/$folder-$arch"
    done
  done
  normalise_tree "$grub"
}

# Adds the layers with the boot assets of one architecture: asset_layers ARCH.
asset_layers() {
  image_layer "$SCRATCH/kernel-$1" none
  [ "$(minor)" -lt 5 ] || image_layer "$SCRATCH/efi-$1" none
  if [ "$(minor)" -lt 8 ]; then
    image_layer "$SCRATCH/initramfs-xz-$1" none
  else
    image_layer "$SCRATCH/initramfs-zstd-$1" none
  fi
}

# --- images of one release ---

# Everything that a release has of its own: VERSION names it.
build_release() {
  log "release $VERSION"
  if [ "$(minor)" -lt 5 ]; then
    build_early_installer
  else
    build_imager
  fi
  if [ "$(minor)" -ge 10 ]; then
    build_installer_base
  elif [ "$(minor)" -ge 5 ]; then
    build_installer
  fi
  build_extension_catalog
  [ "$(minor)" -lt 7 ] || build_overlay_catalog
}

# Fills a tree with what installer and imager images have beside their assets: base_tree ARCH TREE.
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
  local arch tree
  index_begin
  for arch in "${ARCHES[@]}"; do
    tree="$SCRATCH/base-$VERSION-$arch"
    base_tree "$arch" "$tree"
    normalise_tree "$tree"
    image_begin
    image_layer "$tree" gzip
    image_end "$arch" "$(talos_config /bin/installer)"
  done
  index_end "$REGISTRY/installer-base:$VERSION"
}

# The lowest layer of an imager, with some files that a later one takes away again, and that later one: imager_base_trees ARCH BASE REMOVALS.
imager_base_trees() {
  local file
  base_tree "$1" "$2"
  for file in usr/install/BUILDING var/cache/imager/one.tmp var/cache/imager/two/three.tmp; do
    place_text 0644 "$2/$file" <<< 'A later layer removes this file.'
  done
  place_text 0644 "$2/usr/install/release.txt" <<< 'A later layer replaces this file.'
  place_text 0644 "$3/usr/install/.wh.BUILDING" < /dev/null
  place_text 0644 "$3/var/cache/imager/.wh..wh..opq" < /dev/null
  place_text 0644 "$3/usr/install/release.txt" <<< "$VERSION"
  normalise_tree "$2"
  normalise_tree "$3"
}

# From 1.5 on: the imager image, which holds the assets of all architectures whatever its own is.
build_imager() {
  local arch assets base removals
  index_begin
  for arch in "${ARCHES[@]}"; do
    base="$SCRATCH/imager-$VERSION-$arch" removals="$SCRATCH/removals-$VERSION"
    imager_base_trees "$arch" "$base" "$removals"
    image_begin
    image_layer "$base" none
    image_layer "$SCRATCH/grub" none
    image_layer "$removals" none
    for assets in "${ARCHES[@]}"; do
      asset_layers "$assets"
    done
    image_end "$arch" "$(talos_config /bin/imager)"
  done
  index_end "$REGISTRY/imager:$VERSION"
}

# From 1.5 to 1.9: the installer image, of two layers. The upper one should hold all assets; it has the kernel alone, since the imager replaces that layer.
build_installer() {
  local arch
  index_begin
  for arch in "${ARCHES[@]}"; do
    image_begin
    image_layer "$SCRATCH/imager-$VERSION-$arch" none
    image_layer "$SCRATCH/kernel-$arch" none
    image_end "$arch" "$(talos_config /bin/installer)"
  done
  index_end "$REGISTRY/installer:$VERSION"
}

# Before 1.5: the installer image, with the assets of its own architecture, and build steps for images that are made from it. The imager has the same.
build_early_installer() {
  local arch tree
  index_begin
  for arch in "${ARCHES[@]}"; do
    tree="$SCRATCH/installer-$VERSION-$arch"
    base_tree "$arch" "$tree"
    normalise_tree "$tree"
    image_begin
    image_layer "$tree" none
    image_layer "$SCRATCH/grub" none
    asset_layers "$arch"
    image_end "$arch" "$(talos_config /bin/installer),\"OnBuild\":[\"RUN apk add --no-cache --update cpio squashfs-tools xz\",\"WORKDIR /initramfs\"]"
  done
  index_end "$REGISTRY/installer:$VERSION"
  index_end "$REGISTRY/imager:$VERSION"
}

# --- system extensions ---

# Adds the copyright file of a package: add_copyright ARCH PACKAGE ROOT.
add_copyright() {
  place_from "$1" "$2" 0644 "usr/share/doc/$2/copyright" "$3/usr/local/share/doc/$2/copyright"
}

fill_demo_hello() {
  place_text 0755 "$2/usr/local/bin/demo-hello" << 'TEXT'
#!/usr/local/bin/demo-busybox sh
exec /usr/local/bin/demo-busybox cat /usr/local/share/demo-hello/greeting.txt
TEXT
  place_from "$1" busybox-static 0755 usr/bin/busybox "$2/usr/local/bin/demo-busybox"
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

fill_gvisor() {
  place_from "$1" busybox-static 0755 usr/bin/busybox "$2/usr/local/bin/runsc"
  ln -s runsc "$2/usr/local/bin/containerd-shim-runsc-v1"
  place_text 0644 "$2/etc/cri/conf.d/runsc.part" << 'TEXT'
[plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runsc]
  runtime_type = "io.containerd.runsc.v1"
TEXT
  add_copyright "$1" busybox-static "$2"
}

fill_intel_ucode() {
  mkdir -p "$2/usr/lib/firmware"
  cp -R "$(unpacked amd64 intel-microcode)/usr/lib/firmware/intel-ucode" "$2/usr/lib/firmware/"
  rm -f "$2"/usr/lib/firmware/intel-ucode/*.initramfs
}

fill_iscsi_tools() {
  place_from "$1" busybox-static 0755 usr/bin/busybox "$2/usr/local/lib/containers/iscsid/sbin/iscsid"
  place_text 0644 "$2/usr/local/etc/containers/iscsid.yaml" << 'TEXT'
name: iscsid
container:
  entrypoint: ./sbin/iscsid
restart: always
TEXT
}

# The tag of an extension's image.
extension_tag() {
  printf '%s' "${EXTENSION_TAGS[$1]:-$EXTENSION_VERSION}"
}

write_manifest() {
  place_text 0644 "$2/manifest.yaml" << TEXT
version: v1alpha1
metadata:
  name: $1
  version: $(extension_tag "$1")
  author: TalosBoot demo
  description: |
    ${EXTENSION_TEXT[$1]}
  compatibility:
    talos:
      version: ">= ${EXTENSION_MINIMUM[$1]:-v1.10.0}"
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
  index_end "$REGISTRY/$name:$(extension_tag "$name")"
  EXTENSION_DIGESTS[$name]="$INDEX_DIGEST"
}

build_extensions() {
  local name
  for name in "${EXTENSION_NAMES[@]}"; do
    log "extension $name"
    build_extension "$name"
  done
}

# --- catalogs ---

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

build_overlay_catalog() {
  place_text 0644 "$SCRATCH/overlays/overlays.yaml" << TEXT
overlays:
$OVERLAY_ENTRIES
TEXT
  build_plain_image "$REGISTRY/overlays:$VERSION" "$SCRATCH/overlays"
}

build_extension_catalog() {
  local tree="$SCRATCH/extensions" name line
  mkdir -p "$tree"
  : > "$tree/image-digests"
  : > "$tree/descriptions.yaml"
  for name in "${EXTENSION_NAMES[@]}"; do
    line="$REGISTRY/$name:$(extension_tag "$name")@${EXTENSION_DIGESTS[$name]}"
    printf '%s\n' "$line" >> "$tree/image-digests"
    printf '"%s":\n  author: TalosBoot demo\n  description: |\n    %s\n' "$line" "${EXTENSION_TEXT[$name]}" >> "$tree/descriptions.yaml"
  done
  build_plain_image "$REGISTRY/extensions:$VERSION" "$tree"
}
