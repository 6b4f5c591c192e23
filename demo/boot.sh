#!/usr/bin/env bash
# Boots an ISO of the demo release in QEMU and prints what the guest reports: demo/boot.sh [--bios | --secure-boot] ISO, or demo/boot.sh --network URL
# With --bios the firmware is a BIOS, else UEFI. With --secure-boot it is one that enforces Secure Boot, new and in setup mode: it enrolls the keys of a
# signed ISO and starts again. With --network a BIOS starts iPXE, which reads the script at the URL.
# Leaves the report in the file named by REPORT, if that is set.
set -euo pipefail

name=UEFI
code=/usr/share/OVMF/OVMF_CODE_4M.fd
machine=(-machine q35 -no-reboot)
case "$1" in
    --bios)
        shift
        name=BIOS
        machine+=(-vga std)
        ;;
    --network)
        shift
        name=iPXE
        machine+=(-vga std)
        ;;
    --secure-boot)
        shift
        code=/usr/share/OVMF/OVMF_CODE_4M.secboot.fd
        machine=(-machine "q35,smm=on" -global "driver=cfi.pflash01,property=secure,value=on")
        ;;
esac
asset=$1
media=(-drive "if=none,id=cd,media=cdrom,format=raw,readonly=on,file=$asset" -device ide-cd,drive=cd,bus=ide.0)
[[ $name == iPXE ]] && media=(-netdev "user,id=net,bootfile=$asset" -device e1000,netdev=net,bootindex=0)
work=$(mktemp --directory)
trap 'rm -rf "$work"' EXIT
firmware=()
if [[ $name == UEFI ]]; then
    cp /usr/share/OVMF/OVMF_VARS_4M.fd "$work/variables.fd"
    firmware=(-drive "if=pflash,format=raw,unit=0,readonly=on,file=$code" -drive "if=pflash,format=raw,unit=1,file=$work/variables.fd")
fi

# A real processor where the machine lends one, else an emulated one. Some machines have /dev/kvm and cannot start a guest with it.
accelerators=(tcg)
[[ -w /dev/kvm ]] && accelerators=(kvm tcg)

boot_with() {
    timeout --foreground "$2" qemu-system-x86_64 "${machine[@]}" "${firmware[@]}" -accel "$1" -cpu max -m 1024 \
        -nodefaults -display none -serial stdio \
        "${media[@]}" \
        </dev/null 2>"$work/errors" | tr -d '\r' >"$work/serial" || true
    grep -q '^TALOSBOOT-DEMO: DONE' "$work/serial"
}

for accelerator in "${accelerators[@]}"; do
    limit=300
    [[ $accelerator == kvm ]] && limit=60
    echo "Booting $asset (QEMU, $name, $accelerator) ..." >&2
    if boot_with "$accelerator" "$limit"; then
        grep '^TALOSBOOT-DEMO: ' "$work/serial" | sed 's/^TALOSBOOT-DEMO: //' | tee "${REPORT:-/dev/null}"
        exit 0
    fi
done

echo "The machine did not report its end. Its last lines:" >&2
tail -20 "$work/serial" "$work/errors" >&2
exit 1
