#!/bin/sh
# Build FOLDER/lesson.html: sh src/lesson/build.sh FOLDER ASLAB. Needs the packages that src/scripts/setup-lesson installs.
# Step 8 of the lesson shows FOLDER/claims.csv. If it does not exist, all figures are computed first.
set -eu
out=$1 aslab=$2
if ! cmp -s src/lesson/package-lock.json build/lesson/node_modules/.lock; then
    echo 'lesson: tools are missing; install them with: make setup-lesson' >&2
    exit 1
fi
mkdir -p "$out"
sh src/lesson/build-wasm.sh build/lesson/lesson.wasm
if [ ! -f "$out/claims.csv" ]; then
    echo "lesson: $out/claims.csv does not exist; computing the figures first, about four minutes" >&2
    "$aslab" figures -o "$out"
fi
node src/lesson/build.mjs build/lesson/lesson.wasm "$out/claims.csv" "$out/lesson.html" "$("$aslab" --version | cut -d" " -f2)"
# index.html contains the link to the lesson as a comment until the lesson exists.
if grep -q '<!--lesson' "$out/index.html" 2>/dev/null; then
    sed 's/<!--lesson \(.*\) lesson-->/\1/' "$out/index.html" > "$out/index.html.part" && mv "$out/index.html.part" "$out/index.html"
fi
