#!/bin/sh
# Compare two folders of SVG pictures: sh tests/systems/compare.sh OLD NEW
#
# Two pictures are the same if at most 4 pixels differ by more than 1 %: the two versions of gnuplot round colours and
# clipped areas differently. Prints the name of each picture that differs, with the number of pixels, and how many are the
# same. Exits with 1 if any differs.
set -eu
pixels() { # NAME: the number of pixels that differ between the two pictures
    for side in old new; do
        eval "picture=\$$side/$1.svg"
        [ -s "$picture" ] || { echo 'missing'; return; }
        rsvg-convert -o "$work/$1-$side.png" "$picture" || { echo 'unreadable'; return; }
    done
    compare -metric AE -fuzz 1% "$work/$1-old.png" "$work/$1-new.png" null: 2>&1 || true
}

if [ "$1" = --one ]; then
    old=$2 new=$3 work=$4 # shellcheck disable=SC2034 # old and new: in pixels
    found=$(pixels "$5")
    case $found in [0-4]) ;; *) echo "$5: $found pixels differ" ;; esac
    exit 0
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
names=$(for picture in "$1"/*.svg "$2"/*.svg; do basename "$picture" .svg; done | sort -u)
[ -n "$names" ] || { echo 'no pictures'; exit 1; }
echo "$names" | xargs -P 2 -n 1 sh "$0" --one "$1" "$2" "$work" >"$work/differ"
cat "$work/differ"
n=$(echo "$names" | wc -l)
echo "$((n - $(wc -l <"$work/differ"))) of $n pictures are the same"
[ ! -s "$work/differ" ]
