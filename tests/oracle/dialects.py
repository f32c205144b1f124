#!/usr/bin/env python3
"""What public code makes of one entry, by PyTorch's automatic differentiation in single precision.

    python3 tests/oracle/dialects.py > tests/dialect_cases.h

Each function states, in as few operations as it takes, what that class computes for a single (logit, label) pair under
the sum reduction; gammas and margin are the class's defaults (see `aslab dialects`). Needs PyTorch (Debian: python3-torch).
"""
import torch

EPS = 1e-8


def two_sided(z, y, gamma_pos, gamma_neg, margin, detached, unshifted=False):
    p = torch.sigmoid(z)
    p_neg = 1 - p
    if margin > 0:
        p_neg = (p_neg + margin).clamp(max=1)
    loss = y * torch.log(p.clamp(min=EPS)) + (1 - y) * torch.log(p_neg.clamp(min=EPS))
    kept = p * y + (1 - p if unshifted else p_neg) * (1 - y)
    weight = torch.pow(1 - kept, gamma_pos * y + gamma_neg * (1 - y))
    if detached:
        weight = weight.detach()
    return -(loss * weight)


def mixed_inside(z, y, gamma_pos, gamma_neg, margin):
    p = torch.sigmoid(z)
    pt = (1 - p + margin).clamp(max=1) * (1 - y) + p * y
    return -torch.log(pt.clamp(min=EPS)) * (1 - pt).pow(gamma_pos * y + gamma_neg * (1 - y))


CODES = {
    "alibaba": lambda z, y: two_sided(z, y, 1, 4, 0.05, True),
    "alibaba_optimized": lambda z, y: two_sided(z, y, 1, 4, 0.05, False),
    "timm": lambda z, y: two_sided(z, y, 1, 4, 0.05, False),
    "mmpretrain": lambda z, y: mixed_inside(z, y, 0, 4, 0.05),
    "paddleclas": lambda z, y: two_sided(z, y, 1, 4, 0.05, True),
    "torch_ecg": lambda z, y: two_sided(z, y, 1, 4, 0.05, False, True),
    "alibaba:gamma_pos=0,margin=0": lambda z, y: two_sided(z, y, 0, 4, 0, True),
    "alibaba_optimized:gamma_pos=2,gamma_neg=2,margin=0": lambda z, y: two_sided(z, y, 2, 2, 0, False),
}
LOGITS = [-40, -19, -18.5, -18.4, -12, -6, -3.25, -2.9, -2, -0.75, 0, 0.5, 1.5, 3, 5, 8, 12, 16.5, 16.7, 18, 25, 40]

print("/* Made by tests/oracle/dialects.py with PyTorch %s. */" % torch.__version__)
print("static const struct {\n    const char *loss;\n    double logit;\n    int label;\n    double value, grad;\n} dialect_cases[] = {")
for name, code in CODES.items():
    for x in LOGITS:
        for label in (0, 1):
            z = torch.tensor(float(x), dtype=torch.float32, requires_grad=True)
            loss = code(z, torch.tensor(float(label)))
            loss.backward()
            print('    {"%s", %r, %d, %.9g, %.9g},' % (name, x, label, loss.item(), z.grad.item()))
print("};")
