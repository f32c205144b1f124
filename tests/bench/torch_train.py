"""The training of the synthetic study as a plain PyTorch loop, written only from its description.

`torch_train.py time BINARY` prints the time of an ASL run with 64 and with 256 hidden units, and the time of aslab, measured in the same
minute. `torch_train.py compare` trains five losses on the same data with the same initial weights and batch order, and prints the difference
in macro AP to cross-entropy. One thread, eager mode.
"""
import argparse
import os
import subprocess
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import torch
import torch.nn.functional as F
from scipy.special import ndtri
from sklearn.metrics import average_precision_score

torch.set_num_threads(1)
N, D, K = 10000, 64, 80
BATCH, EPOCHS, LR, WARM_UP, WEIGHT_DECAY = 128, 20, 2e-3, 0.2, 1e-4
SIZE_SD, NOISE, GROUPS, FACTORS = 0.3, 1.0, 12, 8
RUNS_PER_DATA_SET = 16


def make_data(seed, missing):
    """Regime C: Gaussian-copula labels, sums of confusable prototypes, missing labels in the train half only."""
    rng = np.random.default_rng(seed)
    unit = lambda a: a / np.linalg.norm(a, axis=1, keepdims=True)
    prevalence = 2.9 / np.arange(1, K + 1) / (1 / np.arange(1, K + 1)).sum()
    loading = unit(rng.standard_normal((K, FACTORS)))
    group = unit(rng.standard_normal((GROUPS, D)))
    own = unit(rng.standard_normal((K, D)))
    prototype = unit(np.sqrt(0.5) * group[np.arange(K) % GROUPS] + np.sqrt(0.5) * own)

    latent = 0.5 * rng.standard_normal((2 * N, FACTORS)) @ loading.T + np.sqrt(0.75) * rng.standard_normal((2 * N, K))
    y = latent > ndtri(1 - prevalence)
    size = np.exp(SIZE_SD * rng.standard_normal((2 * N, K)))
    x = (y * size) @ prototype + NOISE / np.sqrt(D) * rng.standard_normal((2 * N, D))
    x = (x - x[:N].mean(0)) / x[:N].std(0)
    observed = y[:N] & (rng.random((N, K)) >= missing)
    x = torch.from_numpy(x.astype(np.float32))
    return x[:N], torch.from_numpy(observed.astype(np.float32)), x[N:], y[N:]


def ce(z, y):
    return F.binary_cross_entropy_with_logits(z, y, reduction="none")


def asl(gamma_pos, gamma_neg, margin):
    """Equation 7, with the derivative of the weights."""

    def loss(z, y):
        p = torch.sigmoid(z)
        pos = F.logsigmoid(z)
        if gamma_pos > 0:
            pos = pos * (1 - p) ** gamma_pos
        if margin > 0:
            p = (p - margin).clamp(min=0)
            neg = torch.log1p(-p)
        else:
            neg = F.logsigmoid(-z)
        if gamma_neg > 0:
            neg = neg * p**gamma_neg
        return -(y * pos + (1 - y) * neg)

    return loss


def neutral_bias(loss, prevalence):
    """The logit of each class where pi dL+/dz + (1 - pi) dL-/dz = 0, by bisection in double precision."""
    pi = prevalence.double()
    low, high = torch.full_like(pi, -20), torch.full_like(pi, 20)
    for _ in range(50):
        z = ((low + high) / 2).requires_grad_(True)
        risk = pi * loss(z, torch.ones_like(z)) + (1 - pi) * loss(z, torch.zeros_like(z))
        (slope,) = torch.autograd.grad(risk.sum(), z)
        middle = z.detach()
        low, high = torch.where(slope < 0, middle, low), torch.where(slope < 0, high, middle)
    return ((low + high) / 2).float()


def learning_rate(step, steps):
    """From LR/25 to LR at WARM_UP of the steps, then to LR * 1e-4 at the last step, both as half a cosine."""
    peak = WARM_UP * steps
    part = step / peak if step < peak else (step - peak) / (steps - 1 - peak)
    start, end = (LR / 25, LR) if step < peak else (LR, LR * 1e-4)
    return end + (start - end) * (1 + np.cos(np.pi * part)) / 2


def train(x, y, loss, seed, hidden=64, epochs=EPOCHS):
    torch.manual_seed(seed)
    bias = neutral_bias(loss, y.mean(0))
    model = torch.nn.Sequential(torch.nn.Linear(D, hidden), torch.nn.ReLU(), torch.nn.Linear(hidden, K))
    with torch.no_grad():
        model[0].weight.normal_(0, (2 / D) ** 0.5)
        model[0].bias.zero_()
        model[2].weight.normal_(0, 0.3 / hidden**0.5)
        model[2].bias.copy_(bias)
    optimizer = torch.optim.AdamW(model.parameters(), lr=LR, betas=(0.9, 0.999), weight_decay=WEIGHT_DECAY)
    batches = len(x) // BATCH
    for epoch in range(epochs):
        order = torch.randperm(len(x))
        for i in range(batches):
            index = order[i * BATCH : (i + 1) * BATCH]
            optimizer.param_groups[0]["lr"] = learning_rate(epoch * batches + i, epochs * batches)
            optimizer.zero_grad(set_to_none=True)
            loss(model(x[index]), y[index]).sum(1).mean().backward()
            optimizer.step()
    return model


@torch.no_grad()
def mean_ap(model, x, y):
    return average_precision_score(y, model(x).numpy(), average="macro")


def time_one_run(hidden):
    """Seconds per run in PyTorch, including a share of the time for data, which RUNS_PER_DATA_SET runs use. The only measure is macro AP."""
    start = time.perf_counter()
    x, y, test_x, test_y = make_data(1, 0.1)
    data = time.perf_counter() - start
    mean_ap(train(x, y, asl(0, 4, 0.05), 1, hidden, epochs=1), test_x, test_y)
    start = time.perf_counter()
    model = train(x, y, asl(0, 4, 0.05), 1, hidden)
    trained = time.perf_counter()
    mean_ap(model, test_x, test_y)
    end = time.perf_counter()
    run = end - start + data / RUNS_PER_DATA_SET
    print(f"torch_train_run_h{hidden} {run:.3f} s/run")
    print(f"torch_train_run_h{hidden}_without_metrics {trained - start:.3f} s/run")
    return run


def aslab_runs(binary):
    """The lines of train.sh: seconds per run of aslab in a group of 16 on one thread, including all measures."""
    script = os.path.join(os.path.dirname(__file__), "train.sh")
    lines = subprocess.run(["sh", script, binary], capture_output=True, text=True, check=True).stdout.splitlines()
    return {line.split()[0]: float(line.split()[1]) for line in lines}


def time_runs(binary):
    torch_runs = {hidden: time_one_run(hidden) for hidden in (64, 256)}
    if not binary:
        return
    ours = aslab_runs(binary)
    for hidden, torch_run in torch_runs.items():
        run = ours[f"train_run_h{hidden}"]
        print(f"train_run_h{hidden} {run:.3f} s/run")
        print(f"speedup_over_torch_train_h{hidden} {torch_run / run:.1f} times")


def compare(missing, seeds):
    losses = {"ce": ce, "focal 2": asl(2, 2, 0), "asl 0/4/0.05": asl(0, 4, 0.05), "asl 0/4/0": asl(0, 4, 0), "asl 0/0/0.05": asl(0, 0, 0.05)}
    score, p_pos, q_neg = (np.zeros((len(losses), len(seeds))) for _ in range(3))
    for s, seed in enumerate(seeds):
        x, y, test_x, test_y = make_data(seed, missing)
        for i, loss in enumerate(losses.values()):
            model = train(x, y, loss, seed)
            score[i, s] = 100 * mean_ap(model, test_x, test_y)
            p = torch.sigmoid(model(x).detach())
            p_pos[i, s], q_neg[i, s] = p[y == 1].mean(), 1 - p[y == 0].mean()
    print(f"missing {missing:g}, seeds {seeds[0]}-{seeds[-1]}")
    print(f"{'loss':14}{'mAP':>8}{'- ce':>8}{'sd':>7}{'p pos':>8}{'1-p neg':>9}")
    for i, name in enumerate(losses):
        d = score[i] - score[0]
        sd = d.std(ddof=1) if len(seeds) > 1 else np.nan
        print(f"{name:14}{score[i].mean():8.2f}{d.mean():+8.2f}{sd:7.2f}{p_pos[i].mean():8.3f}{q_neg[i].mean():9.3f}")


parser = argparse.ArgumentParser()
parser.add_argument("command", choices=("time", "compare"))
parser.add_argument("binary", nargs="?")
parser.add_argument("--missing", type=float, default=0.1)
parser.add_argument("--seeds", default="1-5", help="FIRST-LAST")
arguments = parser.parse_args()
if arguments.command == "time":
    time_runs(arguments.binary)
else:
    first, _, last = arguments.seeds.partition("-")
    compare(arguments.missing, range(int(first), int(last or first) + 1))
