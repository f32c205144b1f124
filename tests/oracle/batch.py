"""Writes tests/batch_cases.h: losses of a whole batch, by their published definitions, with PyTorch's gradients.

Each definition is written as its paper or its code states it, on plain tensors in double precision, and is then scaled
to a sum over the batch: a published mean over samples and labels counts n K times, a mean over samples n times. Labels
-1 are left out by picking the others. It shares nothing with src/loss.
Run from the repository:  /usr/bin/python3 tests/oracle/batch.py | clang-format > tests/batch_cases.h
"""
import math
import random

import torch
import torch.nn.functional as F

torch.set_default_dtype(torch.float64)


def bce(z, y):
    return F.binary_cross_entropy_with_logits(z, y, reduction="none")


def large(z, y, k):
    """Places of the k largest losses among observed negatives, and the labels with those marked."""
    losses = torch.where(y == 0, bce(z, y), torch.full_like(z, -1)).flatten()
    k = min(k, int((y == 0).sum()))
    picked = torch.zeros(z.numel(), dtype=torch.bool)
    picked[torch.topk(losses, k).indices] = True
    return picked.reshape(z.shape)


def growing(b, delta):
    return math.ceil(int((b["y"] >= 0).sum()) * delta / 100 * b["epoch"])


def ll_r(b, z, delta):
    y = b["y"]
    keep = (y >= 0) & ~large(z, y, growing(b, delta))
    return bce(z, y)[keep].sum()


def ll_ct(b, z, delta):
    y = b["y"]
    flipped = torch.where(large(z, y, growing(b, delta)), torch.ones_like(y), y)
    return bce(z, flipped)[y >= 0].sum()


def zlpr(b, z):
    total = 0
    for s, y in zip(z, b["y"]):
        total = total + torch.log(1 + torch.exp(-s[y == 1]).sum()) + torch.log(1 + torch.exp(s[y == 0]).sum())
    return total


def two_way(b, z, tp, tn):
    def terms(z, y):
        for s, t in zip(z, y):
            if (t == 1).any():
                n = tn * torch.logsumexp(s[t == 0] / tn, 0) if (t == 0).any() else torch.tensor(-math.inf)
                yield torch.log1p(torch.exp(n + tp * torch.logsumexp(-s[t == 1] / tp, 0)))

    rows, columns = list(terms(z, b["y"])), list(terms(z.T, b["y"].T))
    if not rows:
        return 0 * z.sum()
    return len(z) * (torch.stack(rows).mean() + torch.stack(columns).mean())


def class_balanced(b, z, beta, gamma):
    w = (1 - beta) / (1 - beta ** b["positives"].clamp(min=1))
    w = w / w.sum() * len(w)
    y = b["y"]
    pt = torch.where(y == 1, torch.sigmoid(z), torch.sigmoid(-z))
    return (w * (1 - pt) ** gamma * -torch.log(pt))[y >= 0].sum()


def distribution_balanced(b, z, alpha, beta, mu, neg_scale, init_bias, gamma, balance):
    y, n = b["y"], b["positives"]
    mark = (y == 1).double()
    inverse = 1 / n.clamp(min=1)
    repeat = (mark * inverse).sum(1, keepdim=True)
    weight = torch.sigmoid(beta * (inverse / repeat - mu)) + alpha
    z = z - torch.log(b["samples"] / n.clamp(min=0.5) - 1) * init_bias / neg_scale
    z = z * (1 - mark) * neg_scale + z * mark
    weight = weight / neg_scale * (1 - mark) + weight * mark
    pt = torch.exp(-bce(z, mark))
    return (balance * (1 - pt) ** gamma * weight * bce(z, mark))[y >= 0].sum()


def ghm_c(b, z, bins):
    y = b["y"]
    known = y >= 0
    length = (torch.sigmoid(z) - y).abs().detach()
    weight, filled = torch.zeros_like(z), 0
    for i in range(bins):
        inside = (length >= i / bins) & (length < ((i + 1) / bins if i + 1 < bins else 2)) & known
        if inside.any():
            weight[inside] = int(known.sum()) / int(inside.sum())
            filled += 1
    return (weight / max(filled, 1) * bce(z, y))[known].sum()


def asl_softmax(b, z, gamma_pos, gamma_neg, smoothing):
    total = 0 * z.sum()
    for s, y in zip(z, b["y"]):
        s, y = s[y >= 0], y[y >= 0]
        if not (y == 1).any():
            continue
        log_p = F.log_softmax(s, 0)
        p = torch.exp(log_p)
        weight = torch.where(y == 1, (1 - p) ** gamma_pos, p ** gamma_neg)
        target = y / y.sum() * (1 - smoothing) + smoothing / len(y)
        total = total - (target * weight * log_p).sum()
    return total


LOSSES = [
    ("ll_r:delta_rel=3", lambda b, z: ll_r(b, z, 3)),
    ("ll_ct:delta_rel=2.5", lambda b, z: ll_ct(b, z, 2.5)),
    ("zlpr", zlpr),
    ("two_way", lambda b, z: two_way(b, z, 4, 1)),
    ("two_way:temperature_pos=0.7,temperature_neg=2", lambda b, z: two_way(b, z, 0.7, 2)),
    ("class_balanced", lambda b, z: class_balanced(b, z, 0.9999, 0)),
    ("class_balanced:beta=0.9,gamma=1.5", lambda b, z: class_balanced(b, z, 0.9, 1.5)),
    ("distribution_balanced", lambda b, z: distribution_balanced(b, z, 0.1, 10, 0.2, 2, 0.05, 2, 2)),
    ("distribution_balanced:map_mu=0.3,neg_scale=5,init_bias=0.5,gamma=0,balance=1",
     lambda b, z: distribution_balanced(b, z, 0.1, 10, 0.3, 5, 0.5, 0, 1)),
    ("ghm_c", lambda b, z: ghm_c(b, z, 30)),
    ("ghm_c:bins=4", lambda b, z: ghm_c(b, z, 4)),
    ("asl_softmax", lambda b, z: asl_softmax(b, z, 0, 4, 0.1)),
    ("asl_softmax:gamma_pos=1.5,gamma_neg=2,smoothing=0.3", lambda b, z: asl_softmax(b, z, 1.5, 2, 0.3)),
]


def make(n, k, share, left_out, epoch, seed):
    dice = random.Random(seed)
    z = [[dice.randrange(-384, 385) / 64 for _ in range(k)] for _ in range(n)]
    y = [[-1 if dice.random() < left_out else int(dice.random() < share) for _ in range(k)] for _ in range(n)]
    positives = [float(dice.randrange(1, 60)) for _ in range(k)]
    return {"n": n, "k": k, "z": torch.tensor(z), "y": torch.tensor(y).double(), "epoch": epoch,
            "positives": torch.tensor(positives), "samples": 100.0}


BATCHES = [make(6, 5, 0.3, 0, 4, 1), make(5, 4, 0.4, 0.2, 3, 2), make(1, 6, 0.4, 0, 2, 6), make(6, 1, 0.5, 0, 5, 4),
           make(4, 3, 0, 0, 6, 5)]


def numbers(values):
    text = ", ".join(repr(float(v)) for v in values)
    lines = [""]
    for word in text.split(" "):
        if len(lines[-1]) + len(word) > 110:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + word
    return "\n      ".join(lines)


print("/* Written by tests/oracle/batch.py: losses of a batch by their definitions, gradients by PyTorch. */")
print("enum { MOST_BATCH = 30, MOST_LABELS = 6 };\n")
print("static const struct batch_case {\n    size_t n, labels, epoch;\n    float z[MOST_BATCH];")
print("    signed char y[MOST_BATCH];\n    double positives[MOST_LABELS], samples;\n} batch_cases[] = {")
for b in BATCHES:
    print(f'    {{{b["n"]}, {b["k"]}, {b["epoch"]},')
    print("     {%sf}," % numbers(b["z"].flatten()).replace(",", "f,"))
    print("     {%s}," % ", ".join(str(int(v)) for v in b["y"].flatten()))
    print("     {%s}, %r}," % (numbers(b["positives"]), b["samples"]))
print("};\n")
print("static const struct batch_answer {\n    const char *loss;\n    size_t of; /* which batch */")
print("    double sum, grad[MOST_BATCH];\n} batch_answers[] = {")
for name, loss in LOSSES:
    for i, b in enumerate(BATCHES):
        z = b["z"].clone().requires_grad_(True)
        total = loss(b, z)
        total.backward()
        print(f'    {{"{name}", {i}, {total.item()!r},\n     {{{numbers(z.grad.flatten())}}}}},')
print("};")
