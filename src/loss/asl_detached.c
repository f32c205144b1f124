#include "loss/focusing.h"
#include "loss/kink.h"
#include "math/elementary.h"

#include <math.h>

enum { GAMMA_POS, GAMMA_NEG, MARGIN };

static void derive(const double *theta, double *derived) { asl_focusing_derive(theta[MARGIN], derived); }

static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    double g = loss->theta[GAMMA_POS];
    double weight = asl_pow(x->q, g);
    return (asl_loss_value){
        .value = asl_mul_zero(weight, -x->log_p) + 0.0,
        .grad = -weight * x->q + 0.0,
        .hess = (g + 1) * x->p * x->q * weight,
    };
}

/* grad = u^g p q / v, and hess = u^g p q (g (p q) / (u v) + curve) */
static asl_loss_value neg(const asl_loss *loss, const asl_sigmoid_point *x)
{
    asl_shifted s = asl_shift(x, loss->theta[MARGIN], loss->derived);
    if (s.dropped) return (asl_loss_value){0};
    double g = loss->theta[GAMMA_NEG], weight = asl_pow(s.u, g);
    return (asl_loss_value){
        .value = weight * -s.log_v,
        .grad = weight * x->p * s.q_v,
        .hess = weight * x->p * x->q * (g * (x->p / s.u) * s.q_v + s.curve),
    };
}

static size_t kinks(const asl_loss *loss, int label, asl_kink *kink)
{
    double m = loss->theta[MARGIN];
    if (label != 0 || m == 0) return 0;
    kink[0] = asl_margin_kink_detached(loss->derived, m, loss->theta[GAMMA_NEG]);
    return 1;
}

static asl_focus focus(const asl_loss *loss)
{
    return (asl_focus){loss->theta[GAMMA_POS], loss->theta[GAMMA_NEG], loss->theta[MARGIN],
                       loss->derived[0],       loss->derived[1],       true};
}

extern const asl_family asl_family_asl;

const asl_family asl_family_asl_detached = {
    .name = "asl_detached",
    .title = "asymmetric loss, weight detached",
    .formula_pos = "-detach(q^gamma_pos) log p",
    .formula_neg = "-detach(u^gamma_neg) log(1 - u), u = max(p - margin, 0)",
    .source = "the official implementation's default (disable_torch_grad_focal_loss)",
    .note = "same value as asl, but a different gradient: grad is not the derivative of value",
    .params = {{"gamma_pos", 0, 30, 0, "focusing of positives: larger values down-weight easy positives", ASL_POS_SIDE},
               {"gamma_neg", 0, 30, 4, "focusing of negatives: larger values down-weight easy negatives", ASL_NEG_SIDE},
               {"margin", 0, 0.5, 0.05, "probability margin: negatives with p <= margin have no loss", ASL_NEG_SIDE}},
    .margin = MARGIN,
    .derive = derive,
    .pos = pos,
    .neg = neg,
    .kinks = kinks,
    .attached = &asl_family_asl,
    .focus = focus,
};
