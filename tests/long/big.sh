#!/bin/sh
# Test big inputs, which takes minutes: a stream of 2 GB, a file of 2 GB that does not fit in memory, 10 million rows, a million labels,
# lines of 100 MB. tests/cli/test_big.c tests smaller inputs of the same kinds.
set -eu
aslab=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
work=$(mktemp -d "${TMPDIR:-/tmp}/aslab-big-XXXXXX")
trap 'rm -rf "$work"' EXIT
cd "$work"
free_mb=$(awk '/^MemAvailable/ { print int($2 / 1024) }' /proc/meminfo 2>/dev/null || echo 0)
disk_mb=$(df -Pm . | awk 'NR == 2 { print $4 }')
if [ "$free_mb" -lt 3000 ] || [ "$disk_mb" -lt 3500 ]; then
    echo "big: SKIPPED, it takes 3000 MB of memory and 3500 MB of disk; $free_mb and $disk_mb MB are free"
    exit 0
fi
fail() { echo "big: $1"; exit 1; }
expect() { # NAME EXPECTED ACTUAL
    [ "$2" = "$3" ] || fail "$1: $3 where $2 was expected"
    echo "big: $1"
}

# 13 million rows of 150 bytes stream through 64 MB of address space.
long=$(head -c 145 /dev/zero | tr '\0' x)
rows=$( (echo logit,label,note; yes "1,0,$long" | head -n 13000000) | (ulimit -v 64000; "$aslab" eval) | wc -l)
expect 'a stream of 2 GB through eval in 64 MB' 13000001 "$rows"

# A file of 2 GB in a tenth of the memory that it needs.
(echo sample,label,prob,given; yes 1,a,0.123456789,1 | head -c 2000000000) > large.csv
for command in stats mislabel 'sweep --dist'; do
    status=0
    said=$( (ulimit -v 400000; "$aslab" $command large.csv -o out.csv) 2>&1) || status=$?
    expect "2 GB are too much for $command: $said" 1 "$status"
    case $said in 'aslab: out of memory: cannot allocate '*' bytes') ;; *) fail "$said" ;; esac
    [ ! -e out.csv ] || fail "$command left a file behind"
done
rm large.csv

# 10 million pairs: 125,000 samples of 80 labels.
seq 0 9999999 | awk 'BEGIN { print "sample,label,prob,given" }
    { printf "%d,l%d,0.%07d,%d\n", $1 / 80, $1 % 80, ($1 * 7919) % 10000000, $1 % 31 == 0 }' > rows.csv
expect '10 million rows through stats' 82 "$("$aslab" stats rows.csv --quiet | wc -l)"
expect '10 million rows through sweep' 3 "$("$aslab" sweep --dist rows.csv --margin 0,0.05 --quiet | wc -l)"
expect '10 million rows through mislabel' 82 "$("$aslab" mislabel rows.csv --quiet | wc -l)"
rm rows.csv

# A million labels, in two million columns.
seq 1000000 | awk '{ printf "%sp_l%d,y_l%d", s, $1, $1; s = "," }' > wide.csv
for i in 1 2; do
    seq 1000000 | awk '{ printf "%s.%d,%d", (NR > 1 ? "," : "\n"), $1 % 9 + 1, $1 % 2 }' >> wide.csv
done
expect 'a million labels through stats' 1000002 "$("$aslab" stats wide.csv --quiet | wc -l)"
rm wide.csv

# A line of 100 MB as a name and as a note.
(printf 'logit,label,note\n1,0,'; head -c 100000000 /dev/zero | tr '\0' x; echo) > long.csv
expect 'a line of 100 MB through eval' 2 "$("$aslab" eval long.csv | wc -l)"
(printf 'sample,label,prob,given\n1,a,.5,0\n1,'; head -c 100000000 /dev/zero | tr '\0' x; echo ,.5,1) > long.csv
expect 'a name of 100 MB through stats' 4 "$("$aslab" stats long.csv | wc -l)"
