#include "train/predict.h"

#include <stdlib.h>

#include "base/memory.h"
#include "loss/kernel.h"

int asl_predict_split(const asl_trained *t, const asl_split *split, asl_block_sink visit, void *self, asl_error *err)
{
    size_t labels = t->model.labels;
    asl_loss ce;
    asl_pass pass = {0};
    float *scratch = asl_alloc(2 * ASL_SHOWN * labels, sizeof *scratch, err);
    signed char *zeros = asl_alloc(ASL_SHOWN, labels, err);
    int code = scratch == NULL || zeros == NULL ? ASL_FAILED : asl_loss_read(&ce, "ce", err);
    if (code == ASL_OK) code = asl_pass_make(&pass, &t->model, ASL_SHOWN, err);
    for (size_t i = 0; i < split->n && code == ASL_OK; i += ASL_SHOWN) {
        size_t n = split->n - i < ASL_SHOWN ? split->n - i : ASL_SHOWN;
        float *p = scratch + ASL_SHOWN * labels;
        asl_model_forward(&t->model, n, split->x + i * t->model.features, &pass);
        if (!asl_all_finite(n * labels, pass.z)) {
            code = ASL_NOT_FINITE;
            break;
        }
        asl_kernel_f32(&ce, n * labels, pass.z, zeros, scratch, p);
        for (size_t k = 0; t->loss.family->prob_of_logit != NULL && k < n * labels; k++)
            p[k] = (float)t->loss.family->prob_of_logit(&t->loss, (double)pass.z[k]);
        asl_seen_block s = {i, n, pass.z, p};
        visit(self, &s);
    }
    asl_pass_free(&pass);
    free(scratch);
    free(zeros);
    return code;
}
