#!/bin/sh
# Draw every script of a folder as SVG with the gnuplot that is installed: sh tests/systems/draw.sh FOLDER OUT
# OUT is a path as seen from FOLDER. A script that fails is named, and has no picture.
set -eu
cd "$1"
mkdir -p "$2"
draw='gnuplot -d -e "term=\"svg\"; out=\"$2/${1%.gp}.svg\"" "$1" >"$2/${1%.gp}.txt" 2>&1 || { rm -f "$2/${1%.gp}.svg"; echo "$1: $(tail -n 1 "$2/${1%.gp}.txt")"; }'
printf '%s\n' *.gp | xargs -P 2 -I '{}' sh -c "$draw" draw '{}' "$2"
