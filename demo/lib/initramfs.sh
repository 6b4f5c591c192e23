# shellcheck shell=bash
# Builds kernel and stock initramfs of one architecture from Debian packages. Sourced, never run.
#
# Uses: DEMO (folder of the scripts), SCRATCH, RELEASE_EPOCH, REALISTIC (1 = pad the root to a real release's size).

# Modules the initramfs itself needs before the root is mounted. Talos has these built into its kernel.
early_modules() {
  printf '%s\n' loop squashfs overlay efivarfs
  if [ "$1" = arm64 ]; then
    printf '%s\n' tpm_tis
  fi
}

# Modules of the root file system: what disks, CDs and file systems need, and some with dependencies to try loading.
root_modules() {
  printf '%s\n' loop squashfs overlay efivarfs virtio_pci virtio_blk virtio_net virtio_scsi ahci sr_mod sd_mod isofs vfat \
    nls_cp437 nls_ascii nls_iso8859-1 xfs ext4 btrfs nvme dummy wireguard dm-crypt
  if [ "$1" = amd64 ]; then
    printf '%s\n' ata_piix
  fi
}

# Indexes a module tree in place: run_depmod MODULES KERNEL-VERSION, MODULES being the folder that contains the version.
# depmod is shown the tree under lib/modules and usr/lib/modules, as its versions differ in where they look.
run_depmod() {
  local base
  base="$(mktemp -d "$SCRATCH/depmod.XXXXXX")"
  mkdir -p "$base/usr/lib"
  ln -s usr/lib "$base/lib"
  ln -s "$1" "$base/usr/lib/modules"
  depmod -b "$base" "$2"
  rm -rf -- "$base"
}

# Prints the paths of the named modules and of all they depend on, below the folder of the kernel version.
module_closure() {
  local modules="$1" name pattern line
  shift
  for name in "$@"; do
    pattern="/$(sed 's/[-_]/[-_]/g' <<< "$name")\.ko"
    line="$(grep -m 1 -E "^[^:]*$pattern[^/:]*:" "$modules/modules.dep" || true)"
    if [ -n "$line" ]; then
      tr ' ' '\n' <<< "${line/:/}"
    elif ! grep -q -E "$pattern$" "$modules/modules.builtin"; then
      die "kernel module $name does not exist in $modules"
    fi
  done | grep . | LC_ALL=C sort -u
}

# Copies modules, uncompressed and with their signatures, and indexes the copy:
# copy_modules SOURCE TARGET KERNEL-VERSION NAME..., both folders being those that contain the kernel version.
copy_modules() {
  local source="$1/$3" target="$2/$3" version="$3" folder="$2" path file
  shift 3
  mkdir -p "$target"
  for file in modules.order modules.builtin modules.builtin.modinfo; do
    place 0644 "$source/$file" "$target/$file"
  done
  module_closure "$source" "$@" | while read -r path; do
    mkdir -p "$target/$(dirname "$path")"
    case "$path" in
      *.xz) xz -dc "$source/$path" > "$target/${path%.xz}" ;;
      *.zst) zstd -q -dc "$source/$path" > "$target/${path%.zst}" ;;
      *) cp "$source/$path" "$target/$path" ;;
    esac
  done
  run_depmod "$folder" "$version"
}

# Makes rootfs.sqsh: build_rootfs ARCH MODULES KERNEL-VERSION TARGET.
build_rootfs() {
  local arch="$1" modules="$2" kernel="$3" root="$SCRATCH/rootfs-$1" level=18 name names
  mkdir -p "$root"/{dev,proc,sys,run,tmp,system,var,.extra,etc,usr/bin,usr/lib/firmware,usr/local,usr/share}
  for name in bin sbin lib; do
    ln -s "usr/${name/sbin/bin}" "$root/$name"
  done
  place_from "$arch" busybox-static 0755 usr/bin/busybox "$root/usr/bin/busybox"
  ln -s busybox "$root/usr/bin/sh"
  place_text 0644 "$root/etc/os-release" << TEXT
NAME="Talos"
ID=talos
VERSION_ID=demo
PRETTY_NAME="Talos (demo release)"
TEXT
  place_text 0644 "$root/etc/extensions.yaml" < /dev/null
  place_text 0644 "$root/usr/lib/firmware/demo-root.bin" <<< 'A firmware file of the root file system.'
  place_text 0644 "$root/usr/local/share/precedence.txt" <<< 'rootfs'
  place_text 0644 "$root/usr/share/demo/rootfs.txt" <<< "Root file system of the demo release for $arch."
  mapfile -t names < <(root_modules "$arch")
  copy_modules "$modules" "$root/usr/lib/modules" "$kernel" "${names[@]}"
  if [ "$REALISTIC" = 1 ]; then
    add_payload "$arch" "$root/usr/share/demo/payload"
    level=1
  fi
  normalise_tree "$root"
  mksquashfs "$root" "$4" -all-root -noappend -no-progress -quiet -no-xattrs -comp zstd -Xcompression-level "$level" \
    -mkfs-time "$RELEASE_EPOCH" -all-time "$RELEASE_EPOCH" > /dev/null
}

# Adds package files as content that does not compress.
add_payload() {
  local name
  for name in "${PAYLOAD_PACKAGES[@]}"; do
    place 0644 "$(cached_package "$1" "$name")" "$2/$name.deb"
  done
}

# Makes the kernel and the initramfs of an architecture, the latter as releases from 1.8 on compress it, and as earlier ones did:
# build_kernel_and_initramfs ARCH KERNEL ZSTD-INITRAMFS XZ-INITRAMFS, which are files.
build_kernel_and_initramfs() {
  local arch="$1" tree="$SCRATCH/initramfs-$1" source kernel modules names level=18 effort=6
  source="$(unpacked "$arch" @kernel)"
  modules="$source/usr/lib/modules"
  kernel="$(ls "$modules")"
  [ -f "$modules/$kernel/modules.dep" ] || run_depmod "$modules" "$kernel"
  [ "$REALISTIC" = 0 ] || level=1 effort=0

  mkdir -p "$tree/lib/modules"
  build_rootfs "$arch" "$modules" "$kernel" "$tree/rootfs.sqsh"
  place 0755 "$DEMO/init" "$tree/init"
  place_from "$arch" busybox-static 0755 usr/bin/busybox "$tree/lib/busybox"
  mapfile -t names < <(early_modules "$arch")
  copy_modules "$modules" "$tree/lib/modules" "$kernel" "${names[@]}"
  normalise_tree "$tree"
  mkdir -p "$(dirname -- "$3")" "$(dirname -- "$4")"
  (cd "$tree" && find . | LC_ALL=C sort | cpio -H newc --create --reproducible --quiet -R +0:+0) > "$SCRATCH/initramfs.cpio"
  zstd -q -T0 "-$level" -c "$SCRATCH/initramfs.cpio" > "$3"
  xz -q -T1 "-$effort" --check=crc32 -c "$SCRATCH/initramfs.cpio" > "$4"
  place 0644 "$source/boot/vmlinuz-$kernel" "$2"
  rm -rf -- "$tree" "$SCRATCH/rootfs-$arch" "$SCRATCH/initramfs.cpio"
}
