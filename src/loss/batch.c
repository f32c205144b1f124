#include "loss/batch.h"

#include <math.h>
#include <string.h>

#include "base/numbers.h"
#include "loss/focusing.h"
#include "loss/kernel.h"

static void silence_unknown(const asl_batch *b, float *value, float *grad)
{
    size_t n = b->n * b->labels;
    if (n == 0 || memchr(b->y, -1, n) == NULL) return;
    for (size_t i = 0; i < n; i++) {
        if (b->y[i] < 0) value[i] = grad[i] = 0;
    }
}

void asl_loss_on_batch(const asl_loss *loss, const asl_batch *b, float *value, float *grad)
{
    if (loss->family->kind == ASL_BATCHWISE) {
        loss->family->batch(loss, b, value, grad);
    } else {
        asl_kernel_f32(loss, b->n * b->labels, b->z, b->y, value, grad);
        silence_unknown(b, value, grad);
    }
}

bool asl_loss_relabels(const asl_loss *loss) { return loss->family->relabel != NULL; }

void asl_loss_relabel(const asl_loss *loss, const asl_batch *b, signed char *y) { loss->family->relabel(loss, b, y); }

asl_jet asl_label_loss(double z, int y, double gamma)
{
    static const double no_margin[2] = {-ASL_INF, 0};
    asl_prob x = asl_prob_of_logit(z);
    return y > 0 ? asl_focusing_pos(&x, gamma) : asl_focusing_neg(&x, gamma, 0, no_margin);
}

void asl_batch_put(const asl_batch *b, size_t i, double weight, asl_jet loss, float *value, float *grad)
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
        m->sum = m->sum * exp((m->top - x) / m->t) + 1;
        m->top = x;
    } else {
        m->sum += exp((x - m->top) / m->t);
    }
}

double asl_soft_value(const asl_soft_max *m) { return m->sum > 0 ? m->top + m->t * log(m->sum) : -ASL_INF; }
