"""Writes tests/support/multilabel_cases.h: small score and label matrices with the multi-label metrics of scikit-learn.

Metrics that scikit-learn lacks (map_asl, the ratio form of CF1, the top 3 labels) are computed from their definitions.
Ties: label_ranking_loss counts a tied pair of a true and a false label as wrong (1, not 1/2). Likewise lrap and
coverage_error give tied labels their worst rank, and average_precision_score takes tied scores at one threshold.
A sample with no or with all labels true has ranking loss 0 and lrap 1; without true labels it has coverage 0.
Run from the repository, with Debian's python3-sklearn:
    /usr/bin/python3 tests/oracle/multilabel.py > tests/support/multilabel_cases.h
"""
import random
import textwrap

import numpy as np
from sklearn import metrics as sk


def mean(values):
    return sum(values) / len(values) if len(values) else None


def map_asl(score, y):
    total = 0.0
    for s, b in zip(score.T, y.T):
        order = sorted(range(len(s)), key=lambda i: (-s[i], i))
        hits, precisions = 0, 0.0
        for position, i in enumerate(order, 1):
            if b[i]:
                hits += 1
                precisions += hits / position
        total += precisions / (hits + 1e-8)                       # a label without positives adds 0
    return total / y.shape[1]


def top(score, count=3):
    chosen = np.zeros(score.shape, dtype=int)
    for i, row in enumerate(score):
        for label in sorted(range(len(row)), key=lambda j: (-row[j], j))[:count]:
            chosen[i, label] = 1
    return chosen


def f1(y, called):
    """CF1 as the mean of F1, CF1 from the mean precision and recall, OF1."""
    k, labels = y.shape[1], None
    if k == 1:                                  # scikit-learn treats one column as binary: use class 1 only
        y, called, labels = y[:, 0], called[:, 0], [1]
    options = {"labels": labels, "zero_division": 0}
    cp = mean(sk.precision_score(y, called, average=None, **options))
    cr = mean(sk.recall_score(y, called, average=None, **options))
    ratio = 2 * cp * cr / (cp + cr) if cp + cr else 0.0
    macro, micro = (sk.f1_score(y, called, average=average, **options) for average in ("macro", "micro"))
    return [macro, ratio, micro]


def ranking(score, y):
    if y.shape[1] == 1:
        # label_ranking_loss and coverage_error reject a single label. By their documentation, the loss is 0, because there is
        # no pair to order, and the coverage is 1 if the label is true, otherwise 0.
        return [0.0, mean(y[:, 0]), sk.label_ranking_average_precision_score(y, score)]
    return [sk.label_ranking_loss(y, score), sk.coverage_error(y, score),
            sk.label_ranking_average_precision_score(y, score)]


def expected(score, y):
    labels = list(zip(score.T, y.T))
    aps = [sk.average_precision_score(b, s) for s, b in labels if b.any()]
    aurocs = [sk.roc_auc_score(b, s) for s, b in labels if b.any() and not b.all()]
    called = (score > 0.5).astype(int)
    return [mean(aps), len(labels) - len(aps), map_asl(score, y), mean(aurocs), *f1(y, called), *f1(y, top(score)),
            sk.hamming_loss(y, called), *ranking(score, y)]


def drawn(n, k, grid):
    return ([[rng.randint(0, grid) / grid for _ in range(k)] for _ in range(n)],
            [[int(rng.random() < 0.3) for _ in range(k)] for _ in range(n)])


def number(x):
    return "ASL_NAN" if x is None else repr(float(x))


def block(values, ends="{}"):
    return textwrap.fill(ends[:1] + ", ".join(values) + ends[1:], 118, initial_indent=" " * 5,
                         subsequent_indent=" " * (5 + len(ends[:1])))


rng = random.Random(2014)
cases = [
    ("one label", [[0.7]], [[1]]),
    ("the example of scikit-learn's manual", [[0.75, 0.5, 1], [1, 0.2, 0.1]], [[1, 0, 0], [0, 0, 1]]),
    ("ties between true and false labels", [[0.5, 0.5, 0.25], [0.75, 1, 0.75]], [[1, 0, 0], [0, 1, 1]]),
    ("constant scores", [[0.6] * 5] * 4, drawn(4, 5, 1)[1]),
    ("two labels", *drawn(8, 2, 10)),
    ("all labels negative", drawn(5, 4, 10)[0], [[0] * 4] * 5),
]
score, y = drawn(12, 6, 10)
cases.append(("an empty class and a full one", score, [[0, *row[2:], 1] for row in y]))
score, y = drawn(8, 4, 4)
cases.append(("samples without labels and with all", score, [[0] * 4, [1] * 4, *y[2:6], [1] * 4, [0] * 4]))
for i, n in enumerate((5, 12, 30)):
    for j, (grid, ties) in enumerate(((4, "many ties"), (10, "some ties"), (1000, "hardly any ties"))):
        cases.append((ties, *drawn(n, (3, 6, 9)[(i + j) % 3], grid)))

most = max(len(y) * len(y[0]) for _, _, y in cases)
print("""/* Written by tests/oracle/multilabel.py: multi-label metrics by scikit-learn and by their definitions. This is a table
 * because it answers what no property does: whether the conventions (ties, labels without positives, zero division) are
 * those of scikit-learn. */""")
print("enum { MOST_ENTRIES = %d };\n" % most)
print("static const struct multilabel_case {\n    int n, k;")
print("    double score[MOST_ENTRIES]; /* n rows of k */\n    signed char y[MOST_ENTRIES];")
print("    double map, empty, map_asl, auroc; /* empty: the number of labels without positives */")
print("    double cf1_mean, cf1_ratio, of1;   /* of score > 0.5, as is hamming */")
print("    double top3_cf1_mean, top3_cf1_ratio, top3_of1;")
print("    double hamming, ranking_loss, coverage, lrap;\n} multilabel_cases[] = {")
for name, score, y in cases:
    score, y = np.array(score, dtype=float), np.array(y)
    print("    {%d, %d, /* %s */" % (*y.shape, name))
    print(block([repr(float(x)) for x in score.flat]) + ",")
    print(block([str(b) for b in y.flat]) + ",")
    print(block([number(x) for x in expected(score, y)], "") + "},")
print("};")
