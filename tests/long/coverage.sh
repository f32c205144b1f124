#!/bin/sh
# Line coverage of src/ by the tests, including runs of the command: sh tests/long/coverage.sh   (make coverage)
#
# Prints the coverage of each file and folder, and writes every line that no test reaches to build/cov/uncovered.txt. Exit status 1 below 90 %.
set -eu
cd "$(dirname "$0")/../.."
build=build/cov
if ! command -v gcov >/dev/null 2>&1; then
    echo 'coverage: SKIPPED, gcov is not here (it comes with gcc)'
    exit 0
fi
# If processes end at the same time, libgcov sometimes damages a counter and prints a message, which can make a test fail.
export GCOV_ERROR_FILE="$PWD/$build.errors"
if [ "${1:-}" != --again ]; then # --again: use the counters of earlier runs
    find $build -name '*.gcda' -exec rm {} + 2>/dev/null || true
    CK_TIMEOUT_MULTIPLIER=20 ${MAKE:-make} VARIANT=cov test >$build.log 2>&1 || { tail -n 40 $build.log; exit 1; }
fi
for counts in $(find $build -name '*.gcda' ! -path '*/tests/*' ! -name embedded.gcda | LC_ALL=C sort); do
    gcov -t -o "$(dirname "$counts")" "$counts" 2>/dev/null
done | awk -F: -v list=$build/uncovered.txt '
    # A line of a header is in several objects; it is covered if one of them reaches it.
    $2 + 0 == 0 && $3 == "Source" { file = $4; next }
    file !~ /^src\// || $2 + 0 == 0 { next }
    { count = $1; gsub(/[ *]/, "", count) }
    count == "-" { next }
    {
        line = file ":" ($2 + 0)
        if (!(line in reached)) { reached[line] = 0; order[++lines] = line; text[line] = substr($0, index($0, $2 ":") + length($2) + 1) }
        if (count !~ /^[#=]/) reached[line] = 1
    }
    function say(name, hit, all) { printf "%-32s %5d of %5d  %5.1f %%\n", name, hit, all, 100 * hit / all }
    END {
        printf "" > list
        for (i = 1; i <= lines; i++) {
            split(order[i], at, ":")
            file = at[1]; folder = file; sub(/\/[^\/]*$/, "", folder)
            if (!(file in all)) files[++nfiles] = file
            if (!(folder in all)) folders[++nfolders] = folder
            all[file]++; all[folder]++; all["src"]++
            hit[file] += reached[order[i]]; hit[folder] += reached[order[i]]; hit["src"] += reached[order[i]]
            if (!reached[order[i]]) print order[i] ": " text[order[i]] > list
        }
        for (i = 1; i <= nfiles; i++) if (hit[files[i]] < all[files[i]]) say(files[i], hit[files[i]], all[files[i]])
        print "(files without a line here are reached whole)\n"
        for (i = 1; i <= nfolders; i++) say(folders[i], hit[folders[i]], all[folders[i]])
        say("src", hit["src"], all["src"])
        exit hit["src"] < 0.9 * all["src"]
    }' || { echo 'coverage: under 90 %'; exit 1; }
echo "
Most of the other $(wc -l <$build/uncovered.txt) lines (see $build/uncovered.txt) handle exhausted memory, failing disks
and signals, or runs between fork and exec, where gcov does not count."
