/* The standard normal distribution and Student's t. */
#ifndef ASL_MATH_NORMAL_H
#define ASL_MATH_NORMAL_H

/* z with P(Z <= z) = p, p in (0, 1); right to about 1e-14 (1 + |z|). Cannot fail. */
double asl_normal_quantile(double p);

/* P(T <= t) for Student's t with `degrees` >= 1 of freedom: the finite sums of Abramowitz and Stegun 26.7.3 and 26.7.4.
 * And its inverse, right to about 1e-12 relative for p in [0.001, 0.999] (further out the
 * sums cancel). Cannot fail. */
double asl_student_cdf(double t, int degrees);
double asl_student_quantile(double p, int degrees);

#endif
