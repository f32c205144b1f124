#include "loss/loss_terms.h"

enum { ALPHA, BETA, CLIP };

static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    double a = loss->theta[ALPHA], b = loss->theta[BETA] * loss->theta[CLIP], p = x->p, q = x->q;
    return (asl_loss_value){asl_mul_zero(a, -x->log_p) + b * q, -a * q - b * p * q, p * q * (a - b * (q - p))};
}

const asl_family asl_family_sce = {
    .name = "sce",
    .title = "symmetric cross-entropy for two classes",
    .formula_pos = "-alpha log p + beta clip q",
    .formula_neg = "-alpha log q + beta clip p",
    .source = "arXiv 1908.06112",
    .params = {{"alpha", 0, 10, 0.1, "weight of cross-entropy", ASL_BOTH_SIDES},
               {"beta", 0, 10, 1, "weight of reverse cross-entropy", ASL_BOTH_SIDES},
               {"clip", 0, 100, 9.210340371976184, "value of -log 0 in the reverse cross-entropy; default -log 0.0001",
                ASL_BOTH_SIDES}},
    .margin = -1,
    .pos = pos,
    .neg = asl_mirrored_pos,
};
