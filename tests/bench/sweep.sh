#!/bin/sh
# For `make bench`: rows per second of `aslab sweep` into a file in memory, and its peak memory. Usage: sweep.sh BINARY
set -eu
aslab=$1
now() { sh tests/support/now.sh; }
work=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
trap 'rm -rf "$work"' EXIT
axes="--gamma-pos 0:1:2 --gamma-neg 0:4:20 --margin 0:0.3:20 --positive-rate 0.01:0.1:10 --missing 0:0.5:10 --spurious 0:0.1:13"
seconds() { # COMMAND...: the shortest time of three runs
    best=
    for round in 1 2 3; do
        from=$(now); "$@"; to=$(now)
        t=$((to - from)); [ -n "$best" ] && [ "$best" -le "$t" ] || best=$t
    done
    echo "$best"
}
for threads in 1 2; do
    t=$(seconds "$aslab" sweep $axes --threads $threads -o "$work/$threads.csv")
    rows=$(($(wc -l < "$work/$threads.csv") - 1))
    name=sweep_rows; [ "$threads" = 1 ] || name=sweep_rows_${threads}_threads
    echo "$name $((rows * 1000000 / (t / 1000))) rows/s"
done
cmp "$work/1.csv" "$work/2.csv"
rm "$work"/*.csv
t=$(seconds "$aslab" sweep --gamma-neg 0:4:100 --margin 0:0.3:100 --threads 1 -o "$work/i.csv")
echo "sweep_integrals $((t / 10000 / 1000)) us/combination"
if [ -x /usr/bin/time ]; then
    kb=$({ /usr/bin/time -f %M "$aslab" sweep --gamma-neg 0:4:100 --margin 0:0.3:100 --missing 0:0.5:1000 --threads 2 -o "$work/m.csv"; } 2>&1 | tail -n 1)
    echo "sweep_memory_10M_rows $((kb / 1024)) MB"
fi
