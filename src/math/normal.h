/* The standard normal distribution. */
#ifndef ASL_MATH_NORMAL_H
#define ASL_MATH_NORMAL_H

/* z with P(Z <= z) = p for p in (0, 1); the error is about 1e-14 (1 + |z|). Cannot fail. */
double asl_normal_quantile(double p);

#endif
