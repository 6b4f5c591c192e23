# shellcheck shell=bash
# Writes an OCI image layout folder with deterministic bytes. Sourced, never run.
#
# Order of calls: layout_begin; for each image: index_begin, then for each platform image_begin, image_layer...,
# image_end; then index_end; at last layout_end. Uses SCRATCH (private scratch folder) and RELEASE_EPOCH.

OCI_MANIFEST='application/vnd.oci.image.manifest.v1+json'
OCI_INDEX='application/vnd.oci.image.index.v1+json'
OCI_CONFIG='application/vnd.oci.image.config.v1+json'
OCI_LAYER='application/vnd.oci.image.layer.v1.tar'

declare -A OCI_KNOWN_LAYERS=()

layout_begin() {
  LAYOUT="$1"
  LAYOUT_ENTRIES=()
  mkdir -p "$LAYOUT/blobs/sha256"
}

layout_end() {
  printf '{"imageLayoutVersion":"1.0.0"}' > "$LAYOUT/oci-layout"
  printf '{"schemaVersion":2,"mediaType":"%s","manifests":[%s]}' "$OCI_INDEX" "$(join_by , "${LAYOUT_ENTRIES[@]}")" > "$LAYOUT/index.json"
  chmod 0644 "$LAYOUT/oci-layout" "$LAYOUT/index.json"
}

join_by() {
  local IFS="$1"
  shift
  printf '%s' "$*"
}

# Moves a file into the layout; sets BLOB_DIGEST and BLOB_SIZE.
blob_file() {
  local hex
  hex="$(sha256_of "$1")"
  BLOB_SIZE="$(size_of "$1")"
  BLOB_DIGEST="sha256:$hex"
  chmod 0644 "$1"
  mv -f -- "$1" "$LAYOUT/blobs/sha256/$hex"
}

blob_text() {
  printf '%s' "$1" > "$SCRATCH/blob"
  blob_file "$SCRATCH/blob"
}

# Prints a descriptor of the blob added last: descriptor MEDIA-TYPE [MORE-MEMBERS].
descriptor() {
  printf '{"mediaType":"%s","digest":"%s","size":%s%s}' "$1" "$BLOB_DIGEST" "$BLOB_SIZE" "${2:-}"
}

index_begin() {
  INDEX_ENTRIES=()
}

# Ends a multi-platform image and names it in the layout; sets INDEX_DIGEST.
index_end() {
  local reference="$1" names
  blob_text "{\"schemaVersion\":2,\"mediaType\":\"$OCI_INDEX\",\"manifests\":[$(join_by , "${INDEX_ENTRIES[@]}")]}"
  INDEX_DIGEST="$BLOB_DIGEST"
  names="\"io.containerd.image.name\":\"$reference\",\"org.opencontainers.image.ref.name\":\"$reference\""
  LAYOUT_ENTRIES+=("$(descriptor "$OCI_INDEX" ",\"annotations\":{$names}")")
}

image_begin() {
  IMAGE_LAYERS=()
  IMAGE_DIFF_IDS=()
}

# Prints a deterministic tar of a tree: sorted names, fixed times, owner 0:0, no hard links.
tar_tree() {
  (cd "$1" && find . -mindepth 1 -printf '%P\0' | LC_ALL=C sort -z) |
    tar --create --directory="$1" --no-recursion --hard-dereference \
      --format=posix --pax-option='exthdr.name=%d/PaxHeaders/%f,delete=atime,delete=ctime' \
      --owner=0 --group=0 --numeric-owner --mtime="@$RELEASE_EPOCH" --null --files-from=-
}

# Adds a folder as the next layer: image_layer TREE none|gzip|zstd. A folder used before is not packed again.
image_layer() {
  local key="$1:$2" type="$OCI_LAYER" diff
  if [ -z "${OCI_KNOWN_LAYERS[$key]:-}" ]; then
    tar_tree "$1" > "$SCRATCH/layer.tar"
    diff="sha256:$(sha256_of "$SCRATCH/layer.tar")"
    case "$2" in
      none) mv "$SCRATCH/layer.tar" "$SCRATCH/layer" ;;
      gzip) gzip -n -6 < "$SCRATCH/layer.tar" > "$SCRATCH/layer"; type+='+gzip' ;;
      zstd) zstd -q -9 -c "$SCRATCH/layer.tar" > "$SCRATCH/layer"; type+='+zstd' ;;
      *) die "unknown layer compression $2" ;;
    esac
    blob_file "$SCRATCH/layer"
    OCI_KNOWN_LAYERS[$key]="$diff $(descriptor "$type")"
    rm -f "$SCRATCH/layer.tar"
  fi
  IMAGE_DIFF_IDS+=("\"${OCI_KNOWN_LAYERS[$key]%% *}\"")
  IMAGE_LAYERS+=("${OCI_KNOWN_LAYERS[$key]#* }")
}

# Ends one platform's image: image_end ARCH CONFIG-MEMBERS, the latter being the JSON members of the "config" object.
image_end() {
  local created history=() layer config
  created="$(date -u -d "@$RELEASE_EPOCH" +%Y-%m-%dT%H:%M:%SZ)"
  for layer in "${IMAGE_LAYERS[@]}"; do
    history+=("{\"created\":\"$created\",\"created_by\":\"demo release\"}")
  done
  blob_text "{\"created\":\"$created\",\"architecture\":\"$1\",\"os\":\"linux\",\"config\":{$2},\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[$(
    join_by , "${IMAGE_DIFF_IDS[@]}")]},\"history\":[$(join_by , "${history[@]}")]}"
  config="$(descriptor "$OCI_CONFIG")"
  blob_text "{\"schemaVersion\":2,\"mediaType\":\"$OCI_MANIFEST\",\"config\":$config,\"layers\":[$(join_by , "${IMAGE_LAYERS[@]}")]}"
  INDEX_ENTRIES+=("$(descriptor "$OCI_MANIFEST" ",\"platform\":{\"architecture\":\"$1\",\"os\":\"linux\"}")")
}
