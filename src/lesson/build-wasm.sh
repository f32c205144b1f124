#!/bin/sh
# Compile the lesson's C code to WebAssembly: src/lesson/build-wasm.sh OUT.wasm
# All of src/math and src/loss but the vector code that is chosen at run time; what is not reached from an exported function is left out by the linker.
set -eu
out=$1
sources="src/lesson/*.c src/study/expectation.c src/study/logit_integral.c src/study/sweep.c src/data/dist.c
    src/base/column.c src/base/axis_values.c src/base/suggest.c"
for file in src/math/*.c src/loss/*.c; do
    case $file in */kernel*.c | */on_batch.c | */variant.c | */random_normal*.c | */product*.c) ;; *) sources="$sources $file" ;; esac
done
mkdir -p "$(dirname "$out")"
# shellcheck disable=SC2086 # a list of files
"${CLANG:-clang}" --target=wasm32-wasi -mexec-model=reactor -std=c11 -O2 -ffp-contract=off -fno-math-errno -fno-trapping-math \
    -ffunction-sections -fdata-sections -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wdouble-promotion -Wvla -Wstrict-prototypes -Werror \
    -Isrc \
    -Wl,--no-entry -Wl,--gc-sections -Wl,--strip-all -o "$out" $sources
