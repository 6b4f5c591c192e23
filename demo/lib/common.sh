# shellcheck shell=bash
# Helpers shared by the demo release scripts. Sourced, never run.

# All file times of the release; SOURCE_DATE_EPOCH overrides the default.
RELEASE_EPOCH="${SOURCE_DATE_EPOCH:-1559424892}"
unset SOURCE_DATE_EPOCH

log() {
  printf '[demo] %s\n' "$*" >&2
}

die() {
  printf '[demo] error: %s\n' "$*" >&2
  exit 1
}

# Stops with the missing tools and the packages to install, if there are any.
require_tools() {
  local tool missing=()
  for tool in "$@"; do
    command -v "$tool" >/dev/null 2>&1 || missing+=("$tool")
  done
  if [ "${#missing[@]}" -gt 0 ]; then
    die "missing tools: ${missing[*]} (install the Debian packages listed in demo/packages.txt)"
  fi
}

sha256_of() {
  sha256sum -- "$1" | cut -d' ' -f1
}

size_of() {
  stat -c %s -- "$1"
}

# Copies a file with an exact mode, making its folder: place MODE SOURCE TARGET.
place() {
  install -D -m "$1" -- "$2" "$3"
}

# Writes standard input to a file with an exact mode, making its folder: place_text MODE TARGET.
place_text() {
  mkdir -p -- "$(dirname -- "$2")"
  cat > "$2"
  chmod "$1" "$2"
}

# Gives a tree the attributes every image of the release has: fixed times, folders 0755, files 0755 or 0644.
normalise_tree() {
  find "$1" -type d -exec chmod 0755 {} +
  find "$1" -type f -perm /111 -exec chmod 0755 {} +
  find "$1" -type f ! -perm /111 -exec chmod 0644 {} +
  find "$1" -exec touch -h -d "@$RELEASE_EPOCH" {} +
}

# Puts a finished folder in its final place; the older one is only removed after that: replace_dir NEW TARGET.
replace_dir() {
  local new="$1" target="$2" old
  old="$(dirname -- "$new")/replaced"
  if [ -e "$target" ]; then
    mv -T -- "$target" "$old"
  fi
  mv -T -- "$new" "$target"
  rm -rf -- "$old"
}
