#include "loss/loss_terms.h"

enum { Z_POS, K_POS, B_POS, Z_NEG, K_NEG, B_NEG };

/* softplus(-k (z - b)) / n */
static asl_loss_value pos(const asl_loss *loss, const asl_sigmoid_point *x)
{
    double k = loss->theta[K_POS], n = loss->theta[Z_POS];
    asl_sigmoid_point t = asl_sigmoid_scaled(x, k, loss->theta[B_POS]);
    return (asl_loss_value){-t.log_p / n + 0.0, -k / n * t.q, k * k / n * t.p * t.q};
}

static asl_loss_value neg(const asl_loss *loss, const asl_sigmoid_point *x)
{
    double k = loss->theta[K_NEG], n = loss->theta[Z_NEG];
    asl_sigmoid_point t = asl_sigmoid_scaled(x, k, loss->theta[B_NEG]);
    return (asl_loss_value){-t.log_q / n + 0.0, k / n * t.p, k * k / n * t.p * t.q};
}

static asl_scale scale(const asl_loss *loss, int label)
{
    const double *t = loss->theta;
    return label != 0 ? (asl_scale){t[B_POS], ASL_PI / t[K_POS]} : (asl_scale){t[B_NEG], ASL_PI / t[K_NEG]};
}

/* The fraction of positives for which this logit is optimal: eta grad l+ + (1 - eta) grad l- = 0. */
static double prob_of_logit(const asl_loss *loss, double z)
{
    asl_sigmoid_point x = asl_sigmoid_of_logit(z);
    double up = -pos(loss, &x).grad, down = neg(loss, &x).grad;
    return up + down > 0 ? down / (up + down) : x.p;
}

const asl_family asl_family_spa = {
    .name = "spa",
    .title = "sigmoidal loss with asymmetric parameters",
    .formula_pos = "softplus(-k_pos (z - b_pos)) / z_pos",
    .formula_neg = "softplus(k_neg (z - b_neg)) / z_neg",
    .source = "CVPR 2024",
    .note = "its probability is not sigmoid(z), but the fraction of positives for which z is the optimal logit",
    .params = {{"z_pos", 0.01, 100, 1, "divisor of the positives' loss", ASL_POS_SIDE},
               {"k_pos", 0.01, 10, 1, "steepness for positives", ASL_POS_SIDE},
               {"b_pos", -10, 10, 0, "logit at which the positives' loss bends", ASL_POS_SIDE},
               {"z_neg", 0.01, 100, 5, "divisor of the negatives' loss", ASL_NEG_SIDE},
               {"k_neg", 0.01, 10, 3, "steepness for negatives", ASL_NEG_SIDE},
               {"b_neg", -10, 10, 1, "logit at which the negatives' loss bends", ASL_NEG_SIDE}},
    .margin = -1,
    .pos = pos,
    .neg = neg,
    .prob_of_logit = prob_of_logit,
    .scale = scale,
};
