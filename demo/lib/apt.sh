# shellcheck shell=bash
# A private apt root: downloads Debian packages of another suite or architecture without touching the machine's own
# package state and without root. Mirror and keys come from the machine's own apt sources. Sourced, never run.
#
# Uses: CACHE (folder that survives between runs), SUITE, COMPONENTS, REFRESH (1 = look for newer packages).

# Prints the machine's apt entries, one a line: URI, suite, components, Signed-By, Trusted, separated by tabs.
# Line breaks of an embedded key are given as \001.
machine_sources() {
  local file list='' parts=''
  eval "$(apt-config shell list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
  for file in "$list" "$parts"*.list; do
    [ ! -f "$file" ] || [ ! -r "$file" ] || machine_sources_one_line "$file"
  done
  for file in "$parts"*.sources; do
    [ ! -r "$file" ] || machine_sources_deb822 "$file"
  done
}

machine_sources_one_line() {
  awk -v OFS='\t' '
    { sub(/#.*/, "") }
    $1 != "deb" { next }
    {
      signed = ""; trusted = ""; rest = $0; sub(/^[ \t]*deb[ \t]+/, "", rest)
      if (match(rest, /^\[[^]]*\]/)) {
        count = split(substr(rest, 2, RLENGTH - 2), option, /[ \t]+/)
        rest = substr(rest, RLENGTH + 1)
        for (i = 1; i <= count; i++) {
          if (option[i] ~ /^signed-by=/) { signed = substr(option[i], 11); gsub(/,/, " ", signed) }
          if (option[i] ~ /^trusted=/) trusted = substr(option[i], 9)
        }
      }
      count = split(rest, word, /[ \t]+/); first = (word[1] == "") ? 2 : 1; parts = ""
      for (i = first + 2; i <= count; i++) parts = parts " " word[i]
      print word[first], word[first + 1], parts " ", signed, trusted
    }' "$1"
}

machine_sources_deb822() {
  awk -v OFS='\t' '
    function flush(  uris, suites, count, i) {
      if ((" " field["types"] " ") ~ / deb / && tolower(field["enabled"]) !~ /^(no|false|0)$/) {
        split(field["uris"], uris, " "); count = split(field["suites"], suites, " ")
        for (i = 1; i <= count; i++) print uris[1], suites[i], " " field["components"] " ", field["signed-by"], field["trusted"]
      }
      split("", field)
    }
    /^#/ { next }
    /^[ \t]*$/ { flush(); next }
    /^[ \t]/ { field[name] = field[name] ((name == "signed-by") ? "\001" $0 : " " $0); next }
    { name = tolower($1); sub(/:.*/, "", name); value = $0; sub(/^[^:]*:[ \t]*/, "", value); field[name] = value }
    END { flush() }' "$1"
}

# Prints the entry that names the Debian archive itself, in the form of machine_sources.
archive_source() {
  local codename
  # shellcheck source=/dev/null
  codename="$(. /etc/os-release; printf '%s' "${VERSION_CODENAME:-none}")"
  machine_sources | awk -F '\t' -v codename="$codename" -v suite="$SUITE" '
    $1 ~ /^cdrom:/ || $3 !~ / main / { next }
    $2 == suite || $2 == codename || $2 ~ /^(stable|oldstable|testing|unstable|sid)$/ {
      rank = (($1 ~ /\/debian(\.list)?\/?$/) ? 1 : 3) + (($2 == suite) ? 0 : 1)
      if (best == 0 || rank < best) { best = rank; line = $0 }
    }
    END { if (best) print line }'
}

# Writes the private root of one architecture: private_apt_root ARCH.
private_apt_root() {
  local root="$CACHE/apt/$1" source uri signed trusted
  source="$(archive_source)"
  [ -n "$source" ] || die "the apt sources of this machine have no entry for the Debian archive"
  uri="$(cut -f1 <<< "$source")"
  signed="$(cut -f4 <<< "$source")"
  trusted="$(cut -f5 <<< "$source")"

  mkdir -p "$root/sources" "$root/state/lists/partial" "$root/cache/archives/partial" "$root/preferences"
  : > "$root/status"
  {
    printf 'Types: deb\nURIs: %s\nSuites: %s\nComponents: %s\nArchitectures: %s\n' "$uri" "$SUITE" "$COMPONENTS" "$1"
    [ -z "$signed" ] || printf 'Signed-By: %s\n' "${signed//$'\001'/$'\n'}"
    [ -z "$trusted" ] || printf 'Trusted: %s\n' "$trusted"
  } > "$root/sources/demo.sources"
  cat > "$root/apt.conf" <<CONF
#clear APT::Architectures;
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear Acquire::IndexTargets::deb::DEP-11;
APT::Architecture "$1";
APT::Architectures { "$1"; };
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
Acquire::Languages "none";
Acquire::Retries "3";
Dir::State "$root/state";
Dir::State::status "$root/status";
Dir::Cache "$root/cache";
Dir::Cache::pkgcache "pkgcache.bin";
Dir::Cache::srcpkgcache "srcpkgcache.bin";
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$root/sources";
Dir::Etc::preferences "/dev/null";
Dir::Etc::preferencesparts "$root/preferences";
CONF
}

# Runs an apt tool in the private root of an architecture: private_apt ARCH TOOL ARGUMENT...
private_apt() {
  local arch="$1" tool="$2"
  shift 2
  "$tool" -q=2 -c "$CACHE/apt/$arch/apt.conf" "$@"
}

# Brings the named packages into the cache: download_packages ARCH NAME...
# The name @kernel stands for the newest cloud kernel image. The list of files is kept, so a later run needs no network.
download_packages() {
  local arch="$1" folder="$CACHE/debs/$1" name missing=()
  shift
  mkdir -p "$folder"
  touch "$folder/files.list"
  for name in "$@"; do
    [ "$REFRESH" = 0 ] && [ -n "$(cached_package "$arch" "$name")" ] || missing+=("$name")
  done
  [ "${#missing[@]}" -gt 0 ] || return 0

  private_apt_root "$arch"
  log "$arch: reading the package lists of $SUITE"
  private_apt "$arch" apt-get update >&2 || die "the package lists of $SUITE could not be read; these packages are missing: ${missing[*]}"
  for name in "${missing[@]}"; do
    download_package "$arch" "$name"
  done
}

download_package() {
  local arch="$1" name="$2" folder="$CACHE/debs/$1" package file scratch
  package="$name"
  [ "$name" != @kernel ] || package="$(kernel_package "$arch")"
  file="$(private_apt "$arch" apt-get --print-uris download "$package" | cut -d' ' -f2)" || die "package $package ($arch) is not in $SUITE"
  if [ ! -f "$folder/$file" ]; then
    log "$arch: downloading $file"
    scratch="$(mktemp -d "$folder/partial.XXXXXX")"
    (cd "$scratch" && private_apt "$arch" apt-get download "$package" >&2) || { rm -rf "$scratch"; die "download of $package failed"; }
    mv -- "$scratch/$file" "$folder/$file"
    rmdir "$scratch"
  fi
  { awk -v name="$name" '$1 != name' "$folder/files.list"; printf '%s %s\n' "$name" "$file"; } > "$folder/files.list.new"
  mv -- "$folder/files.list.new" "$folder/files.list"
}

# The versioned package that the cloud kernel metapackage depends on.
kernel_package() {
  private_apt "$1" apt-cache show "linux-image-cloud-$1" | sed -n 's/^Depends: \(linux-image-[^ ,]*\).*/\1/p' | head -n 1
}

# Prints the path of a package file in the cache, or nothing: cached_package ARCH NAME.
cached_package() {
  local file
  file="$(awk -v name="$2" '$1 == name { print $2 }' "$CACHE/debs/$1/files.list")"
  if [ -n "$file" ] && [ -f "$CACHE/debs/$1/$file" ]; then
    printf '%s\n' "$CACHE/debs/$1/$file"
  fi
}

# Prints the folder that holds the unpacked content of a package, unpacking it the first time: unpacked ARCH NAME.
unpacked() {
  local deb folder
  deb="$(cached_package "$1" "$2")"
  [ -n "$deb" ] || die "package $2 ($1) was not downloaded"
  folder="$CACHE/unpacked/$1/$(basename -- "$deb" .deb)"
  if [ ! -d "$folder" ]; then
    rm -rf -- "$folder.new"
    mkdir -p -- "$folder.new"
    dpkg-deb -x "$deb" "$folder.new"
    mv -T -- "$folder.new" "$folder"
  fi
  printf '%s\n' "$folder"
}

# Copies a file out of a package with an exact mode: place_from ARCH PACKAGE MODE FILE TARGET.
place_from() {
  place "$3" "$(unpacked "$1" "$2")/$4" "$5"
}
