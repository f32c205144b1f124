#!/bin/sh
# Check that gcc -O0, gcc -O3 and clang -O3 give the same bytes: curves, figures of closed forms, the commands of
# tests/support/command_digests.txt, and small training runs with every kernel. Training runs also with gcc for 64-bit ARM.
set -eu
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
closed=$(cd experiments && grep -L "^command *= *'train'" *.conf | sed 's/\.conf$//')
compared=

fail() {
    echo "identical: FAILED: $*"
    exit 1
}

compile() { # NAME CC CXX VARIANT TARGET... [OPTION=...]
    name=$1 cc=$2 cxx=$3 variant=$4
    shift 4
    make -s BUILD="$work/$name" VARIANT="$variant" CC="$cc" CXX="$cxx" "$@" >"$work/log" 2>&1 || { cat "$work/log"; fail "$name does not build"; }
    if grep -q warning "$work/log"; then cat "$work/log"; fail "$name warns"; fi
}

# Compare training runs with every kernel that PROGRAM supports on this processor.
trains_alike() { # PROGRAM...
    for kernel in '' avx512 avx2 neon sse2 scalar; do
        ASLAB_KERNEL=$kernel "$@" >"$work/digests" 2>"$work/log" ||
            { grep -q ASLAB_KERNEL "$work/log" && continue; cat "$work/log"; fail "$*"; }
        diff tests/support/training_digests.txt "$work/digests" || fail "$* with the kernel '$kernel'"
    done
}

build() { # NAME CC CXX VARIANT
    compile "$1" "$2" "$3" "$4" "$work/$1/aslab" "$work/$1/print_digests"
    "$work/$1/aslab" figures $closed --render none --quiet -o "$work/$1/out"
    "$work/$1/aslab" curve --loss ce --loss focal:gamma=1.7 --loss asl --loss asl_detached --label both --x logit \
        --from -60 --to 60 --points 4001 -o "$work/$1/out/curves.csv"
    rm "$work/$1"/out/*.meta
    [ "$1" = gcc_O0 ] || diff -r "$work/gcc_O0/out" "$work/$1/out"
    trains_alike "$work/$1/print_digests"
    sh tests/support/command_digests.sh "$work/$1/aslab" | diff tests/support/command_digests.txt - || fail "$1: commands"
    compared="$compared${compared:+, }$5"
}

build gcc_O0 gcc g++ O0 'gcc -O0'
build gcc_O3 gcc g++ O3 'gcc -O3'
if command -v clang >/dev/null 2>&1 && command -v clang++ >/dev/null 2>&1; then
    build clang_O3 clang clang++ O3 'clang -O3'
else
    echo 'identical: SKIPPED clang, which is not here'
fi

arm=aarch64-linux-gnu
if command -v $arm-gcc >/dev/null 2>&1 && command -v $arm-g++ >/dev/null 2>&1 && command -v qemu-aarch64-static >/dev/null 2>&1; then
    compile arm64 $arm-gcc $arm-g++ release LDFLAGS=-static "$work/arm64/print_digests"
    trains_alike qemu-aarch64-static "$work/arm64/print_digests"
    compared="$compared, gcc for arm64 (qemu)"
else
    echo 'identical: SKIPPED arm64: no cross compiler or no qemu-user-static'
fi
echo "identical: $compared"
