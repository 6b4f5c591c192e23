# shellcheck shell=bash
# Overlay images: one of a board that does not exist, and with arm64 those of the four official families, with the names that their boards have.
# Sourced, never run.
#
# Loaders and device trees are Debian's where it has them; firmware is a stand-in. The programs do what the official ones are documented to do.
# Uses: ARCHES, REGISTRY, SCRATCH and the functions of the other files in this folder.

DEMO_OVERLAY='sbc-demo:v1.0.0'
BOARD_OVERLAYS=(sbc-raspberrypi:v0.2.0 sbc-rockchip:v0.2.0 sbc-allwinner:v0.1.5 sbc-jetson:v0.1.5)
OVERLAY_PACKAGES=(u-boot-rpi u-boot-rockchip u-boot-sunxi)
OVERLAY_ENTRIES=''

# Kernel arguments as programs of overlays tell them: kernel_arguments ARGUMENT...
kernel_arguments() {
  echo 'kernelArgs:'
  printf '    - %s\n' "$@"
}

# The same with those that all official boards have at the end.
board_arguments() {
  kernel_arguments "$@" sysctl.kernel.kexec_load_disabled=1 talos.dashboard.disabled=1
}

# Writes program and profile of a board: overlay_board TREE NAME OPTIONS INSTALL, where OPTIONS is YAML and INSTALL the commands of a shell, which find
# the artifacts in $artifacts, the EFI system partition in $esp, the disk in $disk, and options by "value NAME".
overlay_board() {
  place_text 0755 "$1/installers/$2" << TEXT
#!/bin/sh
set -e
case "\$1" in
  get-options)
    cat > /dev/null
    cat << 'OPTIONS'
name: $2
$3
OPTIONS
    ;;
  install)
    in=\$(cat)
    value() { printf '%s\n' "\$in" | sed -n "s/^ *\$1: *//p"; }
    artifacts=\$(value artifactsPath) esp=\$(value mountPrefix)/boot/EFI disk=\$(value installDisk)
    mkdir -p "\$esp"
$4 ;;
  '') echo 'missing command' >&2; exit 1 ;;
  *) echo "unknown command: \$1" >&2; exit 1 ;;
esac
TEXT
  place_text 0644 "$1/profiles/$2.yaml" << 'TEXT'
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
}

# Writes a board with a device tree: device_tree_board TREE NAME OPTIONS DEVICE-TREE [COMMANDS].
device_tree_board() {
  overlay_board "$1" "$2" "$3" "${5:+$5$'\n'}    mkdir -p \"\$esp/dtb/$(dirname "$4")\"
    cp \"\$artifacts/arm64/dtb/$4\" \"\$esp/dtb/$4\""
}

# Writes a board with a loader and a device tree: loader_board TREE NAME OFFSET SECTOR LOADER DEVICE-TREE ARGUMENT...
loader_board() {
  local tree="$1" name="$2" offset="$3" sector="$4" loader="$5" dtb="$6"
  shift 6
  device_tree_board "$tree" "$name" "$(board_arguments "$@"; printf 'partitionOptions:\n    offset: %s' "$offset")" "$dtb" \
    "    [ \"\$(value spi_boot)\" = true ] || dd if=\"\$artifacts/arm64/u-boot/$loader\" of=\"\$disk\" bs=512 seek=$sector conv=notrunc 2> /dev/null"
}

# The program of the board expands what stands in single quotes.
# shellcheck disable=SC2016
fill_sbc_demo() {
  place_text 0644 "$1/artifacts/arm64/demo/boot.txt" <<< 'Boot file of the demo board.'
  overlay_board "$1" demo "$(kernel_arguments console=ttyAMA0,115200; printf 'partitionOptions:\n    offset: 2048')" \
    '    cp "$artifacts/arm64/demo/boot.txt" "$esp/boot.txt"'
}

fill_sbc_rockchip() {
  local loader=rock-4se-rk3399/u-boot-rockchip.bin artifacts="$1/artifacts/arm64"
  place_from arm64 u-boot-rockchip 0644 "usr/lib/u-boot/$loader" "$artifacts/u-boot/rock4se/u-boot-rockchip.bin"
  place_from arm64 u-boot-rockchip 0644 usr/lib/u-boot/rock-4se-rk3399/rk3399-rock-4se.dtb "$artifacts/dtb/rockchip/rk3399-rock-4se.dtb"
  loader_board "$1" rock4se 20480 64 rock4se/u-boot-rockchip.bin rockchip/rk3399-rock-4se.dtb console=tty0 console=ttyS2,1500000n8
  place_from arm64 u-boot-rockchip 0644 "usr/lib/u-boot/$loader" "$artifacts/u-boot/rock5b/u-boot-rockchip.bin"
  place_text 0644 "$artifacts/dtb/rockchip/rk3588-rock-5b.dtb" <<< 'Stand-in for the device tree of a board that Debian does not have.'
  loader_board "$1" rock5b 20480 64 rock5b/u-boot-rockchip.bin rockchip/rk3588-rock-5b.dtb \
    cma=128MB console=tty0 console=ttyS9,115200 console=ttyS2,115200
}

fill_sbc_allwinner() {
  local loader=u-boot-sunxi-with-spl.bin dtb=sun50i-a64-pine64-plus.dtb
  place_from arm64 u-boot-sunxi 0644 "usr/lib/u-boot/pine64_plus/$loader" "$1/artifacts/arm64/u-boot/pine64/$loader"
  place_from arm64 u-boot-sunxi 0644 "usr/lib/u-boot/pine64_plus/$dtb" "$1/artifacts/arm64/dtb/allwinner/$dtb"
  loader_board "$1" pine64 2048 16 "pine64/$loader" "allwinner/$dtb" console=tty0 console=ttyS0,115200
}

fill_sbc_jetson() {
  place_text 0644 "$1/artifacts/arm64/dtb/nvidia/tegra210-p3450-0000.dtb" <<< 'Stand-in for the device tree of a board that Debian does not have.'
  device_tree_board "$1" jetson_nano "$(board_arguments console=tty0 console=ttyS0,115200)" nvidia/tegra210-p3450-0000.dtb
}

# The program of the board expands what stands in single quotes.
# shellcheck disable=SC2016
fill_sbc_raspberrypi() {
  local file
  for file in bootcode.bin fixup4.dat start4.elf bcm2711-rpi-4-b.dtb overlays/disable-bt.dtbo overlays/disable-wifi.dtbo LICENCE.broadcom; do
    place_text 0644 "$1/artifacts/arm64/firmware/boot/$file" <<< "Stand-in for $file of the firmware of a Raspberry Pi."
  done
  ln -s start4.elf "$1/artifacts/arm64/firmware/boot/start.elf"
  place_from arm64 u-boot-rpi 0644 usr/lib/u-boot/rpi_arm64/u-boot.bin "$1/artifacts/arm64/u-boot/rpi_generic/u-boot.bin"
  overlay_board "$1" rpi_generic "$(board_arguments console=tty0 console=ttyAMA0,115200)" \
    '    cp -RL "$artifacts/arm64/firmware/boot/." "$esp/"
    cp "$artifacts/arm64/u-boot/rpi_generic/u-boot.bin" "$esp/u-boot.bin"
    printf "%s\n" gpu_mem=32 hdmi_safe:0=1 hdmi_safe:1=1 kernel=u-boot.bin arm_64bit=1 arm_boost=1 enable_uart=1 \
      dtoverlay=disable-bt dtoverlay=disable-wifi "[pi5]" enable_uart=0 "[all]" "" > "$esp/config.txt"'
}

# Builds an overlay, and notes its entries for the catalog: build_overlay NAME:TAG.
build_overlay() {
  local name="${1%%:*}" board
  log "overlay $name"
  "fill_${name//-/_}" "$SCRATCH/$name"
  build_plain_image "$REGISTRY/$1" "$SCRATCH/$name"
  for board in "$SCRATCH/$name"/installers/*; do
    OVERLAY_ENTRIES+="$(printf '  - name: %s\n    image: %s\n    digest: %s' "$(basename "$board")" "$REGISTRY/$1" "$INDEX_DIGEST")"$'\n'
  done
}

build_overlays() {
  local overlay
  build_overlay "$DEMO_OVERLAY"
  [[ " ${ARCHES[*]} " = *' arm64 '* ]] || return 0
  for overlay in "${BOARD_OVERLAYS[@]}"; do
    build_overlay "$overlay"
  done
}
