#!/bin/sh
# The time in nanoseconds, which date of macOS and the BSDs cannot say.
now=$(date +%s%N)
case $now in
*N) perl -MTime::HiRes=time -e 'printf "%.0f\n", 1e9 * time' ;;
*) echo "$now" ;;
esac
