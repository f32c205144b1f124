#include "data/dist.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "base/random.h"
#include "base/suggest.h"
#include "math/random_normal.h"
#include "math/sort.h"

#define FARTHEST 1e4 /* limits of means and standard deviations */
#define NEAREST  1e-6
#define LIGHTEST 1e-300 /* limits of a weight, as given and relative to the sum */
#define HEAVIEST 1e300

enum { NEG, POS };

/* --- parsing */

static const struct preset {
    const char *name;
    double neg_mean, neg_sd, pos_mean, pos_sd;
} presets[] = {{"late", -5, 1.5, 1.5, 1.5}, {"init", 0, 1.5, 0, 1.5}, {"mid", -3, 1.5, 0, 1.5}};
enum { PRESETS = sizeof presets / sizeof presets[0] };

const char *asl_dist_preset(const void *table, size_t i)
{
    (void)table;
    return i < PRESETS ? presets[i].name : NULL;
}

static void set_normals(asl_dist *dist, const double *v)
{
    dist->mixture[NEG] = (asl_mixture){1, {{1, v[0], v[1]}}};
    dist->mixture[POS] = (asl_mixture){1, {{1, v[2], v[3]}}};
}

/* Read text [n] as a number in [lo, hi]. */
static int read_number(const char *what, const char *text, size_t n, double lo, double hi, double *x, asl_error *err)
{
    char part[64];
    if (n >= sizeof part) return asl_fail(err, ASL_BAD, "%s: '%.30s...' is not a number", what, text);
    memcpy(part, text, n);
    part[n] = '\0';
    return asl_read_real(what, part, lo, hi, x, err);
}

/* Read the parameters after `gauss`: neg_mean=-5,... */
static int read_gauss(asl_dist *dist, const char *text, asl_error *err)
{
    static const char *const names[] = {"neg_mean", "neg_sd", "pos_mean", "pos_sd"};
    double v[] = {presets[0].neg_mean, presets[0].neg_sd, presets[0].pos_mean, presets[0].pos_sd};
    while (*text != '\0') {
        text++; /* ':' or ',' */
        size_t n = strcspn(text, "="), i = 0;
        while (i < 4 && !(strlen(names[i]) == n && strncmp(names[i], text, n) == 0)) i++;
        if (i == 4 || text[n] == '\0') {
            return asl_fail(err, ASL_BAD, "gauss: '%.40s' is not one of neg_mean=, neg_sd=, pos_mean=, pos_sd=", text);
        }
        text += n + 1;
        n = strcspn(text, ",");
        int code = read_number(names[i], text, n, i % 2 ? NEAREST : -FARTHEST, FARTHEST, &v[i], err);
        if (code != ASL_OK) return asl_fail_in(err, code, "gauss: ");
        text += n;
    }
    set_normals(dist, v);
    return ASL_OK;
}

/* Read `w*N(mean,sd)` or `N(mean,sd)` at *text and advance *text. */
static int read_part(const char **text, asl_normal *part, asl_error *err)
{
    const char *at = *text, *open = strchr(at, '('), *comma = strchr(at, ','), *close = strchr(at, ')');
    part->weight = 1;
    if (open == NULL || comma == NULL || close == NULL || !(open < comma && comma < close) || open == at ||
        open[-1] != 'N') {
        return asl_fail(err, ASL_BAD, "'%.60s' is not w*N(mean,sd)", at);
    }
    int code = ASL_OK;
    if (open - 1 > at) {
        if (open[-2] != '*') return asl_fail(err, ASL_BAD, "'%.60s' is not w*N(mean,sd)", at);
        code = read_number("a weight", at, (size_t)(open - 2 - at), LIGHTEST, HEAVIEST, &part->weight, err);
    }
    if (code == ASL_OK)
        code = read_number("a mean", open + 1, (size_t)(comma - open - 1), -FARTHEST, FARTHEST, &part->mean, err);
    if (code == ASL_OK)
        code = read_number("a standard deviation", comma + 1, (size_t)(close - comma - 1), NEAREST, FARTHEST, &part->sd,
                           err);
    *text = close + 1;
    return code;
}

static int read_mixture(asl_mixture *m, const char **text, asl_error *err)
{
    double total = 0;
    m->n = 0;
    for (;;) {
        if (m->n == ASL_MAX_PARTS) return asl_fail(err, ASL_BAD, "a mixture has at most %d parts", ASL_MAX_PARTS);
        int code = read_part(text, &m->part[m->n], err);
        if (code != ASL_OK) return code;
        total += m->part[m->n++].weight;
        if (**text != '+') break;
        ++*text;
    }
    bool scaled = fabs(total - 1) < 4e-15; /* already normalised up to rounding: keep the weights as written */
    for (size_t i = 0; i < m->n; i++) {
        m->part[i].weight /= scaled ? 1 : total;
        if (m->part[i].weight < LIGHTEST)
            return asl_fail(err, ASL_BAD, "the weight of part %zu of a mixture is negligible; remove the part", i + 1);
    }
    return ASL_OK;
}

/* Read neg=...;pos=... in either order; both are required. */
static int read_mixtures(asl_dist *dist, const char *spec, asl_error *err)
{
    const char *text = spec;
    for (int side = 0; side < 2; side++) {
        int which = strncmp(text, "pos=", 4) == 0 ? POS : NEG;
        if (which == NEG && strncmp(text, "neg=", 4) != 0) break;
        text += 4;
        int code = read_mixture(&dist->mixture[which], &text, err);
        if (code != ASL_OK) return code;
        if (*text == ';') text++;
    }
    if (*text == '\0' && dist->mixture[NEG].n > 0 && dist->mixture[POS].n > 0) return ASL_OK;
    return asl_fail(err, ASL_BAD, "'%.80s' is not neg=w*N(mean,sd)+...;pos=...", spec);
}

bool asl_dist_of_preset(asl_dist *dist, const char *name)
{
    *dist = (asl_dist){.positive_rate = ASL_NAN};
    for (size_t i = 0; i < PRESETS; i++) {
        if (strcmp(name, presets[i].name) != 0) continue;
        set_normals(dist, &presets[i].neg_mean);
        return true;
    }
    return false;
}

int asl_dist_read(asl_dist *dist, const char *spec, bool *known, asl_error *err)
{
    *known = true;
    if (asl_dist_of_preset(dist, spec)) return ASL_OK;
    if (strcmp(spec, "gauss") == 0 || strncmp(spec, "gauss:", 6) == 0) return read_gauss(dist, spec + 5, err);
    if (strncmp(spec, "neg=", 4) == 0 || strncmp(spec, "pos=", 4) == 0) return read_mixtures(dist, spec, err);
    char hint[ASL_HINT_CHARS];
    *known = false;
    return asl_fail(err, ASL_BAD, "'%.100s' is neither a distribution%s nor a file", spec,
                    asl_name_hint(hint, spec, asl_dist_preset, NULL));
}

/* --- distribution functions of mixtures */

/* Uses erfc of the C library, because only closed forms need it, and they are not promised to the bit. */
static double tail(const asl_mixture *m, double z, double side)
{
    double sum = 0;
    for (size_t i = 0; i < m->n; i++) {
        sum += m->part[i].weight * 0.5 * erfc(side * (z - m->part[i].mean) / (m->part[i].sd * 1.4142135623730951));
    }
    return sum;
}

double asl_mixture_above(const asl_mixture *m, double z) { return tail(m, z, 1); }
double asl_mixture_below(const asl_mixture *m, double z) { return tail(m, z, -1); }

/* --- samples */

/* The weight 2 (1 - F), with F the mid-rank over n. Equal scores get equal weights; the mean weight is 1. */
static int weigh(asl_sample *s, asl_error *err)
{
    uint32_t *order = asl_alloc(s->n, sizeof *order, err);
    s->low = asl_alloc(s->n, sizeof *s->low, err);
    int code = order == NULL || s->low == NULL ? ASL_FAILED : asl_sort_descending(s->n, s->score, order, err);
    for (size_t i = 0; code == ASL_OK && i < s->n;) {
        size_t from = i;
        while (i < s->n && s->score[order[i]] == s->score[order[from]]) i++;
        double above = (double)(from + i) / (double)s->n; /* 2 * (from + (i - from) / 2) / n */
        for (size_t k = from; k < i; k++) s->low[order[k]] = above;
    }
    free(order);
    return code;
}

int asl_dist_of_predictions(asl_dist *dist, const asl_predictions *d, asl_error *err)
{
    size_t n[2] = {0};
    *dist = (asl_dist){.sampled = true, .probabilities = d->probabilities};
    for (size_t i = 0; i < d->n; i++) {
        if (d->given[i] != ASL_UNKNOWN) n[d->given[i]]++;
    }
    if (n[NEG] == 0 || n[POS] == 0) {
        return asl_fail(err, ASL_BAD, "the file has no observed %s; a distribution needs positives and negatives",
                        n[NEG] == 0 ? "negatives" : "positives");
    }
    dist->positive_rate = (double)n[POS] / (double)(n[NEG] + n[POS]);
    int code = ASL_OK;
    for (int side = NEG; side <= POS && code == ASL_OK; side++) {
        asl_sample *s = &dist->sample[side];
        s->score = asl_alloc(n[side], sizeof *s->score, err);
        for (size_t i = 0; s->score != NULL && i < d->n; i++) {
            if (d->given[i] == side) s->score[s->n++] = d->score[i];
        }
        code = s->score == NULL ? ASL_FAILED : weigh(s, err);
    }
    if (code != ASL_OK) asl_dist_free(dist);
    return code;
}

/* The component that the uniform number u selects. */
static const asl_normal *choose(const asl_mixture *m, double u)
{
    size_t i = 0;
    for (double sum = m->part[0].weight; i + 1 < m->n && u > sum; sum += m->part[i].weight) i++;
    return &m->part[i];
}

int asl_dist_draw(asl_dist *dist, const asl_dist *mixture, uint64_t seed, size_t n, size_t from, size_t step,
                  asl_error *err)
{
    *dist = (asl_dist){.sampled = true, .positive_rate = ASL_NAN};
    int code = ASL_OK;
    for (int side = NEG; side <= POS && code == ASL_OK; side++) {
        asl_sample *s = &dist->sample[side];
        asl_random_key normals = {seed, ASL_RANDOM_LOGITS + (uint32_t)(2 * side)},
                       parts = {seed, ASL_RANDOM_LOGITS + (uint32_t)(2 * side + 1)};
        s->score = asl_alloc((n - from + step - 1) / step, sizeof *s->score, err);
        for (size_t i = from; s->score != NULL && i < n; i += step) {
            double x[2], u[2] = {0};
            asl_random_normals(normals, i, x);
            if (mixture->mixture[side].n > 1) asl_random_uniforms(parts, i, u);
            const asl_normal *part = choose(&mixture->mixture[side], u[0]);
            s->score[s->n++] = part->mean + part->sd * x[0];
        }
        code = s->score == NULL ? ASL_FAILED : weigh(s, err);
    }
    if (code != ASL_OK) asl_dist_free(dist);
    return code;
}

void asl_dist_free(asl_dist *dist)
{
    for (int side = NEG; side <= POS; side++) {
        free(dist->sample[side].score);
        free(dist->sample[side].low);
    }
    *dist = (asl_dist){0};
}

int asl_dist_predictions(asl_predictions *d, const asl_dist *mixture, const asl_draw *draw, asl_error *err)
{
    asl_dist sample;
    asl_prediction one = {0};
    size_t n[2], wrong[2];
    n[1] = (size_t)(draw->positive_rate * (double)draw->n + 0.5);
    n[0] = draw->n - n[1];
    wrong[0] = (size_t)(draw->spurious * (double)n[0] + 0.5);
    wrong[1] = (size_t)(draw->missing * (double)n[1] + 0.5);
    *d = (asl_predictions){.has_truth = true};
    int code = asl_intern_put(&d->labels, "drawn", 5, &one.label, err);
    if (code == ASL_OK) code = asl_dist_draw(&sample, mixture, draw->seed, n[0] > n[1] ? n[0] : n[1], 0, 1, err);
    if (code != ASL_OK) {
        asl_predictions_free(d);
        return code;
    }
    for (int y = 0; y < 2; y++) {
        for (size_t i = 0; i < n[y] && code == ASL_OK; i++, one.sample++) {
            one.score = sample.sample[y].score[i];
            one.truth = (signed char)y;
            one.given = (signed char)(i < wrong[y] ? !y : y);
            code = asl_predictions_add(d, &one, err);
        }
    }
    asl_dist_free(&sample);
    if (code != ASL_OK) asl_predictions_free(d);
    return code;
}
