"""Writes tests/metric_cases.h: small cases with the metrics by their definitions, in exact fractions where possible.

The definitions are those of scikit-learn (average_precision_score, roc_auc_score, f1_score with zero_division=0), written
out as sums over thresholds, pairs and bins, in quadratic time, and share nothing with src/metrics.
Run from the repository:  python3 tests/oracle/metrics.py > tests/metric_cases.h
"""
import random
from fractions import Fraction as F


def ap(score, y):
    total = sum(y)
    if total == 0:
        return None
    area, before = F(0), F(0)
    for t in sorted(set(score), reverse=True):
        chosen = [b for s, b in zip(score, y) if s >= t]
        recall, precision = F(sum(chosen), total), F(sum(chosen), len(chosen))
        area += (recall - before) * precision
        before = recall
    return area


def auroc(score, y):
    pos = [s for s, b in zip(score, y) if b]
    neg = [s for s, b in zip(score, y) if not b]
    if not pos or not neg:
        return None
    wins = sum(F(2 * (a > b) + (a == b), 2) for a in pos for b in neg)
    return wins / len(pos) / len(neg)


def ece(score, y, bins=15):
    gap = 0.0
    for k in range(bins):
        inside = [(s, b) for s, b in zip(score, y) if k <= s * bins and (s * bins < k + 1 or (k == bins - 1))]
        gap += abs(sum(s for s, _ in inside) - sum(b for _, b in inside))
    return gap / len(y)


def brier(score, y):
    return sum((s - b) ** 2 for s, b in zip(score, y)) / len(y)


def decisions(score, y, threshold):
    called = [s > threshold for s in score]
    return sum(c and b for c, b in zip(called, y)), sum(called), sum(y)


def number(x):
    return "ASL_NAN" if x is None else repr(float(x))


rng = random.Random(2009)
cases = [
    ([0.5], [1]), ([0.5], [0]), ([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1]),  # the example of scikit-learn's manual
    ([0.3] * 6, [1, 0, 0, 1, 0, 0]),                                      # constant scores
    ([0.0, 1.0, 1.0, 0.0], [0, 1, 0, 1]), ([0.2, 0.6, 0.9], [0, 0, 0]), ([0.2, 0.6, 0.9], [1, 1, 1]),
]
for n in (5, 17, 40, 60):
    for grid in (4, 10, 1000):                                            # many ties, some ties, hardly any
        cases.append(([rng.randint(0, grid) / grid for _ in range(n)], [int(rng.random() < 0.3) for _ in range(n)]))

print("/* Written by tests/oracle/metrics.py: metrics by their definitions. */")
print("enum { MOST_SCORES = 60 };\n")
print("static const struct metric_case {\n    int n;\n    double score[MOST_SCORES];\n    signed char y[MOST_SCORES];")
print("    double ap, auroc, ece, brier, hits, called, positives; /* the last three at threshold 0.5 */\n} metric_cases[] = {")
for score, y in cases:
    numbers = [ap(score, y), auroc(score, y), ece(score, y), brier(score, y), *decisions(score, y, 0.5)]
    print("    {%d,\n     {%s},\n     {%s},\n     %s}," % (len(y), ", ".join(map(repr, score)), ", ".join(map(str, y)),
                                                        ", ".join(number(x) for x in numbers)))
print("};")
