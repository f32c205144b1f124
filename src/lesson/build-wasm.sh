#!/bin/sh
# Compile the lesson's C code to WebAssembly: sh src/lesson/build-wasm.sh OUT.wasm
# Compiles src/math and src/loss without the vector code that is selected at run time. The linker drops what no exported function uses.
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
