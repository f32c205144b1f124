/* A logit and its probability, with all quantities that a loss needs, without cancellation.
 *
 *   p = sigmoid(z), q = 1 - p, log_p = log p = -softplus(-z), log_q = log q = -softplus(z)
 *
 * Never compute 1 - p or log(p) from a rounded p: use q and log_p. The errors of all four are about 1.5 ulp (log_p and
 * log_q down to 1e-300, p and q down to underflow at |z| = 745). */
#ifndef ASL_MATH_SIGMOID_POINT_H
#define ASL_MATH_SIGMOID_POINT_H

#include <stdbool.h>

/* The singularities of p nearest to 0 are at +- i ASL_PI. */
#define ASL_PI 3.14159265358979323846

typedef struct asl_sigmoid_point {
    double z, p, q, log_p, log_q;
    bool read; /* p was given by the user: compare p itself with a margin, not z */
} asl_sigmoid_point;

/* From a logit in [-inf, inf]. Cannot fail. */
asl_sigmoid_point asl_sigmoid_of_logit(double z);

/* From a probability in [0, 1] as read; 0 and 1 are the logits -inf and inf. Cannot fail. */
asl_sigmoid_point asl_sigmoid_of_prob(double p);

/* From a column that contains either. */
static inline asl_sigmoid_point asl_sigmoid_of(double x, bool is_prob)
{
    return is_prob ? asl_sigmoid_of_prob(x) : asl_sigmoid_of_logit(x);
}

/* The point at the logit k (z - b), with z that of x. The error is also about 1.5 ulp, because rounding errors are
 * carried along and a probability as read is more precise than its logit. Cannot fail. */
asl_sigmoid_point asl_sigmoid_scaled(const asl_sigmoid_point *x, double k, double b);

/* The same at the logit k z + c. */
asl_sigmoid_point asl_sigmoid_line(const asl_sigmoid_point *x, double k, double c);

/* a * b for an a that vanishes exponentially and a b that grows at most like a power: 0 if a is 0, even if b is inf. */
static inline double asl_mul_zero(double a, double b) { return a == 0 ? 0 : a * b; }

#endif
