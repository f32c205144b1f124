#!/bin/sh
# Print the verdicts on an experiment's claims as a Markdown table: sh experiments/verdicts.sh SEEDS NAME...
#
#     sh experiments/verdicts.sh 11-20 fig4 fig5          as in experiments/README.md
#
# ASLAB names the program (default: build/release/aslab). The results stay in OUT (default: out/verdicts); finished experiments are not
# computed again. Two claims that differ only in the learning rate share a row.
set -eu
aslab=${ASLAB:-build/release/aslab} out=${OUT:-out/verdicts}
[ $# -ge 2 ] || { echo "usage: sh experiments/verdicts.sh SEEDS NAME..." >&2; exit 2; }
seeds=$1
shift
echo '| experiment | claim | paper | learning rate 0.002, or none stated | learning rate tuned |'
echo '|---|---|---|---|---|'
mkdir -p "$out"
for name in "$@"; do
    "$aslab" run "$name" --seeds "$seeds" --render none -o "$out" 2>"$out/$name.log" || { cat "$out/$name.log" >&2; exit 1; }
    awk -v name="$name" '
        # VERDICT, padding, NAME, padding, CLAIM (paper: NUMBER; here: NUMBER [LOW, HIGH])
        { sub(/^.*\r/, "") }
        match($0, /^(reproduced|partly|not reproduced) +/) {
            verdict = substr($0, 1, RLENGTH); sub(/ +$/, "", verdict)
            rest = substr($0, RLENGTH + 1); sub(/^[^ ]+ +/, "", rest)
            at = 0
            for (from = 1; (k = index(substr(rest, from), " (paper: ")) > 0; from = at + 1) at = from + k - 1
            claim = substr(rest, 1, at - 1)
            numbers = substr(rest, at + 9); sub(/\)$/, "", numbers)
            split(numbers, part, "; here: ")
            column = sub(/, (each at its own tuned learning rate|the learning rate tuned for each)/, "", claim) ? 2 : 1
            if (column == 1) sub(/, at the learning rate 0\.002/, "", claim)
            if (!(claim in paper)) order[++n] = claim
            paper[claim] = part[1]
            cell[claim, column] = part[2] ": " (verdict == "reproduced" ? verdict : "**" verdict "**")
        }
        END {
            for (i = 1; i <= n; i++)
                printf "| `%s` | %s | %s | %s | %s |\n", name, order[i], paper[order[i]], cell[order[i], 1], cell[order[i], 2]
        }' "$out/$name.log"
done
