#!/bin/sh
# Build FOLDER/lesson.html: src/lesson/build.sh FOLDER ASLAB. Needs what src/scripts/setup-lesson installs.
# Its eighth step shows the claims.csv of the folder; where that is not there, all figures are computed first.
set -eu
out=$1 aslab=$2
if ! cmp -s src/lesson/package-lock.json build/lesson/node_modules/.lock; then
    echo 'lesson: its tools are not here; make setup-lesson installs them' >&2
    exit 1
fi
mkdir -p "$out"
sh src/lesson/build-wasm.sh build/lesson/lesson.wasm
if [ ! -f "$out/claims.csv" ]; then
    echo "lesson: $out/claims.csv is not there: computing the figures first, some four minutes" >&2
    "$aslab" figures -o "$out"
fi
node src/lesson/build.mjs build/lesson/lesson.wasm "$out/claims.csv" "$out/lesson.html" "$("$aslab" --version | cut -d" " -f2)"
# The page of figures has the link as a comment until there is a lesson.
if grep -q '<!--lesson' "$out/index.html" 2>/dev/null; then
    sed 's/<!--lesson \(.*\) lesson-->/\1/' "$out/index.html" > "$out/index.html.part" && mv "$out/index.html.part" "$out/index.html"
fi
