/* One function for losses of all kinds. Separate from loss/batch.c so that the registry does not depend on the
 * kernels. */
#include <string.h>

#include "loss/batch.h"
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
