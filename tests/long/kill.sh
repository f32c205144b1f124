#!/bin/sh
# Kill a run (SIGKILL) at random moments and start it again: sh tests/long/kill.sh ASLAB [SEED]
# The run must continue where it stopped, end with the bytes of an uninterrupted run, and leave no other files. A kill counts only if the
# process was running.
set -eu
tests=$(cd "$(dirname "$0")/.." && pwd)
aslab=$(cd "$(dirname "$1")" && pwd)/$(basename "$1")
seed=${2:-$(date +%s)}
work=$(mktemp -d)
running=
trap '[ -z "$running" ] || kill -9 "$running" 2>/dev/null || true; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM HUP
cd "$work"

fail() {
    echo "kill: FAILED: $* (seed $seed, folder as it was:)" >&2
    ls -lA "$work"/killed "$work"/killed/.aslab/* >&2 || true
    exit 1
}
now() { sh "$tests/support/now.sh" | cut -c 1-13; } # milliseconds

# A random time in [0, $1) milliseconds. POSIX sh has no random numbers; those of awk are the same for a seed.
moment() {
    draws=$((draws + 1))
    awk -v seed="$seed" -v n="$draws" -v below="$1" 'BEGIN { srand(seed * 1000 + n); rand(); print int(rand() * below) }'
}
draws=0

# Start "$@" and kill it after $1 ms. Counts kills, or completions if it ended before.
kill_at() {
    at=$1
    shift
    "$aslab" run "$@" -o killed --render none --shards 40 --threads 2 --quiet 2>err &
    running=$!
    sleep "$(printf '%d.%03d' $((at / 1000)) $((at % 1000)))"
    status=0
    kill -9 $running 2>/dev/null || true
    wait $running 2>/dev/null || status=$?
    running=
    case $status in
    137) hits=$((hits + 1)) ;;
    0) check ;;
    *) fail "exit $status: $(cat err)" ;;
    esac
}

# Compare the files of a finished run with those of the uninterrupted one; there must be no others. Then delete them.
check() {
    ended=$((ended + 1))
    for file in whole/*; do
        [ "$file" = "whole/$name.meta" ] || cmp "$file" "killed/${file#whole/}" || fail "$file differs"
    done
    find whole -type f | sed 's/^whole//' | sort >expected
    find killed -type f | sed 's/^killed//' | sort >there
    diff expected there >&2 || fail 'other files'
    rm -rf killed
}

# Kill an experiment KILLS times, within half the time that the uninterrupted run took; check each completion.
kill_often() { # KILLS EXPERIMENT OPTIONS...
    kills=$1 name=$2 hits=0 ended=0 begun=0
    shift
    rm -rf whole killed
    start=$(now)
    "$aslab" run "$@" -o whole --render none --shards 40 --threads 2 --quiet
    took=$(($(now) - start))
    while [ $hits -lt "$kills" ]; do
        begun=$((begun + 1))
        [ $begun -le $((4 * kills)) ] || fail "$hits of $begun kills hit"
        kill_at "$(moment $((took / 2)))" "$@"
    done
    "$aslab" run "$@" -o killed --render none --shards 40 --threads 2 --quiet || fail "the last run fails"
    check
    echo "kill: $name, $took ms undisturbed: $hits kills hit a running process (of $begun), $ended completions, all the same bytes"
}

echo "kill: moments of seed $seed"
kill_often 50 fig6 --seeds 4 --lr 0.002 --train 2500 --test 2500 --epochs 8
kill_often 5 noise-static --missing 0:0.5:100 --positive-rate 0.001:0.5:100
