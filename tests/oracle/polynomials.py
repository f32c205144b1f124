#!/usr/bin/env python3
"""The polynomials of src/math/elementary_f64.h, elementary_f32.h and elementary.c: python3 tests/oracle/polynomials.py

Each polynomial interpolates at Chebyshev points; its largest error is within a factor of about two of the smallest possible.
Prints the coefficients, constant term first, and the largest error of the function that uses them, relative to
`of`, before the coefficients are rounded. Needs only the standard library."""
from decimal import Decimal as D, getcontext
from math import cos as fcos, pi as fpi

getcontext().prec = 90
EPS = D(10) ** -85


def cheb_points(n, a, b):
    return [(a + b) / 2 + (b - a) / 2 * COS(i, n) for i in range(n)]


def pi():
    def arctan_inverse(k):
        term, total, n = D(1) / k, D(1) / k, 1
        while abs(term) > EPS:
            term = -term / (k * k)
            n += 2
            total += term / n
        return total
    return 4 * (4 * arctan_inverse(5) - arctan_inverse(239))


PI = pi()


def series(x, first, ratio):
    """first + first ratio(1) + first ratio(1) ratio(2) + ..."""
    term = total = first
    n = 1
    while term != 0 and abs(term) > EPS * D(10) ** -60:
        term = term * ratio(n)
        total += term
        n += 1
    return total


def cosine(x):
    return series(x, D(1), lambda n: -x * x / ((2 * n - 1) * (2 * n)))


def COS(i, n):
    return cosine(PI * (2 * i + 1) / (2 * n))


def interpolate(f, degree, a, b):
    x = cheb_points(degree + 1, D(a), D(b))
    c = [f(v) for v in x]
    for k in range(1, len(x)):  # divided differences
        for i in range(len(x) - 1, k - 1, -1):
            c[i] = (c[i] - c[i - 1]) / (x[i] - x[i - k])
    p = [D(0)]
    for i in range(len(x) - 1, -1, -1):  # p = p (v - x_i) + c_i
        q = [D(0)] + p
        for j, v in enumerate(p):
            q[j] -= v * x[i]
        q[0] += c[i]
        p = q
    return p[:degree + 1]


def at(p, x):
    r = D(0)
    for c in reversed(p):
        r = r * x + c
    return r


def show(name, f, degree, a, b, error_of):
    p = interpolate(f, degree, a, b)
    a, b = D(a), D(b)
    worst = max(abs((at(p, x) - f(x)) * error_of(x)) for x in (a + (b - a) * i / 1000 for i in range(1, 1000)))
    print(f'{name}: error 2^{float(worst.ln() / D(2).ln()):.1f}')
    for c in p:
        print(f'    {float(c).hex()}  {float(c)!r}')


def exp_rest(r, k=3):
    """(e^r - 1 - ... - r^(k-1) / (k-1)!) / r^k"""
    first = D(1)
    for i in range(2, k + 1):
        first /= i
    return series(r, first, lambda n: r / (n + k))


def atanh_rest(z):
    """(2 atanh(s) / s - 2) / z, z = s^2"""
    total, power, n = D(0), D(1), 3
    while power > EPS:
        total += 2 * power / n
        power *= z
        n += 2
    return total


def sine_rest(w):
    """(sin(2 pi r) / r - 2 pi) / w, w = r^2"""
    t = (2 * PI) ** 2
    return series(w, -(2 * PI) ** 3 / 6, lambda n: -t * w / ((2 * n + 2) * (2 * n + 3)))


def cosine_rest(w):
    """(cos(2 pi r) - 1) / w"""
    t = (2 * PI) ** 2
    return series(w, -t / 2, lambda n: -t * w / ((2 * n + 1) * (2 * n + 2)))


def rise_rest(t, k=2):
    """(1 - e^-t - t + t^2 / 2 ...) of -t: ((1 - e^-t) / t - 1) / t"""
    return series(t, D(-1) / 2, lambda n: -t / (n + 2))


def erfcx(x):
    if x < 3:
        total = series(x, x, lambda n: 2 * x * x / (2 * n + 1)) * 2 / PI.sqrt()
        return (x * x).exp() - total  # (1 - erf x) e^(x^2)
    f = D(0)
    for n in range(3000, 0, -1):
        f = D(n) / 2 / (x + f)
    return 1 / (x + f) / PI.sqrt()


def main():
    half = D(2).ln() / 2 + D('1e-9')
    ln2 = D(2).ln()
    print('ln 2:')
    for bits, scale in ((42, D(2) ** 42), (15, D(2) ** 15)):
        hi = D(int(ln2 * scale)) / scale
        print(f'    {bits} bits: {float(hi).hex()} and {float(ln2 - hi).hex()}')
    two_pi = float(2 * PI)
    print(f'2 pi: {two_pi.hex()} and {float(2 * PI - D(two_pi)).hex()}')
    print(f'1 / sqrt(pi): {float(1 / PI.sqrt()).hex()}; sqrt(1/2): {float(D("0.5").sqrt()).hex()}')
    z = ((D(2).sqrt() - 1) / (D(2).sqrt() + 1)) ** 2
    show('exp, degree 12', exp_rest, 9, -half, half, lambda r: r ** 3 / (r.exp()))
    show('exp f32, degree 6', exp_rest, 3, -half, half, lambda r: r ** 3 / (r.exp()))
    show('log, 7 terms', atanh_rest, 6, 0, z, lambda v: v / 2)
    show('log for pow, 8 terms after 2/3', lambda v: (atanh_rest(v) - D(2) / 3) / v, 6, D('1e-12'), z, lambda v: v * v / 2)
    show('log f32, 3 terms', atanh_rest, 2, 0, z, lambda v: v / 2)
    show('sin', sine_rest, 5, 0, D(1) / 64, lambda w: w / 6)
    show('cos', cosine_rest, 6, 0, D(1) / 64, lambda w: w)
    show('1 - e^-t, t in [0, 1/4]', rise_rest, 7, 0, D(1) / 4, lambda t: t)
    show('1 - e^-t, t in [0, 1/2], f32', rise_rest, 4, 0, D(1) / 2, lambda t: t)
    low = D(2) / D('29.3')
    show('erfcx(2 / t - 2) / t', lambda v: erfcx(2 / ((1 - low) / 2 * v + (1 + low) / 2) - 2) / ((1 - low) / 2 * v + (1 + low) / 2),
         24, -1, 1, lambda v: D(1))


if __name__ == '__main__':
    main()
