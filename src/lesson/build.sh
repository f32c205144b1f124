#!/bin/sh
# Build OUT.html: src/lesson/build.sh OUT.html CLAIMS.csv. Needs what .ci/setup-lesson installs.
set -eu
if [ ! -d build/lesson/node_modules/esbuild ]; then
    echo 'lesson: its tools are not here; make setup-lesson installs them' >&2
    exit 1
fi
sh src/lesson/build-wasm.sh build/lesson/lesson.wasm
mkdir -p "$(dirname "$1")"
node src/lesson/build.mjs build/lesson/lesson.wasm "$2" "$1"
