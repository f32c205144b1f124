#!/bin/sh
# Build the lesson with a few real claims in build/lesson/test and test it in Chromium: sh tests/lesson/run.sh ASLAB [TEST]
set -eu
ASLAB=$1
export ASLAB
test=build/lesson/test
mkdir -p "$test/without"
"$ASLAB" figures fig3 table1 fig4 --render none --quiet -o "$test"
sh src/lesson/build.sh "$test" "$ASLAB"
node src/lesson/build.mjs build/lesson/lesson.wasm "$test/without/claims.csv" "$test/without/lesson.html" 0
grep -q '^<p class="paper">.*<a href="lesson.html">' "$test/index.html"
node --test --test-concurrency=1 --test-reporter=spec "tests/lesson/${2:-}"*.test.mjs
