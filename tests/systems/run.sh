#!/bin/sh
# Build and test aslab on systems other than this one: sh tests/systems/run.sh [PART...]
#
#   debian13  Debian 13, x86-64: setup, make, make test, and every script that aslab emits drawn there by gnuplot 6 and
#             compared with what the gnuplot of this machine draws
#   clang13   the whole tree, and the lesson's WebAssembly, compiled without a warning by Debian 13's clang
#   arm64     Debian 12, arm64, emulated by qemu: setup, make (by the cross compiler of this machine if it is here), and
#             the suites of tests that finish there in time
#
# Needs root, debootstrap, a Debian mirror and, for arm64, qemu-user-static; a part that cannot run says SKIPPED. The mirror is that of this
# machine's apt, or ASLAB_MIRROR. Systems are kept in build/systems (or the folder ASLAB_SYSTEMS) and used again; the output of each part is in
# PART.log there. Everything is mounted in a namespace that ends with the part.
# Prints a row of the table in tests/README.md for each part.
set -eu
cd "$(dirname "$0")/../.."
# shellcheck disable=SC2016 # text in single quotes is for apt-get or an inner shell
systems=${ASLAB_SYSTEMS:-$PWD/build/systems} # a full path
limit=${ASLAB_SUITE_SECONDS:-150} # for each suite under qemu

skip() {
    echo "systems: SKIPPED $part: $1"
    exit 0
}

mirror() {
    [ -z "${ASLAB_MIRROR:-}" ] || { echo "$ASLAB_MIRROR"; return; }
    apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 2>/dev/null | grep -v security | head -n 1
}

# Run a command in the system at $root, with its own /proc and /dev/shm.
inside() { chroot "$root" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 \
    ${http_proxy:+http_proxy="$http_proxy"} ${https_proxy:+https_proxy="$https_proxy"} "$@"; }

# make_system ARCHITECTURE RELEASE: a minimal Debian in $root, unless it is there already.
make_system() {
    if [ ! -e "$root/made" ]; then
        rm -rf "$root"
        mkdir -p "$root"
        debootstrap --variant=minbase --arch="$1" "$2" "$root" "$(mirror)" >"$root.debootstrap" 2>&1 ||
            skip "debootstrap cannot make $2 ($1): $(tail -n 1 "$root.debootstrap")"
        touch "$root/made"
    fi
    cp /etc/resolv.conf "$root/etc/resolv.conf"
    apt-config dump | grep -i '^Acquire::\(Check-\|http\)' >"$root/etc/apt/apt.conf.d/99host" || true
    inside apt-get update -q >"$root.update" 2>&1 || skip "the mirror cannot be reached: $(tail -n 1 "$root.update")"
    mkdir -p "$root/dev/shm"
    { mount -t proc proc "$root/proc" && mount -t tmpfs tmpfs "$root/dev/shm"; } || skip 'nothing can be mounted in the chroot'
}

# Copy the source into the system, without build files.
copy_source() {
    rm -rf "$root/src"
    mkdir "$root/src"
    tar --create --exclude=./build --exclude=./out --exclude=./.git . | tar --extract --directory "$root/src"
    chown -R root:root "$root/src"
}

setup() { inside sh -c "cd /src && sh src/scripts/setup"; }
install() { inside env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "$@"; }

# The description of the system in its row.
versions() {
    inside sh -c '. /etc/os-release; printf "Debian %s, %s: gcc %s, glibc %s, gnuplot %s" "$VERSION_ID" "$(uname -m)" \
        "$(gcc -dumpfullversion)" "$(ldd --version | sed -n "1s/.* //p")" "$(gnuplot --version | sed "s/gnuplot //;s/ patchlevel /./")"'
}

# Run a step; $status is ok or FAILED.
step() {
    start=$(date +%s)
    set +e
    (set -e && "$@")
    code=$?
    set -e
    status=ok
    [ $code = 0 ] || { status=FAILED && failed=1; }
    echo "systems: $part: $1 $status, $(($(date +%s) - start)) s"
}

build() { inside sh -c 'cd /src && make -j2 all build/release/tests/run build/release/lib/libaslab.so'; }

check() {
    inside env CK_TIMEOUT_MULTIPLIER=4 sh -c 'cd /src && make test' | tee "$root.tests"
    grep -q 'Failures: 0, Errors: 0' "$root.tests"
}
checks() { sed -n 's/.*Checks: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\).*/\1 \2 \3/p' "$root.tests" | awk '{n += $1; bad += $2 + $3} END {printf "%d of %d", n - bad, n}'; }

figures() {
    rm -rf "$systems/pictures" "$root/pictures"
    sh tests/systems/pictures.sh build/release/aslab "$systems/pictures"
    sh tests/systems/draw.sh "$systems/pictures" drawn-here
    cp -r "$systems/pictures" "$root/pictures"
    install librsvg2-bin imagemagick fonts-dejavu-core
    inside sh /src/tests/systems/draw.sh /pictures drawn-there
    code=0
    inside sh -c 'cd /pictures && sh /src/tests/systems/compare.sh drawn-here drawn-there' >"$root.figures" || code=$?
    cat "$root.figures"
    return $code
}

debian13() {
    root=$systems/debian13
    make_system amd64 trixie
    copy_source
    step setup
    set_up=$status
    step build
    built=$status
    step check
    step figures
    row="$(versions) | $set_up | $built | $(checks) | $(tail -n 1 "$root.figures")"
}

clang() {
    inside sh -c 'cd /src && make -j2 CC=clang CXX=clang++ BUILD=build/clang all build/clang/tests/run build/clang/lib/libaslab.so build/clang/bench' 2>&1 | tee "$root.clang"
    if grep -q -e warning: -e error: "$root.clang"; then return 1; fi
    inside sh -c 'cd /src && sh src/lesson/build-wasm.sh build/lesson.wasm'
}

clang13() {
    root=$systems/debian13
    make_system amd64 trixie
    copy_source
    step setup
    set_up=$status
    step install clang lld wasi-libc libclang-rt-dev-wasm32
    step clang
    [ $status = FAILED ] || status='ok, no warning'
    row="Debian 13, x86_64: clang $(inside clang -dumpversion) | $set_up | $status | - | -"
}

# The same with the libraries of the system at $root, by the cross compiler of this machine, which is not emulated. The folder has
# the same path inside and outside, because the test program remembers it.
cross_build() {
    mkdir -p "$root.tools" "$root/$root/src"
    mount --bind "$root/src" "$root/$root/src"
    for tool in ar ld nm objcopy; do ln -sf "$(command -v aarch64-linux-gnu-$tool)" "$root.tools/$tool"; done
    PATH=$root.tools:$PATH make -C "$root/src" -j2 CC="aarch64-linux-gnu-gcc --sysroot=$root" CXX="aarch64-linux-gnu-g++ --sysroot=$root" \
        all build/release/tests/run build/release/lib/libaslab.so
}

# Each suite has $limit seconds: an emulated processor is some ten times slower.
suites() {
    names=$(sed -n 's/^    X(\([a-z_]*\)).*/\1/p' tests/run.c)
    : >"$root.tests"
    : >"$root.late"
    : >"$root.bad"
    for name in $names; do
        code=0
        inside sh -c "cd $source && CK_TIMEOUT_MULTIPLIER=40 timeout $limit build/release/tests/run $name" >"$root.suite" 2>&1 || code=$?
        cat "$root.suite"
        case $code in
        0) cat "$root.suite" >>"$root.tests" ;;
        124) echo "$name" >>"$root.late" ;;
        *) cat "$root.suite" >>"$root.tests" && echo "$name" >>"$root.bad" ;;
        esac
    done
    [ ! -s "$root.bad" ]
}

# Enable executables for 64-bit ARM on this machine, unless they are enabled.
emulation() {
    if [ ! -e /proc/sys/fs/binfmt_misc/register ]; then mount -t binfmt_misc binfmt_misc /proc/sys/fs/binfmt_misc; fi
    if grep -q -s '^flags:.*F' /proc/sys/fs/binfmt_misc/qemu-aarch64; then return; fi
    emulator=aslab-$$
    trap 'echo -1 >/proc/sys/fs/binfmt_misc/$emulator' EXIT
    # The first 20 bytes of an executable for 64-bit ARM and their mask. F: the kernel opens the interpreter here, not in the chroot.
    printf '%s' ":$emulator:M::\\x7fELF\\x02\\x01\\x01\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x02\\x00\\xb7\\x00:\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\x00\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xff\\xfe\\xff\\xff\\xff:$(command -v qemu-aarch64-static):F" \
        >/proc/sys/fs/binfmt_misc/register
}

arm64() {
    command -v qemu-aarch64-static >/dev/null || skip 'qemu-aarch64-static is not here (Debian: qemu-user-static)'
    root=$systems/arm64
    emulation || skip 'binfmt_misc cannot be used here'
    make_system arm64 bookworm
    copy_source
    step setup
    set_up=$status
    if command -v aarch64-linux-gnu-g++ >/dev/null; then source=$root/src && step cross_build; else source=/src && step build; fi
    built=$status
    step suites
    late=$(tr '\n' ' ' <"$root.late") bad=$(tr '\n' ' ' <"$root.bad")
    row="$(versions) (qemu) | $set_up | $built | $(checks)${bad:+; failed: $bad}${late:+; not finished: $late}| -"
}

if [ "${1:-}" = --alone ]; then
    part=$2 failed=0 row=
    $part
    echo "| $row |"
    exit $failed
fi

part=all
[ "$(id -u)" = 0 ] || skip 'not root'
command -v debootstrap >/dev/null || skip 'debootstrap is not here'
unshare --mount true 2>/dev/null || skip 'nothing can be mounted here'
[ -n "$(mirror)" ] || skip 'there is no apt here, and no ASLAB_MIRROR'
mkdir -p "$systems"
[ $# -gt 0 ] || set -- debian13 clang13 arm64
worst=0
for part; do
    code=0
    unshare --mount --propagation private sh tests/systems/run.sh --alone "$part" >"$systems/$part.log" 2>&1 || code=1
    grep -a -e '^systems: ' -e '^| ' "$systems/$part.log" || true
    [ $code = 0 ] || { worst=1 && tail -n 60 "$systems/$part.log"; }
done
exit $worst
