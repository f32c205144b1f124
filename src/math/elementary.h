/* Elementary functions with the same bits on every machine, compiler and optimisation level.
 *
 * The C library's functions differ from version to version and from machine to machine in the last bit. These are
 * sequences of IEEE additions, multiplications and divisions in a fixed order, without fused multiply-adds. The batch
 * kernels compute the same functions on vectors (math/elementary_f64.h) and get the same bits. NaN in, NaN out; no
 * function sets errno or fails. Errors are the largest seen in tests/unit/test_elementary.c, rounded up, in ulp of the
 * result if it is a normal number; a subnormal result is off by at most 1 unit of 2^-1074. */
#ifndef ASL_MATH_ELEMENTARY_H
#define ASL_MATH_ELEMENTARY_H

/* e^x. 0.7 ulp. Underflows to subnormal numbers and 0, overflows to inf. */
double asl_exp(double x);

/* log x. 0.9 ulp. -inf at 0, NaN below, inf at inf. */
double asl_log(double x);

/* log(1 + x). 1 ulp. -inf at -1, NaN below. Keeps the sign of 0. */
double asl_log1p(double x);

/* e^x - 1. 1.2 ulp. -1 at -inf. Keeps the sign of 0. */
double asl_expm1(double x);

/* x^y for x >= 0, with the special cases of C's pow; NaN for x < 0 unless y is 0. If y is one of 0, 1/2, 1, 3/2, ...,
 * 32: repeated multiplication and a square root, y ulp. Otherwise 0.7 ulp + |y log x| / 20 ulp. */
double asl_pow(double x, double y);

/* Sine and cosine of 2 pi u, |u| <= 2^40. 1.7 ulp each. Exact at multiples of a quarter. */
void asl_sincos_turns(double u, double *sine, double *cosine);

/* 1 - erf(x). 8 ulp. Underflows to 0 at about x = 27.2. */
double asl_erfc(double x);

#endif
