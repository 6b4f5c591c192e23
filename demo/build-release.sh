#!/usr/bin/env bash
# Builds Talos-shaped releases from Debian packages as one OCI image layout folder. Needs no root. See README.md.
# shellcheck source-path=SCRIPTDIR
set -euo pipefail
umask 022
export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"

DEMO="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
# shellcheck source=lib/common.sh
. "$DEMO/lib/common.sh"
# shellcheck source=lib/apt.sh
. "$DEMO/lib/apt.sh"
# shellcheck source=lib/oci.sh
. "$DEMO/lib/oci.sh"
# shellcheck source=lib/initramfs.sh
. "$DEMO/lib/initramfs.sh"
# shellcheck source=lib/images.sh
. "$DEMO/lib/images.sh"
# shellcheck source=lib/overlays.sh
. "$DEMO/lib/overlays.sh"

SUITE='trixie'
COMPONENTS='main non-free-firmware'
TOOL_PACKAGES=(skopeo ripgrep fd-find strace iproute2 perl-base libssl3t64)
DEFAULT_VERSIONS='v1.3.7,v1.5.5,v1.7.0,v1.9.3,v1.11.2,v1.12.0,v1.13.0'
PAYLOAD_PACKAGES=(@kernel libllvm19 golang-1.24-go)

usage() {
  cat << 'TEXT'
usage: demo/build-release.sh [option...]

  --output DIR     layout folder to write (default demo/out/release, or demo/out/release-realistic)
  --cache DIR      folder for downloads that is kept between runs (default demo/out/cache)
  --arch LIST      amd64 (default) or amd64,arm64
  --version LIST   Talos versions of the releases (default v1.3.7,v1.5.5,v1.7.0,v1.9.3,v1.11.2,v1.12.0,v1.13.0; v1.12.0 alone with --realistic)
  --realistic      make the root as large as a real one: a UKI with the three extensions is about 150 MB
  --refresh        look for newer packages even if all are in the cache
  --help           print this text
TEXT
}

parse_arguments() {
  OUTPUT='' CACHE="$DEMO/out/cache" VERSIONS=() REALISTIC=0 REFRESH=0 ARCHES=(amd64)
  while [ "$#" -gt 0 ]; do
    case "$1" in
      --output | --cache | --arch | --version) [ "$#" -ge 2 ] || die "$1 needs a value" ;;&
      --output) OUTPUT="$2"; shift ;;
      --cache) CACHE="$2"; shift ;;
      --arch) parse_arches "$2"; shift ;;
      --version) IFS=, read -r -a VERSIONS <<< "$2"; shift ;;
      --realistic) REALISTIC=1 ;;
      --refresh) REFRESH=1 ;;
      --help) usage; exit 0 ;;
      *) usage >&2; die "unknown argument $1" ;;
    esac
    shift
  done
  if [ "${#VERSIONS[@]}" = 0 ]; then
    [ "$REALISTIC" = 0 ] || DEFAULT_VERSIONS='v1.12.0'
    IFS=, read -r -a VERSIONS <<< "$DEFAULT_VERSIONS"
  fi
  for VERSION in "${VERSIONS[@]}"; do
    [[ "$VERSION" =~ ^v1\.[0-9]+\.[0-9]+(-[0-9a-z.]+)?$ ]] || die "not a version such as v1.12.0: $VERSION"
  done
  if [ -z "$OUTPUT" ]; then
    OUTPUT="$DEMO/out/release"
    [ "$REALISTIC" = 0 ] || OUTPUT+='-realistic'
  fi
}

parse_arches() {
  case "$1" in
    amd64) ARCHES=(amd64) ;;
    amd64,arm64 | arm64,amd64) ARCHES=(amd64 arm64) ;;
    *) die "--arch must be amd64 or amd64,arm64, not $1" ;;
  esac
}

# The packages an architecture needs.
packages_of() {
  printf '%s\n' @kernel busybox-static systemd-boot-efi "${TOOL_PACKAGES[@]}"
  case "$1" in
    amd64) printf '%s\n' grub-pc-bin grub-efi-amd64-bin intel-microcode amd64-microcode ;;
    arm64) printf '%s\n' grub-efi-arm64-bin "${OVERLAY_PACKAGES[@]}" ;;
  esac
  if [ "$REALISTIC" = 1 ]; then
    printf '%s\n' "${PAYLOAD_PACKAGES[@]}"
  fi
}

fetch_packages() {
  local arch names
  for arch in "${ARCHES[@]}"; do
    mapfile -t names < <(packages_of "$arch" | sort -u)
    download_packages "$arch" "${names[@]}"
  done
}

# Everything is made next to the output, under a name of this run, and put in place at the end.
# Runs that share a cache wait for each other.
prepare_folders() {
  mkdir -p "$CACHE" "$(dirname -- "$OUTPUT")"
  CACHE="$(realpath -- "$CACHE")"
  OUTPUT="$(realpath -m -- "$OUTPUT")"
  if [ -e "$OUTPUT" ] && [ ! -f "$OUTPUT/oci-layout" ]; then
    die "$OUTPUT exists and is not an OCI image layout; it is left alone"
  fi
  exec 9> "$CACHE/lock"
  flock 9
  SCRATCH="$(mktemp -d "$OUTPUT.build.XXXXXX")"
  trap 'rm -rf -- "$SCRATCH"' EXIT
}

main() {
  parse_arguments "$@"
  require_tools apt-get apt-cache apt-config dpkg-deb tar gzip xz zstd cpio mksquashfs depmod find sort awk sed sha256sum stat install flock
  prepare_folders
  fetch_packages
  layout_begin "$SCRATCH/layout"
  build_shared_layers
  build_extensions
  build_overlays
  for VERSION in "${VERSIONS[@]}"; do
    build_release
  done
  layout_end
  replace_dir "$LAYOUT" "$OUTPUT"
  log "release ${VERSIONS[*]} (${ARCHES[*]}) is in $OUTPUT"
}

main "$@"
