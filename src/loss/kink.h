/* Stand-in for asl_loss_kinks until it says more than logits. */
#ifndef ASL_LOSS_KINK_H
#define ASL_LOSS_KINK_H

#include <string.h>

#include "loss/loss.h"
#include "math/dd.h"

typedef struct asl_kink {
    double z, z_lo;
    double power;
    asl_jet below, above;
} asl_kink;

static inline size_t asl_local_kinks(const asl_loss *loss, int label, asl_kink *kink)
{
    const char *jump = loss->family->jump;
    double m = asl_loss_margin(loss);
    size_t n = 0;
    if (label != 0) return 0;
    double at = m > 0 ? m : jump != NULL ? loss->theta[asl_family_param(loss->family, jump, NULL)] : 0;
    if (!(at > 0)) return 0;
    asl_dd z = asl_dd_logit(at);
    double power = 0;
    int g = m > 0 ? asl_family_param(loss->family, "gamma_neg", NULL) : -1,
        e0 = m > 0 ? asl_family_param(loss->family, "e0", NULL) : -1;
    if (g >= 0) power = loss->theta[g];
    if (e0 >= 0 && loss->theta[e0] != 0 && power > 0) power -= 1;
    asl_jet below = asl_loss_at(loss, asl_prob_of_logit(z.hi - 1e-9 * (1 + (z.hi < 0 ? -z.hi : z.hi))), label);
    kink[n++] = (asl_kink){.z = z.hi, .z_lo = z.lo, .power = power, .below = below};
    return n;
}

#endif
