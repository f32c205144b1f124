#include "batch_definitions.h"

#include <math.h>
#include <stdbool.h>

/* Cross-entropy of one label, and focal loss with pt = exp(-cross-entropy). */
static ad bce(ad z, bool positive) { return ad_softplus(positive ? ad_scale(z, -1) : z); }

static ad focal(ad z, bool positive, double gamma)
{
    ad loss = bce(z, positive), pt = ad_exp(ad_scale(loss, -1));
    return ad_mul(ad_pow(ad_sub(ad_number(1), pt), gamma), loss);
}

static ad add_scaled(ad sum, ad x, double factor) { return ad_add(sum, ad_scale(x, factor)); }

static size_t entries(const asl_batch *b) { return b->n * b->labels; }

static double known_in(const asl_batch *b)
{
    double known = 0;
    for (size_t i = 0; i < entries(b); i++) known += b->y[i] >= 0;
    return known;
}

/* --- large losses: the ceil(known delta / 100 epoch) observed negatives with the largest loss */

static bool is_large(const asl_batch *b, size_t i, double delta)
{
    double above = 0;
    for (size_t k = 0; k < entries(b); k++) above += b->y[k] == 0 && b->z[k] > b->z[i];
    return b->y[i] == 0 && above < ceil(known_in(b) * delta / 100 * (double)b->epoch);
}

static ad rejected(const asl_batch *b, const ad *z, const double *theta)
{
    ad sum = ad_number(0);
    for (size_t i = 0; i < entries(b); i++) {
        if (b->y[i] >= 0 && !is_large(b, i, theta[0])) sum = ad_add(sum, bce(z[i], b->y[i] > 0));
    }
    return sum;
}

static ad flipped(const asl_batch *b, const ad *z, const double *theta)
{
    ad sum = ad_number(0);
    for (size_t i = 0; i < entries(b); i++) {
        if (b->y[i] >= 0) sum = ad_add(sum, bce(z[i], b->y[i] > 0 || is_large(b, i, theta[0])));
    }
    return sum;
}

/* The labels are corrected before the loss is computed, so the loss is cross-entropy. */
static ad cross_entropy(const asl_batch *b, const ad *z, const double *theta)
{
    (void)theta;
    ad sum = ad_number(0);
    for (size_t i = 0; i < entries(b); i++) {
        if (b->y[i] >= 0) sum = ad_add(sum, bce(z[i], b->y[i] > 0));
    }
    return sum;
}

/* --- sums of exponentials over a row or column with the entries first, first + step, ... */

typedef struct line {
    size_t first, step, n;
} line;

/* Returns start + the sum of exp(sign z / t) over the labels y of a line. *count is the number of such labels. */
static ad exp_sum(double start, const asl_batch *b, const ad *z, line l, int y, double t, size_t *count)
{
    ad sum = ad_number(start);
    *count = 0;
    for (size_t i = l.first; i < l.first + l.n * l.step; i += l.step) {
        if (b->y[i] != y) continue;
        sum = ad_add(sum, ad_exp(ad_scale(z[i], (y > 0 ? -1 : 1) / t)));
        ++*count;
    }
    return sum;
}

static ad zlpr(const asl_batch *b, const ad *z, const double *theta)
{
    (void)theta;
    ad sum = ad_number(0);
    for (size_t i = 0; i < b->n; i++) {
        for (int y = 0; y < 2; y++) {
            size_t count;
            sum = ad_add(sum, ad_log(exp_sum(1, b, z, (line){i * b->labels, 1, b->labels}, y, 1, &count)));
        }
    }
    return sum;
}

/* Adds softplus(N + P) to *sum if the line has positives and negatives. Returns whether it has a positive. */
static bool add_two_way(ad *sum, const asl_batch *b, const ad *z, line l, const double *t)
{
    size_t positives, negatives;
    ad pos = exp_sum(0, b, z, l, 1, t[0], &positives), neg = exp_sum(0, b, z, l, 0, t[1], &negatives);
    if (positives > 0 && negatives > 0)
        *sum = ad_add(*sum, ad_softplus(ad_add(ad_scale(ad_log(neg), t[1]), ad_scale(ad_log(pos), t[0]))));
    return positives > 0;
}

static ad two_way(const asl_batch *b, const ad *z, const double *theta)
{
    ad rows = ad_number(0), columns = ad_number(0);
    double nrows = 0, ncolumns = 0;
    for (size_t i = 0; i < b->n; i++) nrows += add_two_way(&rows, b, z, (line){i * b->labels, 1, b->labels}, theta);
    for (size_t k = 0; k < b->labels; k++) ncolumns += add_two_way(&columns, b, z, (line){k, b->labels, b->n}, theta);
    if (nrows == 0) return ad_number(0);
    return ad_scale(ad_add(ad_scale(rows, 1 / nrows), ad_scale(columns, 1 / ncolumns)), (double)b->n);
}

static ad asl_softmax(const asl_batch *b, const ad *z, const double *theta)
{
    ad sum = ad_number(0);
    for (size_t i = 0; i < b->n; i++) {
        ad exps = ad_number(0);
        double known = 0, positives = 0;
        for (size_t k = i * b->labels; k < (i + 1) * b->labels; k++) {
            if (b->y[k] >= 0) exps = ad_add(exps, ad_exp(z[k])), known++, positives += b->y[k];
        }
        for (size_t k = i * b->labels; k < (i + 1) * b->labels && positives > 0; k++) {
            if (b->y[k] < 0) continue;
            ad log_p = ad_sub(z[k], ad_log(exps)), p = ad_exp(log_p);
            ad weight = b->y[k] > 0 ? ad_pow(ad_sub(ad_number(1), p), theta[0]) : ad_pow(p, theta[1]);
            double target = b->y[k] / positives * (1 - theta[2]) + theta[2] / known;
            sum = add_scaled(sum, ad_mul(weight, log_p), -target);
        }
    }
    return sum;
}

/* --- weighted losses */

static ad class_balanced(const asl_batch *b, const ad *z, const double *theta)
{
    ad sum = ad_number(0);
    double weight[64], mean = 0;
    for (size_t k = 0; k < b->labels; k++) {
        weight[k] = (1 - theta[0]) / (1 - pow(theta[0], fmax(b->positives[k], 1)));
        mean += weight[k] / (double)b->labels;
    }
    for (size_t i = 0; i < entries(b); i++) {
        if (b->y[i] >= 0) sum = add_scaled(sum, focal(z[i], b->y[i] > 0, theta[1]), weight[i % b->labels] / mean);
    }
    return sum;
}

/* 1 / (1 + exp(-(beta (r - mu)))) + alpha, where r is the label's share of the sample's draws. */
static double rebalanced(const asl_batch *b, size_t i, const double *theta)
{
    size_t row = i / b->labels * b->labels;
    double draws = 0;
    for (size_t k = 0; k < b->labels; k++) draws += b->y[row + k] > 0 ? 1 / fmax(b->positives[k], 1) : 0;
    double r = 1 / fmax(b->positives[i % b->labels], 1) / draws;
    return 1 / (1 + exp(-theta[1] * (r - theta[2]))) + theta[0];
}

static ad distribution_balanced(const asl_batch *b, const ad *z, const double *theta)
{
    double scale = theta[3];
    ad sum = ad_number(0);
    for (size_t i = 0; i < entries(b); i++) {
        if (b->y[i] < 0) continue;
        bool positive = b->y[i] > 0;
        double n = fmin(fmax(b->positives[i % b->labels], 0.5), b->samples - 0.5);
        ad moved = ad_sub(z[i], ad_number(log(b->samples / n - 1) * theta[4] / scale));
        double weight = theta[6] * rebalanced(b, i, theta) / (positive ? 1 : scale);
        sum = add_scaled(sum, focal(ad_scale(moved, positive ? 1 : scale), positive, theta[5]), weight);
    }
    return sum;
}

/* The bin of |sigmoid(z) - y| among `bins`. */
static double bin_of(const asl_batch *b, size_t i, double bins)
{
    double length = fabs(1 / (1 + exp(-(double)b->z[i])) - b->y[i]);
    return fmin(floor(length * bins), bins - 1);
}

static ad ghm_c(const asl_batch *b, const ad *z, const double *theta)
{
    double bins = floor(theta[0]), filled = 0;
    ad sum = ad_number(0);
    for (double bin = 0; bin < bins; bin++) {
        ad inside = ad_number(0);
        double count = 0;
        for (size_t i = 0; i < entries(b); i++) {
            if (b->y[i] >= 0 && bin_of(b, i, bins) == bin) inside = ad_add(inside, bce(z[i], b->y[i] > 0)), count++;
        }
        if (count > 0) sum = add_scaled(sum, inside, known_in(b) / count), filled++;
    }
    return ad_scale(sum, 1 / fmax(filled, 1));
}

const batch_definition batch_definitions[] = {
    {"ll_r", rejected, {0.1}, {9}},
    {"ll_ct", flipped, {0.1}, {9}},
    {"ll_cp", cross_entropy, {0.1}, {9}},
    {"zlpr", zlpr, {0}, {0}},
    {"two_way", two_way, {0.5, 0.5}, {6, 6}},
    {"class_balanced", class_balanced, {0.5, 0}, {0.9999, 4}},
    {"distribution_balanced", distribution_balanced, {0, 0, 0, 0.5, 0, 0, 0.5}, {1, 20, 1, 5, 1, 4, 4}},
    {"ghm_c", ghm_c, {1}, {40}},
    /* gamma is at least 1, because below 1 the derivative of (1 - p)^gamma is infinite at p = 1 */
    {"asl_softmax", asl_softmax, {1, 0, 0}, {4, 4, 1}},
};
const int batch_definition_count = sizeof batch_definitions / sizeof batch_definitions[0];
