#!/bin/sh
# Compare two folders of pictures: sh tests/systems/compare.sh OLD NEW
#
# An SVG that differs in no more than gnuplot's version is the same. Of others both are drawn at twice their size with the same
# fonts, and pixels counted. Says how many are the same; names those that differ, with the number of pixels; exit 1 if there
# are any.
set -u
old=$1 new=$2 different=0 n=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
plain() { sed 's/Produced by GNUPLOT[^<]*//' "$1"; }
for picture in "$old"/*.svg; do
    name=$(basename "$picture" .svg)
    n=$((n + 1))
    if [ ! -s "$new/$name.svg" ]; then
        echo "$name: missing"
        different=$((different + 1))
        continue
    fi
    plain "$picture" >"$work/old.svg"
    plain "$new/$name.svg" >"$work/new.svg"
    ! cmp -s "$work/old.svg" "$work/new.svg" || continue
    for side in old new; do rsvg-convert -z 2 -o "$work/$side.png" "$work/$side.svg" || exit 1; done
    pixels=$(compare -metric AE -fuzz 1% "$work/old.png" "$work/new.png" null: 2>&1)
    [ "$pixels" != 0 ] || continue
    echo "$name: $pixels pixels differ"
    different=$((different + 1))
done
echo "$((n - different)) of $n pictures are the same"
[ $different = 0 ]
