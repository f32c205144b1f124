#!/bin/sh
# Run the longer checks, two at a time: sh tests/long/run.sh [NAME...]. Their output is in build/long/NAME.log.
#
#   asan      all tests with the address and undefined behaviour sanitizers
#   fuzz      tests/fuzz/run.sh, FUZZ_SECONDS (40) for each target
#   tsan      suites and commands that use threads, with the thread sanitizer; without suppressions
#   valgrind  suites and small commands under valgrind: memory that is read before it is set, and leaks
#   oracle    10,000 random sweeps of all losses, compared with an independent integration in long double
#   identical tests/long/identical.sh: other compilers and processors give the same bytes
#   kill_runs tests/long/kill.sh: runs that are killed at random moments
#   slurm     tests/long/slurm.sh: a job array on a real Slurm
#   big       tests/long/big.sh: files of gigabytes
#   failures  the suite failures with every failing system call
#   figures   all experiments, computed in an empty folder
#   portable  tests/long/portable.sh: portability, on this machine
#   deb       tests/long/deb.sh: the Debian package, installed and removed
#   systems   Debian 13 in a chroot, with gnuplot 6
#   lesson    the lesson in Chromium; installs its tools
set -eu
cd "$(dirname "$0")/../.."
log=build/long
mkdir -p $log

asan() { CK_TIMEOUT_MULTIPLIER=12 ${MAKE:-make} VARIANT=asan test; }

fuzz() { FUZZ_JOBS=1 sh tests/fuzz/run.sh "${FUZZ_SECONDS:-40}"; }

predictions() { # a CSV file of 400 predictions; some labels are wrong
    awk 'BEGIN { print "sample,label,logit,given,truth"
        for (i = 0; i < 400; i++) printf "s%d,l%d,%.3f,%d,%d\n", i / 4, i % 4, (i * 37 % 101 - 60) / 9, i % 5 == 0, i % 7 == 0 }'
}

# commands NAME PROGRAM...: run every command of the program once; NAME is for the files.
commands() {
    out=$log/out-$1
    rm -rf "$out" && mkdir -p "$out"
    predictions >"$out/in.csv"
    shift
    for line in 'losses' 'losses --csv' 'explain asl' 'dialects' 'curve --loss asl --loss timm --points 41 --label both' \
        'curve --loss asl --x prevalence --points 11' 'properties --loss asl --gamma-neg 0,4 --margin 0,0.1' \
        "eval --loss spa $out/in.csv" "stats --loss asl $out/in.csv" "mislabel $out/in.csv" "mislabel --top 5 $out/in.csv" \
        'mislabel --dist late --samples 2000 --missing 0.1' "golden --loss apl -o $out/golden" \
        'sweep --gamma-neg 0,4 --margin 0:0.2:3 --missing 0:0.5:40 --threads 4' "sweep --dist $out/in.csv --margin 0,0.1" \
        'train --train 200 --test 100 --labels 6 --positives 1 --hidden 0,8 --epochs 2 --batch 32 --lr 0.01,0.02 --loss asl --loss ll_r --seeds 2 --threads 4' \
        'figures fig3 table1 fig2 --render none --threads 4'; do
        case $line in figures*) line="$line -o $out/figures" ;; golden*) ;; *) line="$line -o $out/out.csv" ;; esac
        case $line in 'losses -o'* | explain* | dialects*) line=${line% -o *} ;; esac
        "$@" $line --quiet >"$out/out" 2>"$out/err" || { echo "FAILED: $* $line"; tail -n 30 "$out/err"; return 1; }
    done
    "$@" check --loss apl "$out/golden/apl.csv" >"$out/out" 2>"$out/err" || { echo 'FAILED: check'; cat "$out/err"; return 1; }
    echo "$(ls "$out" | wc -l) files from every command: no report"
}

tsan() {
    ${MAKE:-make} -s VARIANT=tsan build/tsan/aslab build/tsan/tests/run
    for suite in train training batch commands; do CK_TIMEOUT_MULTIPLIER=20 build/tsan/tests/run $suite; done
    commands tsan build/tsan/aslab
}

valgrind() {
    if ! command -v valgrind >/dev/null 2>&1; then
        echo 'valgrind: SKIPPED, it is not installed'
        return
    fi
    check="valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite"
    ${MAKE:-make} -s build/release/aslab build/release/tests/run
    for suite in numbers csv math multilabel data train batch metrics study claims experiment golden kernel; do
        CK_TIMEOUT_MULTIPLIER=20 command $check build/release/tests/run $suite
    done
    commands valgrind command $check build/release/aslab
}

bin=build/release/aslab
tests=build/release/tests/run

oracle() {
    pids=
    for seed in 1 2 3 4; do
        ASLAB_ORACLE_SEED=$seed ASLAB_ORACLE_POINTS=2500 CK_TIMEOUT_MULTIPLIER=20 $tests sweep &
        pids="$pids $!"
    done
    for pid in $pids; do wait "$pid"; done
}
identical() { sh tests/long/identical.sh; }
kill_runs() { sh tests/long/kill.sh $bin; }
slurm() { sh tests/long/slurm.sh $bin; }
big() { sh tests/long/big.sh $bin; }
failures() { ASLAB_FAILURES=all CK_TIMEOUT_MULTIPLIER=20 $tests failures; }
figures() {
    rm -rf build/release/figures
    $bin figures --quiet -o build/release/figures
    test "$(wc -l <build/release/figures/claims.csv)" -gt 50
}
portable() { sh tests/long/portable.sh; }
deb() { sh tests/long/deb.sh; }
systems() { sh tests/systems/run.sh debian13; }
lesson() { ${MAKE:-make} setup-lesson test-lesson; }

if [ "${1:-}" = --alone ]; then # a separate shell, so that the first failure ends it
    "$2"
    exit
elif [ "${1:-}" = --one ]; then
    start=$(date +%s)
    status=passed
    sh tests/long/run.sh --alone "$2" >"$log/$2.log" 2>&1 || status=FAILED
    grep -a '^accuracy\|inputs\|SKIPPED\|Failures\|no report\|^kill: \|^slurm: \|^identical: \|^deb: \|^portable: \|^systems: ' "$log/$2.log" | sed "s/^/  $2: /" || true
    [ $status = passed ] || tail -n 60 "$log/$2.log"
    echo "$2: $status, $(($(date +%s) - start)) s"
    [ $status = passed ]
    exit
fi
# Two checks at a time; then, one after the other, those that install packages. (The lesson also installs packages, but no other check does at
# that time.)
if [ $# -gt 0 ]; then
    printf '%s\n' "$@" | xargs -P 2 -n 1 sh tests/long/run.sh --one
else
    printf '%s\n' asan systems fuzz figures tsan valgrind oracle lesson identical failures kill_runs big portable | xargs -P 2 -n 1 sh tests/long/run.sh --one
    printf '%s\n' slurm deb | xargs -n 1 sh tests/long/run.sh --one
fi
