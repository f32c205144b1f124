#!/bin/sh
# Curves and the figures of closed forms are the same bytes from gcc -O0, gcc -O3 and clang -O3.
set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
closed=$(cd experiments && grep -L "^command *= *'train'" *.conf | sed 's/\.conf$//')
build() { # NAME CC CXX VARIANT
    make -s BUILD="$work/$1" VARIANT="$4" CC="$2" CXX="$3" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    if grep -q warning "$work/log"; then cat "$work/log"; echo "identical: $1 warns"; exit 1; fi
    "$work/$1/aslab" figures $closed --render none --quiet -o "$work/$1/out"
    "$work/$1/aslab" curve --loss ce --loss focal:gamma=1.7 --loss asl --loss asl_detached --label both --x logit \
        --from -60 --to 60 --points 4001 -o "$work/$1/out/curves.csv"
    rm "$work/$1"/out/*.meta
}
build gcc_O0 gcc g++ O0
build gcc_O3 gcc g++ O3
diff -r "$work/gcc_O0/out" "$work/gcc_O3/out"
if command -v clang >/dev/null 2>&1 && command -v clang++ >/dev/null 2>&1; then
    build clang_O3 clang clang++ O3
    diff -r "$work/gcc_O0/out" "$work/clang_O3/out"
    echo "identical: gcc -O0, gcc -O3, clang -O3"
else
    echo "identical: gcc -O0, gcc -O3; clang is not here: SKIPPED"
fi
