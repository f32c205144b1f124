#include "lesson/loop.h"

#include <math.h>
#include <string.h>

#include "math/normal.h"
#include "train/adapt.h"

enum { NODES = 20 };
#define LEARNING_RATE 0.1

typedef struct model {
    double w, b;
} model;

/* Means over one group of labels: gradient in w and in b, and p. */
typedef struct group_mean {
    double w, b, p;
} group_mean;

/* The means over labels with x ~ N(centre, 1) that are observed as `label`. */
static group_mean group(const asl_loss *loss, const model *m, const double *quantile, double centre, int label)
{
    group_mean sum = {0};
    for (size_t i = 0; i < NODES; i++) {
        double x = centre + quantile[i];
        asl_sigmoid_point at = asl_sigmoid_of_logit(m->w * x + m->b);
        double grad = asl_loss_at(loss, at, label).grad;
        sum.w += grad * x / (double)NODES;
        sum.b += grad / (double)NODES;
        sum.p += at.p / (double)NODES;
    }
    return sum;
}

static void move(asl_loss *loss, int gamma_neg, double to)
{
    double theta[ASL_MAX_PARAMS];
    memcpy(theta, loss->theta, sizeof theta);
    theta[gamma_neg] = to;
    asl_loss_set(loss, loss->family, theta, NULL); /* cannot fail: train/adapt.h keeps gamma_neg in its range */
}

void asl_loop_run(const asl_loop *loop, size_t steps, double *gamma, double *delta_p)
{
    double quantile[NODES], pi = loop->positive_rate, rho = loop->missing;
    double missing = pi * rho, seen = pi * (1 - rho), clean = 1 - pi;
    asl_loss loss = loop->loss;
    model m = {1, log(pi / (1 - pi))};
    for (size_t i = 0; i < NODES; i++) quantile[i] = asl_normal_quantile(((double)i + 0.5) / (double)NODES);
    for (size_t k = 0; k < steps; k++) {
        group_mean tp = group(&loss, &m, quantile, 1, 1), fn = group(&loss, &m, quantile, 1, 0),
                   tn = group(&loss, &m, quantile, -1, 0);
        gamma[k] = loss.theta[loop->gamma_neg];
        delta_p[k] = tp.p - (1 - (missing * fn.p + clean * tn.p) / (missing + clean));
        m.w -= LEARNING_RATE / pi * (seen * tp.w + missing * fn.w + clean * tn.w);
        m.b -= LEARNING_RATE / pi * (seen * tp.b + missing * fn.b + clean * tn.b);
        move(&loss, loop->gamma_neg, asl_adapted_gamma(gamma[k], loop->rate, loop->target, delta_p[k]));
    }
}
