"""For `make bench-torch`: forward and backward pass of the same loss in PyTorch (eager mode, one thread), compared with aslab's kernel.

Prints NAME VALUE UNIT. The aslab figure is taken from a run of build/.../bench in the same minute; its path is argument 1.
"""
import subprocess
import sys
import time

import torch

torch.set_num_threads(1)
GAMMA_POS, GAMMA_NEG, MARGIN = 1.0, 3.5, 0.05
N = 1 << 16
torch.manual_seed(1)
z = torch.rand(N) * 12 - 8
y = (torch.rand(N) < 1 / 27).float()


def plain(z):
    """Equation 7 with a separate expression and a scalar exponent for each side, the fastest version found."""
    p = torch.sigmoid(z)
    u = (p - MARGIN).clamp(min=0)
    pos = y * torch.log(p.clamp(min=1e-8)) * (1 - p) ** GAMMA_POS
    neg = (1 - y) * torch.log((1 - u).clamp(min=1e-8)) * u**GAMMA_NEG
    return -(pos + neg).sum()


def published(z):
    """Like the official code: one weight with a tensor of exponents."""
    p = torch.sigmoid(z)
    q = (1 - p + MARGIN).clamp(max=1)
    log = y * torch.log(p.clamp(min=1e-8)) + (1 - y) * torch.log(q.clamp(min=1e-8))
    right = p * y + q * (1 - y)
    return -(log * torch.pow(1 - right, GAMMA_POS * y + GAMMA_NEG * (1 - y))).sum()


def nanoseconds(loss):
    best = 1e9
    for _ in range(60):
        start = time.perf_counter()
        x = z.detach().requires_grad_(True)
        loss(x).backward()
        best = min(best, time.perf_counter() - start)
    return best / N * 1e9


lines = dict(line.split()[:2] for line in subprocess.run([sys.argv[1]], capture_output=True, text=True, check=True).stdout.splitlines())
ours = float(lines["loss_grad_f32"])
print(f"loss_grad_f32 {ours:.2f} ns/element")
for loss in (plain, published):
    torch_ns = nanoseconds(loss)
    print(f"torch_{loss.__name__}_loss_grad_f32 {torch_ns:.1f} ns/element")
    print(f"speedup_over_torch_{loss.__name__} {torch_ns / ours:.1f} times")
