#!/bin/sh
# For `make bench`: 10^6 cheap rows in 1000 shards (files in memory), the additional CPU time of training in shards, and the speedup by a
# second thread. Usage: scale.sh BINARY
set -eu
aslab=$1
tests=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d -p /dev/shm 2>/dev/null || mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
now() { sh "$tests/support/now.sh"; }
ms() { echo $((($(now) - $1) / 1000000)); }
peak() { # NAME COMMAND...: the peak memory of the command, if /usr/bin/time exists
    name=$1; shift
    [ -x /usr/bin/time ] || return 0
    kb=$(/usr/bin/time -f %M "$@" 2>&1 >/dev/null | tail -n 1)
    echo "$name $((kb / 1024)) MB"
}

# With a data file of three rows, integrals are short sums, so a row is cheap.
printf 'prob,given\n0.9,1\n0.2,0\n0.6,0\n' > p.csv
cat > cheap.conf <<'END'
command = 'sweep'
options {
  dist      = 'p.csv'
  gamma-pos = '0:1:100'
  gamma-neg = '0:4:100'
  margin    = '0:0.4:100'
}
END
from=$(now); "$aslab" run cheap.conf -o d --shard 0/1000 --quiet; echo "scale_plan_and_first_shard $(ms "$from") ms"
from=$(now); "$aslab" run cheap.conf -o d --shards 1000 --render none --quiet; echo "scale_other_999_shards $(ms "$from") ms"
from=$(now); "$aslab" missing d --shards 1000; echo "scale_missing $(ms "$from") ms"
best=
for round in 1 2 3; do
    from=$(now); "$aslab" merge d --render none --quiet; t=$(ms "$from")
    [ -n "$best" ] && [ "$best" -le "$t" ] || best=$t
done
echo "scale_merge $best ms"
peak scale_missing_memory "$aslab" missing d --shards 1000
peak scale_merge_memory "$aslab" merge d --render none --quiet
rm -r d

# CPU time of the same grid as a whole and in two shards. The second line of `times` has the time of child processes.
cpu() { # COMMAND...: CPU time in milliseconds
    ( "$@" > /dev/null; times ) | awk 'NR == 2 { for (i = 1; i <= 2; i++) { split($i, t, /[ms]/); s += 60 * t[1] + t[2] } printf "%.0f\n", 1000 * s }'
}
shards() { for i in 0 1; do "$aslab" run fig6 --seeds 2 -o d --shard $i/2 --quiet --threads 1; done; "$aslab" merge d --quiet --render none; }
whole=$(cpu "$aslab" train --loss asl:margin=0 --gamma-pos 0,1,2,3,4 --gamma-neg 2,4 --missing 0.1 --lr 0.002,0.005,0.01,0.02 --seeds 2 --threads 1 --quiet -o w.csv)
parts=$(cpu shards)
echo "scale_overhead $whole $parts" | awk '{ printf "%s %.2f %% (of two shards of %.0f s)\n", $1, 100 * ($3 / $2 - 1), $3 / 2000 }'
cmp w.csv d/fig6.csv

for threads in 1 2; do
    from=$(now); "$aslab" run fig6 --seeds 2 -o t$threads --threads $threads --quiet --render none; t=$(ms "$from")
    echo "scale_threads_$threads $t ms"
    [ $threads = 1 ] && one=$t
done
echo "scale_two_threads $one $t" | awk '{ printf "%s %.2f times\n", $1, $2 / $3 }'
