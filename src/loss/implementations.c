/* The dialects as rows of the registry: the same formulas with their own options and defaults. */
#include "loss/focusing.h"
#include "loss/implementation.h"

static void derive(const double *theta, double *derived)
{
    asl_focusing_derive(theta[ASL_IMPLEMENTATION_MARGIN], derived);
}

/* Arguments: name, title, source, default of gamma_pos, the implementation with the same value and a full gradient
 * (NULL: itself), both weights, note, and the options. */
extern const asl_family asl_family_alibaba_optimized;

#define DIALECT(NAME, TITLE, SOURCE, GAMMA_POS, ATTACHED, WEIGHT_POS, WEIGHT_NEG, NOTE, ...)                           \
    static const asl_implementation NAME = {__VA_ARGS__};                                                              \
    static asl_loss_value NAME##_pos(const asl_loss *loss, const asl_sigmoid_point *x)                                 \
    {                                                                                                                  \
        return asl_implementation_pos(&NAME, loss, x);                                                                 \
    }                                                                                                                  \
    static asl_loss_value NAME##_neg(const asl_loss *loss, const asl_sigmoid_point *x)                                 \
    {                                                                                                                  \
        return asl_implementation_neg(&NAME, loss, x);                                                                 \
    }                                                                                                                  \
    static size_t NAME##_kinks(const asl_loss *loss, int label, asl_kink *kink)                                        \
    {                                                                                                                  \
        return asl_implementation_kinks(&NAME, loss, label, kink);                                                     \
    }                                                                                                                  \
    const asl_family asl_family_##NAME = {                                                                             \
        .name = #NAME,                                                                                                 \
        .title = TITLE,                                                                                                \
        .formula_pos = "-" WEIGHT_POS " log(max(p, 0.00000001)), in single precision",                                 \
        .formula_neg = "-" WEIGHT_NEG " log(max(1 - u, 0.00000001)), u = max(p - margin, 0), in single precision",     \
        .source = SOURCE,                                                                                              \
        .note = NOTE,                                                                                                  \
        .params = {{"gamma_pos", 0, 30, GAMMA_POS, "focusing of positives", ASL_POS_SIDE},                             \
                   {"gamma_neg", 0, 30, 4, "focusing of negatives", ASL_NEG_SIDE},                                     \
                   {"margin", 0, 0.5, 0.05, "probability margin: negatives with p <= margin have no loss",             \
                    ASL_NEG_SIDE}},                                                                                    \
        .kind = ASL_IMPLEMENTATION,                                                                                    \
        .traits = ASL_SINGLE,                                                                                          \
        .margin = ASL_IMPLEMENTATION_MARGIN,                                                                           \
        .derive = derive,                                                                                              \
        .pos = NAME##_pos,                                                                                             \
        .neg = NAME##_neg,                                                                                             \
        .kinks = NAME##_kinks,                                                                                         \
        .attached = ATTACHED,                                                                                          \
    };

#define CONSTANT_POS "detach(q^gamma_pos)"
#define CONSTANT_NEG "detach(u^gamma_neg)"
#define CAPPED                                                                                                         \
    "a positive with p < 1e-8 (z < -18.42) has a loss of at most 18.42 and almost no gradient; see 'aslab dialects'"

DIALECT(alibaba, "the official AsymmetricLoss", "Alibaba-MIIL/ASL, src/loss_functions/losses.py", 1,
        &asl_family_alibaba_optimized, CONSTANT_POS, CONSTANT_NEG, CAPPED, .detached = true)
DIALECT(alibaba_optimized, "the official AsymmetricLossOptimized", "Alibaba-MIIL/ASL, src/loss_functions/losses.py", 1,
        NULL, "q^gamma_pos", "u^gamma_neg", CAPPED, .detached = false)
DIALECT(timm, "timm's AsymmetricLossMultiLabel", "huggingface/pytorch-image-models, timm/loss/asymmetric_loss.py", 1,
        NULL, "q^gamma_pos", "u^gamma_neg", CAPPED, .detached = false)
DIALECT(mmpretrain, "mmpretrain's AsymmetricLoss", "open-mmlab/mmpretrain, mmpretrain/models/losses/asymmetric_loss.py",
        0, NULL, "q^gamma_pos", "u^gamma_neg", CAPPED, .detached = false)
DIALECT(paddleclas, "PaddleClas's MultiLabelAsymmetricLoss", "PaddlePaddle/PaddleClas, ppcls/loss/multilabelloss.py", 1,
        &asl_family_alibaba_optimized, CONSTANT_POS, CONSTANT_NEG, CAPPED, .detached = true)
DIALECT(torch_ecg, "torch_ecg's AsymmetricLoss, deep-psp", "DeepPSP/torch_ecg, torch_ecg/models/loss.py", 1, NULL,
        "q^gamma_pos", "p^gamma_neg", CAPPED, .unshifted = true)
