/* A logit and its probability, with every quantity a loss needs and no cancellation.
 *
 *   p = sigmoid(z), q = 1 - p, log_p = log p = -softplus(-z), log_q = log q = -softplus(z)
 *
 * Never write 1 - p or log(p) of a rounded p: take q and log_p. All four are right to about 1.5 ulp (log_p and log_q
 * down to 1e-300, p and q down to underflow at |z| = 745). */
#ifndef ASL_MATH_PROB_H
#define ASL_MATH_PROB_H

#include <stdbool.h>

/* The singularities of p nearest to 0 are at +- i ASL_PI. */
#define ASL_PI 3.14159265358979323846

typedef struct asl_prob {
    double z, p, q, log_p, log_q;
    bool read; /* p itself was read from the user: compare it with a margin as it is, not through z */
} asl_prob;

/* From a logit in [-inf, inf]. Cannot fail. */
asl_prob asl_prob_of_logit(double z);

/* From a probability in [0, 1] as read; 0 and 1 are the logits -inf and inf. Cannot fail. */
asl_prob asl_prob_of_prob(double p);

/* Either, as a user's column is one or the other. */
static inline asl_prob asl_prob_of(double x, bool is_prob)
{
    return is_prob ? asl_prob_of_prob(x) : asl_prob_of_logit(x);
}

/* Of the logit k (z - b), z being that of x: right to about 1.5 ulp too, since what rounds off is carried along, and a
 * probability as read says more than its logit. Cannot fail. */
asl_prob asl_prob_scaled(const asl_prob *x, double k, double b);

/* Likewise of the logit k z + c. */
asl_prob asl_prob_line(const asl_prob *x, double k, double c);

/* a * b where a vanishes exponentially while b grows at most like a power: 0 wherever a is 0, even for b = inf. */
static inline double asl_vanish(double a, double b) { return a == 0 ? 0 : a * b; }

#endif
