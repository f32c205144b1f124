#!/bin/sh
# For `make bench`: seconds per training run in a group of 16 on one thread, including data and all measures. Usage: train.sh BINARY
set -eu
aslab=$1
now() { sh tests/support/now.sh; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
losses="--loss ce"
for g in 1 2 3 4; do losses="$losses --loss focal:gamma=$g"; done
for g in 1 2 3 4; do losses="$losses --loss asl:gamma_neg=$g --loss asl:gamma_neg=$g,margin=0.2"; done
losses="$losses --loss asl:gamma_pos=1 --loss asl:gamma_neg=2.5 --loss asl_detached"
for hidden in 64 256; do
    best=
    for round in 1 2 3; do
        from=$(now)
        "$aslab" train --quiet --threads 1 $losses --missing 0.1 --hidden $hidden --seeds 1 -o "$work/runs.csv"
        to=$(now)
        t=$(((to - from) / 1000)); [ -n "$best" ] && [ "$best" -le "$t" ] || best=$t
    done
    runs=$(($(wc -l < "$work/runs.csv") - 1))
    echo "train_run_h$hidden $best $runs" | awk '{ printf "%s %.3f s/run\n", $1, $2 / $3 / 1e6 }'
done
for threads in 1 2; do
    from=$(now)
    "$aslab" train --quiet --threads $threads $losses --seeds 2 -o "$work/runs.csv"
    to=$(now)
    echo "train_threads_$threads $(((to - from) / 1000000)) ms"
done
