#!/bin/sh
# Run every suite of the test program RUN, as many at a time as there are processors: sh tests/all.sh RUN
# Prints the output of each suite when it ends, and the number of all checks last.
set -eu
run=$1
logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
trap 'exit 1' INT TERM HUP

# The slowest suites start first.
suites() {
    printf '%s\n' readme sweep figures accuracy folder failures
    "$run" --list
}

# shellcheck disable=SC2016 # expanded by the inner shell
suites | awk '!seen[$0]++' | xargs -P "$(getconf _NPROCESSORS_ONLN)" -n 1 sh -c '
    status=passed
    "$0" "$2" >"$1/$2" 2>&1 || { status=FAILED; touch "$1/FAILED"; }
    { echo "$2: $status"; grep -av -e "^Running suite" -e "^100%" "$1/$2"; } || true' "$run" "$logs"

sed -n 's/.*Checks: \([0-9]*\), Failures: \([0-9]*\), Errors: \([0-9]*\).*/\1 \2 \3/p' "$logs"/* |
    awk '{ n += $1; failures += $2; errors += $3 }
        END { printf "%d%%: Checks: %d, Failures: %d, Errors: %d\n", n ? 100 * (n - failures - errors) / n : 0, n, failures, errors }'
[ ! -e "$logs/FAILED" ]
