#!/bin/sh
# Test the Debian package: build it twice (the bytes must be the same), install, use, verify and remove it. Needs root; afterwards the
# package is not installed.
set -eu
skip() { echo "deb: SKIPPED, $1"; exit 0; }
[ "$(id -u)" = 0 ] || skip 'not root'
for tool in dpkg-deb dpkg-shlibdeps pkg-config; do command -v $tool >/dev/null || skip "$tool is not here"; done
if dpkg -s aslab >/dev/null 2>&1; then skip 'a package aslab is installed already'; fi
for there in /usr/bin/aslab /usr/include/aslab.h; do if [ -e $there ]; then skip "$there is there already"; fi; done

version=$(sed -n 's/^#define ASLAB_VERSION "\(.*\)"/\1/p' src/api/aslab.h)
work=$(mktemp -d)
trap 'dpkg -P aslab >/dev/null 2>&1 || true; rm -rf "$work"' EXIT
deb=build/release/aslab_$version-1_$(dpkg --print-architecture).deb
${MAKE:-make} -s VARIANT=release deb >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
cp "$deb" "$work/first.deb"
rm -rf build/release/package
umask 077 # installed files must be readable for everyone even so
${MAKE:-make} -s VARIANT=release deb >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 1; }
cmp "$deb" "$work/first.deb"
cp "$deb" "$work/aslab.deb"
sed -n '/^#include <aslab.h>/,/^```/{/^```/d;p}' src/README.md >"$work/program.c"
cd "$work"

umask 022
dpkg -i aslab.deb >log 2>&1 || { cat log >&2; exit 1; }
test "$(/usr/bin/aslab --version)" = "aslab $version"
/usr/bin/aslab figures --quiet fig3 --render none -o out
test "$(wc -l <out/fig3.csv)" -gt 100
eval "cc program.c $(pkg-config --cflags --libs aslab) -o program"
./program >program.txt
grep -q '^logit *2.5, label *1: loss 0.078890' program.txt
test -e /usr/share/bash-completion/completions/aslab
dpkg-deb -c aslab.deb >contents.txt
grep -q './usr/share/man/man1/aslab-curve.1.gz' contents.txt
if grep -v -e '^drwxr-xr-x' -e '^-rw-r--r--' -e '^lrwx' -e '^-rwxr-xr-x.* ./usr/bin/aslab$' contents.txt; then
    echo 'deb: these files have other permissions than they should' >&2
    exit 1
fi
dpkg-deb -e aslab.deb control
sed -n 's/^ \(aslab_[a-z0-9_]*\)@.*/\1/p' control/symbols | sort >symbols.txt
sed -n 's/^ASLAB_API .*\(aslab_[a-z0-9_]*\)(.*/\1/p' /usr/include/aslab.h | sort | diff - symbols.txt
readelf -d /usr/bin/aslab | grep -q BIND_NOW
for file in /usr/bin/aslab /usr/lib/*/libaslab.so; do
    if readelf -S "$file" | grep -q '\.comment'; then echo "deb: $file has a .comment section" >&2; exit 1; fi
done
# Files that dpkg is configured not to unpack (manual pages in many containers) are not errors.
if dpkg -V aslab | grep -v -e /usr/share/man -e /usr/share/doc; then echo 'deb: installed files differ' >&2; exit 1; fi
if command -v lintian >/dev/null; then
    if lintian --allow-root aslab.deb | grep '^[EW]:'; then exit 1; fi
else
    echo 'deb: SKIPPED lintian, which is not here'
fi
dpkg -L aslab >files.txt
dpkg -P aslab >log 2>&1
while read -r file; do
    if [ -f "$file" ]; then echo "deb: $file is left" >&2; exit 1; fi
done <files.txt
if ./program >/dev/null 2>&1; then echo 'deb: the library is left' >&2; exit 1; fi
echo "deb: aslab $version was built, installed, used and removed"
