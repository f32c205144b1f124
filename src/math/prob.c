#include "math/prob.h"

#include <math.h>

asl_prob asl_prob_of_logit(double z)
{
    double e = exp(-fabs(z)); /* in [0, 1] */
    double large = 1 / (1 + e), small = e / (1 + e);
    double log_large = -log1p(e), log_small = -(fabs(z) + log1p(e));
    if (z >= 0) return (asl_prob){z, large, small, log_large, log_small, false};
    return (asl_prob){z, small, large, log_small, log_large, false};
}

asl_prob asl_prob_of_prob(double p)
{
    double q = 1 - p;
    double log_p = log(p), log_q = log1p(-p);
    if (p > 0.5) log_p = log1p(-q);
    double z = fabs(p - 0.5) < 0.25 ? log1p((p - q) / q) : log_p - log_q;
    return (asl_prob){z, p, q, log_p, log_q, true};
}
