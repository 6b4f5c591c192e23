# shellcheck shell=bash
# Overlay images of the four official families, with the names that their boards have. Sourced, never run.
#
# Loaders and device trees are Debian's where it has them; firmware is a stand-in. The programs do what the official ones are documented to do.
# Uses: ARCHES, REGISTRY, SCRATCH and the functions of the other files in this folder.

OVERLAY_RELEASES=(sbc-raspberrypi:v0.2.0 sbc-rockchip:v0.2.0 sbc-allwinner:v0.1.5 sbc-jetson:v0.1.5)
OVERLAY_PACKAGES=(u-boot-rpi u-boot-rockchip u-boot-sunxi)
OVERLAY_ENTRIES=''

# Copies a file of one of Debian's packages of loaders: place_loader_file PACKAGE FILE TARGET.
place_loader_file() {
  place 0644 "$(unpacked arm64 "$1")/usr/lib/u-boot/$2" "$3"
}

# Writes the profile of a board: overlay_profile TREE NAME.
overlay_profile() {
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

# Writes the program of a board with a loader and a device tree: loader_program TREE NAME OFFSET SECTOR LOADER DEVICE-TREE ARGUMENT...
loader_program() {
  local tree="$1" name="$2" offset="$3" sector="$4" loader="$5" dtb="$6" argument list=''
  shift 6
  for argument in "$@" sysctl.kernel.kexec_load_disabled=1 talos.dashboard.disabled=1; do
    list+="    - $argument"$'\n'
  done
  place_text 0755 "$tree/installers/$name" << TEXT
#!/bin/sh
set -e
case "\$1" in
  get-options)
    cat > /dev/null
    cat << 'OPTIONS'
name: $name
kernelArgs:
${list}partitionOptions:
    offset: $offset
OPTIONS
    ;;
  install)
    in=\$(cat)
    value() { printf '%s\n' "\$in" | sed -n "s/^ *\$1: *//p"; }
    artifacts=\$(value artifactsPath); esp=\$(value mountPrefix)/boot/EFI
    if [ "$loader" != none ] && [ "\$(value spi_boot)" != true ]; then
      dd if="\$artifacts/arm64/u-boot/$loader" of="\$(value installDisk)" bs=512 seek=$sector conv=notrunc 2> /dev/null
    fi
    mkdir -p "\$esp/dtb/$(dirname "$dtb")"
    cp "\$artifacts/arm64/dtb/$dtb" "\$esp/dtb/$dtb" ;;
  '') echo 'missing command' >&2; exit 1 ;;
  *) echo "unknown command: \$1" >&2; exit 1 ;;
esac
TEXT
  overlay_profile "$tree" "$name"
}

fill_sbc_rockchip() {
  local console='console=tty0 console=ttyS2,1500000n8' name package dtb
  while read -r name package dtb; do
    place_loader_file u-boot-rockchip "$package/u-boot-rockchip.bin" "$1/artifacts/arm64/u-boot/$name/u-boot-rockchip.bin"
    place_loader_file u-boot-rockchip "$package/$dtb" "$1/artifacts/arm64/dtb/rockchip/$dtb"
    # shellcheck disable=SC2086
    loader_program "$1" "$name" 20480 64 "$name/u-boot-rockchip.bin" "rockchip/$dtb" $console
  done << 'TEXT'
rock4se rock-4se-rk3399 rk3399-rock-4se.dtb
TEXT
  place_loader_file u-boot-rockchip rock-4se-rk3399/u-boot-rockchip.bin "$1/artifacts/arm64/u-boot/rock5b/u-boot-rockchip.bin"
  place_text 0644 "$1/artifacts/arm64/dtb/rockchip/rk3588-rock-5b.dtb" <<< 'Stand-in for the device tree of a board that Debian does not have.'
  loader_program "$1" rock5b 20480 64 rock5b/u-boot-rockchip.bin rockchip/rk3588-rock-5b.dtb \
    cma=128MB console=tty0 console=ttyS9,115200 console=ttyS2,115200
}

fill_sbc_allwinner() {
  place_loader_file u-boot-sunxi pine64_plus/u-boot-sunxi-with-spl.bin "$1/artifacts/arm64/u-boot/pine64/u-boot-sunxi-with-spl.bin"
  place_loader_file u-boot-sunxi pine64_plus/sun50i-a64-pine64-plus.dtb "$1/artifacts/arm64/dtb/allwinner/sun50i-a64-pine64-plus.dtb"
  loader_program "$1" pine64 2048 16 pine64/u-boot-sunxi-with-spl.bin allwinner/sun50i-a64-pine64-plus.dtb console=tty0 console=ttyS0,115200
}

fill_sbc_jetson() {
  place_text 0644 "$1/artifacts/arm64/dtb/nvidia/tegra210-p3450-0000.dtb" <<< 'Stand-in for the device tree of a board that Debian does not have.'
  loader_program "$1" jetson_nano 0 0 none nvidia/tegra210-p3450-0000.dtb console=tty0 console=ttyS0,115200
}

fill_sbc_raspberrypi() {
  local file
  for file in bootcode.bin fixup4.dat start4.elf bcm2711-rpi-4-b.dtb overlays/disable-bt.dtbo overlays/disable-wifi.dtbo LICENCE.broadcom; do
    place_text 0644 "$1/artifacts/arm64/firmware/boot/$file" <<< "Stand-in for $file of the firmware of a Raspberry Pi."
  done
  ln -s start4.elf "$1/artifacts/arm64/firmware/boot/start.elf"
  place_loader_file u-boot-rpi rpi_arm64/u-boot.bin "$1/artifacts/arm64/u-boot/rpi_generic/u-boot.bin"
  place_text 0755 "$1/installers/rpi_generic" << 'TEXT'
#!/bin/sh
set -e
case "$1" in
  get-options)
    cat > /dev/null
    printf 'name: rpi_generic\nkernelArgs:\n'
    printf '    - %s\n' console=tty0 console=ttyAMA0,115200 sysctl.kernel.kexec_load_disabled=1 talos.dashboard.disabled=1 ;;
  install)
    in=$(cat)
    value() { printf '%s\n' "$in" | sed -n "s/^ *$1: *//p"; }
    artifacts=$(value artifactsPath); esp=$(value mountPrefix)/boot/EFI
    cp -RL "$artifacts/arm64/firmware/boot/." "$esp/"
    cp "$artifacts/arm64/u-boot/rpi_generic/u-boot.bin" "$esp/u-boot.bin"
    printf '%s\n' gpu_mem=32 hdmi_safe:0=1 hdmi_safe:1=1 kernel=u-boot.bin arm_64bit=1 arm_boost=1 enable_uart=1 \
      dtoverlay=disable-bt dtoverlay=disable-wifi '[pi5]' enable_uart=0 '[all]' '' > "$esp/config.txt" ;;
  '') echo 'missing command' >&2; exit 1 ;;
  *) echo "unknown command: $1" >&2; exit 1 ;;
esac
TEXT
  overlay_profile "$1" rpi_generic
}

# Builds the overlays of all families, and notes their entries for the catalog.
build_board_overlays() {
  local release name tree board
  for release in "${OVERLAY_RELEASES[@]}"; do
    name="${release%%:*}"
    tree="$SCRATCH/$name"
    log "overlay $name"
    "fill_${name//-/_}" "$tree"
    build_plain_image "$REGISTRY/$release" "$tree"
    for board in "$tree"/installers/*; do
      OVERLAY_ENTRIES+="$(printf '  - name: %s\n    image: %s\n    digest: %s' "$(basename "$board")" "$REGISTRY/$release" "$INDEX_DIGEST")"$'\n'
    done
  done
}
