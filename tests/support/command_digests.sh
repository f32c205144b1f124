#!/bin/sh
# Print SHA-256 digests of the output of commands that must give the same bytes on every machine, one line for each command:
#
#     sh tests/support/command_digests.sh build/release/aslab >tests/support/command_digests.txt
#
# THREADS is the number of threads for training.
set -eu
case $1 in /*) aslab=$1 ;; *) aslab=$PWD/$1 ;; esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export ASLAB_KERNEL="${ASLAB_KERNEL:-}"

sha256() { if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1; }

awk 'BEGIN { print "sample,label,logit,given,truth"
    for (i = 0; i < 600; i++) printf "s%d,l%d,%.3f,%d,%d\n", i / 6, i % 6, (i * 37 % 1001 - 600) / 90, i % 5 == 0, i % 7 == 0 }' >in.csv

small='--train 300 --test 200 --labels 12 --features 10 --epochs 3 --batch 32'
while read -r command; do
    rm -f out*
    case $command in train*) options="$small --threads ${THREADS:-2}" ;; *) options= ;; esac
    # shellcheck disable=SC2086 # a list of words
    "$aslab" $command $options --quiet -o out.csv
    rm -f out*.meta
    echo "$(cat out* | sha256) $command"
done <<END
train --loss asl --loss gce --loss ll_r --missing 0,0.3 --hidden 0,8 --lr 0.002,0.01 --seeds 4
train --loss spa --loss asl --noise class --missing 0.2 --spurious 0.01 --optimizer sgd --rescue none,discard,relabel --seeds 2
train --loss asl --adapt-target 0,0.1 --trajectory --records 5 --seeds 2
train --loss zlpr --loss focal:gamma=1.5 --regime hard --bias neutral,zero,shared --ema 0.9 --seeds 2
train --loss hill --regime linear-teacher --noise pair --missing 0.3 --predictions
curve --loss ce --loss focal:gamma=1.7 --loss asl --loss ral --loss apl --label both --x logit --from -40 --to 40 --points 801
curve --loss asl --loss spa --x prevalence --points 101
properties --loss asl --gamma-neg 0:4:9 --margin 0:0.3:7
eval --loss asl:gamma_neg=2.5 in.csv
stats --loss asl in.csv
mislabel --loss asl in.csv
END
