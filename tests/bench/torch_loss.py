"""`make bench-torch`: the same loss, forward and backward, in PyTorch's eager mode on one thread, beside aslab's kernel.

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


def loss(z):
    p = torch.sigmoid(z)
    u = (p - MARGIN).clamp(min=0)
    pos = y * torch.log(p.clamp(min=1e-8)) * (1 - p) ** GAMMA_POS
    neg = (1 - y) * torch.log((1 - u).clamp(min=1e-8)) * u**GAMMA_NEG
    return -(pos + neg).sum()


def step():
    x = z.detach().requires_grad_(True)
    loss(x).backward()
    return x.grad


best = 1e9
for _ in range(30):
    start = time.perf_counter()
    step()
    best = min(best, time.perf_counter() - start)
torch_ns = best / N * 1e9
lines = dict(line.split()[:2] for line in subprocess.run([sys.argv[1]], capture_output=True, text=True, check=True).stdout.splitlines())
ours = float(lines["loss_grad_f32"])
print(f"torch_loss_grad_f32 {torch_ns:.1f} ns/element")
print(f"loss_grad_f32 {ours:.2f} ns/element")
print(f"speedup_over_torch {torch_ns / ours:.1f} times")
