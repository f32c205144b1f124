#include "loss/implementation.h"

#include <math.h>

#include "loss/focusing.h"
#include "loss/kink.h"
#include "loss/loss_terms.h"
#include "math/elementary.h"

/* The dialects use the second derivatives of these families. */
extern const asl_family asl_family_asl, asl_family_asl_detached;

static const asl_family *exact_of(const asl_implementation *d)
{
    return d->detached ? &asl_family_asl_detached : &asl_family_asl;
}

static const float eps = 1e-8f;

/* Single-precision functions, correctly rounded as far as double precision allows. */
static float exp_f(float x) { return (float)asl_exp((double)x); }
static float log_f(float x) { return (float)asl_log((double)x); }
static float pow_f(float x, float y) { return (float)asl_pow((double)x, (double)y); }

static float sigmoid_f(const asl_sigmoid_point *x) { return x->read ? (float)x->p : 1 / (1 + exp_f(-(float)x->z)); }

/* d(base^gamma)/d(base) as frameworks compute it: 0 for gamma = 0. */
static float slope_f(float base, float gamma) { return gamma == 0 ? 0 : gamma * pow_f(base, gamma - 1); }

/* -log(max(kept, eps)) base^gamma and its gradient in the logit. kept_moves and base_moves are the derivatives of kept
 * and base; the latter is not used if the weight is detached. */
static asl_loss_value entry_f(float kept, float kept_moves, float base, float base_moves, float gamma, bool detached)
{
    float clamped = kept < eps ? eps : kept, weight = pow_f(base, gamma), log_kept = log_f(clamped);
    float grad = kept < eps ? 0 : -weight / clamped * kept_moves;
    if (!detached) grad += -log_kept * slope_f(base, gamma) * base_moves;
    return (asl_loss_value){(double)(-log_kept * weight) + 0.0, (double)grad + 0.0, 0};
}

asl_loss_value asl_implementation_pos(const asl_implementation *d, const asl_loss *loss, const asl_sigmoid_point *x)
{
    float p = sigmoid_f(x), flow = p * (1 - p), gamma = (float)loss->theta[ASL_IMPLEMENTATION_GAMMA_POS];
    asl_loss_value j = entry_f(p, flow, 1 - p, -flow, gamma, d->detached);
    j.hess = p < eps ? 0 : exact_of(d)->pos(loss, x).hess;
    return j;
}

/* second derivative of -p^gamma log(1 - u), the loss with unshifted weight */
static double unshifted_hess(const asl_loss *loss, const asl_sigmoid_point *x)
{
    double g = loss->theta[ASL_IMPLEMENTATION_GAMMA_NEG], p = x->p, q = x->q, weight = asl_pow(p, g);
    asl_loss_value power = {weight, g * q * weight, g * q * weight * (g * q - p)};
    return asl_loss_value_product(power, asl_focusing_neg(x, 0, loss->theta[ASL_IMPLEMENTATION_MARGIN], loss->derived))
        .hess;
}

asl_loss_value asl_implementation_neg(const asl_implementation *d, const asl_loss *loss, const asl_sigmoid_point *x)
{
    float margin = (float)loss->theta[ASL_IMPLEMENTATION_MARGIN],
          gamma = (float)loss->theta[ASL_IMPLEMENTATION_GAMMA_NEG];
    float p = sigmoid_f(x), shifted = (1 - p) + margin, kept = shifted > 1 ? 1 : shifted, flow = p * (1 - p);
    float moves = margin > 0 && shifted > 1 ? 0 : -flow; /* derivative of kept */
    asl_loss_value j =
        entry_f(kept, moves, d->unshifted ? p : 1 - kept, d->unshifted ? flow : -moves, gamma, d->detached);
    j.hess = kept < eps || moves == 0 ? 0 : d->unshifted ? unshifted_hess(loss, x) : exact_of(d)->neg(loss, x).hess;
    return j;
}

/* Kink of -p^gamma log(1 - u) at the margin. The weight is not 0 there, so the gradient has a step. */
static asl_kink unshifted_kink(const double *edge, double margin, double gamma)
{
    double p = margin, q = 1 - margin, weight = asl_pow(p, gamma);
    asl_loss_value power = {weight, gamma * q * weight, gamma * q * weight * (gamma * q - p)};
    asl_series above = asl_series_product(asl_series_of_loss_value(power), asl_series_of_log(margin));
    return asl_kink_of_series(edge, 0, above, (asl_loss_value){0});
}

static asl_kink margin_kink(const asl_implementation *d, const asl_loss *loss)
{
    double margin = loss->theta[ASL_IMPLEMENTATION_MARGIN], gamma = loss->theta[ASL_IMPLEMENTATION_GAMMA_NEG];
    asl_kink kink = d->unshifted  ? unshifted_kink(loss->derived, margin, gamma)
                    : d->detached ? asl_margin_kink_detached(loss->derived, margin, gamma)
                                  : asl_margin_kink(loss->derived, margin, gamma);
    asl_sigmoid_point dropped = asl_sigmoid_of_logit(kink.z - 1);
    kink.below = asl_implementation_neg(d, loss, &dropped);
    return kink;
}

/* A kink whose limits are the code's own results a few roundings away from the logit. */
static asl_kink clamp_kink(const asl_implementation *d, const asl_loss *loss, int label, double z)
{
    asl_sigmoid_point before = asl_sigmoid_of_logit(z - 1e-5), after = asl_sigmoid_of_logit(z + 1e-5);
    return (asl_kink){
        .z = z,
        .below = label ? asl_implementation_pos(d, loss, &before) : asl_implementation_neg(d, loss, &before),
        .above = label ? asl_implementation_pos(d, loss, &after) : asl_implementation_neg(d, loss, &after)};
}

size_t asl_implementation_kinks(const asl_implementation *d, const asl_loss *loss, int label, asl_kink *kink)
{
    static const double rounds_to_1 = 16.635532333438686; /* 24 log 2: from here on 1 + exp(-z) rounds to 1 */
    double margin = loss->theta[ASL_IMPLEMENTATION_MARGIN];
    size_t n = 0;
    if (label == 0 && margin > 0) kink[n++] = margin_kink(d, loss);
    if (label == 0 && (float)margin < eps) kink[n++] = clamp_kink(d, loss, 0, rounds_to_1);
    if (label != 0) kink[n++] = clamp_kink(d, loss, 1, asl_log((double)eps / (1 - (double)eps)));
    return n;
}

#define SOFT_BOTH "both terms with weights y and 1 - y, and an exponent mixed in the same way"
#define SOFT_LOG  "mixes p and 1 - p inside the logarithm"

const asl_public_code asl_public_codes[] = {
    {"Alibaba-MIIL/ASL, AsymmetricLoss", "alibaba", "asl_detached:gamma_pos=1", "detached", "sum", SOFT_BOTH,
     "defaults of the class: gamma_pos is 1, not 0 as in the paper"},
    {"Alibaba-MIIL/ASL, AsymmetricLossOptimized", "alibaba_optimized", "asl:gamma_pos=1", "full", "sum", SOFT_BOTH,
     "documented as bit-accurate with the above; this holds for the value, not for the gradient"},
    {"Alibaba-MIIL/ASL, train.py", "alibaba:gamma_pos=0", "asl_detached", "detached", "sum", SOFT_BOTH,
     "the published recipe: AsymmetricLoss with gamma_pos = 0"},
    {"huggingface/pytorch-image-models (timm), AsymmetricLossMultiLabel", "timm", "asl:gamma_pos=1", "full", "sum",
     SOFT_BOTH, "newer versions: mean over the batch, label smoothing, pos_weight"},
    {"open-mmlab/mmpretrain, AsymmetricLoss", "mmpretrain", "asl", "full", "mean", SOFT_LOG,
     "gamma_pos defaults to 0 in the class, to 1 in the function"},
    {"PaddlePaddle/PaddleClas, MultiLabelAsymmetricLoss", "paddleclas", "asl_detached:gamma_pos=1", "detached", "sum",
     SOFT_LOG, "equals Alibaba's class on labels 0 and 1"},
    {"DeepPSP/torch_ecg, AsymmetricLoss, implementation='deep-psp'", "torch_ecg", "asl:gamma_pos=1", "full", "mean",
     "both terms, each with its own focusing weight, times y and 1 - y",
     "the weight p^gamma_neg is not shifted, so hard negatives weigh more; the default implementation is Alibaba's"},
    {"Alibaba-MIIL/ASL, ASLSingleLabel", "asl_softmax", NULL, "full", "mean", "smoothing 0.1 over the classes",
     "softmax, single-label; without smoothing gamma_neg has no effect"},
    {NULL, NULL, NULL, NULL, NULL, NULL, NULL},
};
