/* Student's t distribution. degrees: degrees of freedom, any real number >= 1. */
#ifndef ASL_MATH_STUDENT_H
#define ASL_MATH_STUDENT_H

/* P(T <= t). The smaller of P(T <= t) and P(T > t) has a relative error of about 1e-13, however small it is. Cannot
 * fail. */
double asl_student_cdf(double t, double degrees);

/* t with P(T <= t) = p for p in (0, 1): relative error below 1e-12, exactly 0 at p = 1/2, antisymmetric about it. -inf
 * or inf if t is out of the range of a double (degrees = 1 and p < 1e-309). Cannot fail. */
double asl_student_quantile(double p, double degrees);

#endif
