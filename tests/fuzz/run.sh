#!/bin/sh
# Fuzz with libFuzzer: sh tests/fuzz/run.sh [SECONDS [TARGET...]]   (default: 60 seconds for each of all targets)
#
# A target is tests/fuzz/TARGET.c; its first inputs are in corpus/TARGET and its dictionary, if any, is TARGET.dict. FUZZ_JOBS (2) targets
# run at a time. Results are in build/fuzz: corpus/TARGET, TARGET.log, and findings/ with inputs that fail; `build/fuzz/fuzz_TARGET FILE`
# runs one of them again. Exit status 1 if an input fails.
set -eu
cd "$(dirname "$0")/../.."
build=${FUZZ_BUILD:-build/fuzz}
here=tests/fuzz
sanitize=address,undefined

one() { # SECONDS TARGET
    seeds=""
    mkdir -p "$build/corpus/$2" "$build/findings"
    [ ! -d "$here/corpus/$2" ] || seeds="$here/corpus/$2"
    [ "$2" != experiment ] || seeds="$seeds experiments"
    [ ! -f "$here/$2.dict" ] || seeds="$seeds -dict=$here/$2.dict"
    status=0
    "$build/fuzz_$2" "$build/corpus/$2" $seeds -max_total_time="$1" -timeout=10 -rss_limit_mb=2048 -max_len=4096 \
        -print_final_stats=1 -artifact_prefix="$build/findings/$2-" >"$build/$2.log" 2>&1 || status=1
    awk -v target="$2" -v failed=$status '
        /^stat::number_of_executed_units/ { runs = $2 }
        / cov: [0-9]/ { for (i = 1; i < NF; i++) if ($i == "cov:") edges = $(i + 1) }
        /^Done / { seconds = $(NF - 1) }
        END { printf "%-12s %10d inputs %6d s %6d edges %s\n", target, runs, seconds, edges,
                     failed ? "FAILED: see the log" : "nothing found" }' "$build/$2.log"
    [ $status = 0 ] || grep -a -m 3 'does not hold\|^SUMMARY\|^ERROR\|==ERROR' "$build/$2.log" || true
    return $status
}

if [ "${1:-}" = --one ]; then
    one "$2" "$3"
    exit
fi

works() { # libFuzzer can be missing, because it is in a separate package
    command -v clang >/dev/null 2>&1 && command -v clang++ >/dev/null 2>&1 &&
        printf '#include <stddef.h>\nint LLVMFuzzerTestOneInput(const unsigned char *d, size_t n) { return n > 9 && d[0]; }\n' |
        clang -x c -fsanitize=fuzzer,$sanitize -o /dev/null - >/dev/null 2>&1
}
if ! works; then
    echo 'fuzz: SKIPPED, clang with libFuzzer is not here (Debian: clang, libclang-rt-14-dev)'
    exit 0
fi

seconds=${1:-60}
[ $# = 0 ] || shift
[ $# -gt 0 ] || set -- $(cd $here && ls *.c | sed '/^support\.c$/d;s/\.c$//')
optimise="-O1 -g -fno-omit-frame-pointer -fno-sanitize-recover=all"
make -s BUILD="$build" VECTORISED= OPT="$optimise -fsanitize=fuzzer-no-link,$sanitize" CC=clang CXX=clang++ "$build/aslab"
objects="$(find "$build/cli" -name '*.o' ! -name main.o) $build/embedded.o $build/libaslab.a"
for target; do
    clang -std=c11 $optimise -Wall -Wextra -Wshadow -Wconversion -Werror -fsanitize=fuzzer,$sanitize -Isrc -I$here \
        -c -o "$build/fuzz_$target.o" $here/"$target".c
    [ "$build/fuzz_support.o" -nt $here/support.c ] ||
        clang -std=c11 $optimise -Wall -Wextra -Werror -fsanitize=fuzzer-no-link,$sanitize -Isrc -c -o "$build/fuzz_support.o" $here/support.c
    clang++ -fsanitize=fuzzer,$sanitize -o "$build/fuzz_$target" "$build/fuzz_$target.o" "$build/fuzz_support.o" $objects \
        -lconfuse -lcsv -lmd -lmpfr -lgmp -lpthread -lm
done
echo "fuzz: $seconds s each, ${FUZZ_JOBS:-2} at a time, with the address and undefined behaviour sanitizers"
printf '%s\n' "$@" | xargs -P "${FUZZ_JOBS:-2}" -n 1 sh $here/run.sh --one "$seconds"
