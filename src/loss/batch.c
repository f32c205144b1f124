#include "loss/batch.h"

#include <math.h>

#include "base/numbers.h"
#include "loss/focusing.h"
#include "math/elementary.h"

asl_loss_value asl_label_loss(double z, int y, double gamma)
{
    asl_sigmoid_point x = asl_sigmoid_of_logit(z);
    return y > 0 ? asl_focusing_pos(&x, gamma) : asl_focusing_neg(&x, gamma, 0, asl_no_margin);
}

void asl_batch_put(const asl_batch *b, size_t i, double weight, asl_loss_value loss, float *value, float *grad)
{
    bool known = b->y[i] >= 0;
    value[i] = known ? (float)(weight * loss.value) : 0;
    grad[i] = known ? (float)(weight * loss.grad) : 0;
}

size_t asl_batch_known(const asl_batch *b)
{
    size_t known = 0;
    for (size_t i = 0; i < b->n * b->labels; i++) known += b->y[i] >= 0;
    return known;
}

asl_soft_max asl_softest(double t) { return (asl_soft_max){t, -ASL_INF, 0}; }

void asl_soft_add(asl_soft_max *m, double x)
{
    if (x > m->top) {
        m->sum = m->sum * asl_exp((m->top - x) / m->t) + 1;
        m->top = x;
    } else {
        m->sum += asl_exp((x - m->top) / m->t);
    }
}

double asl_soft_value(const asl_soft_max *m) { return m->sum > 0 ? m->top + m->t * asl_log(m->sum) : -ASL_INF; }
