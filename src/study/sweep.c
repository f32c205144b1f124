#include "study/sweep.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "base/parallel.h"
#include "loss/gradient_shape.h"
#include "study/expectation.h"

enum { RATE_POSITIVE, RATE_MISSING, RATE_SPURIOUS };

#define MOST_TABLE (48u << 20) /* maximum bytes of the cached table of one side */

const asl_column asl_statistics[ASL_SWEEP_STATISTICS + 1] = {
    ASL_COLUMN(asl_sweep_row, loss_pos, REAL, NULL),
    ASL_COLUMN(asl_sweep_row, loss_neg, REAL, "mean loss of observed positives, of observed negatives"),
    ASL_COLUMN(asl_sweep_row, loss, REAL, "mean loss per label"),
    ASL_COLUMN(asl_sweep_row, grad_pos, REAL, NULL),
    ASL_COLUMN(asl_sweep_row, grad_neg, REAL,
               "gradient mass: sum of |gradient| of observed positives, of observed negatives,\ndivided by the "
               "number of all labels"),
    ASL_COLUMN(asl_sweep_row, grad_ratio, REAL, "grad_pos / grad_neg"),
    ASL_COLUMN(asl_sweep_row, missing_share, REAL, "fraction of grad_neg that comes from missing labels"),
    ASL_COLUMN(asl_sweep_row, missing_over_pos, REAL, "gradient mass of missing labels / grad_pos"),
    ASL_COLUMN(asl_sweep_row, discarded_neg, REAL,
               "fraction of observed negatives with p <= margin, which get no gradient"),
    ASL_COLUMN(asl_sweep_row, p_star, REAL, "p at the peak of a negative's gradient (nan: no peak)"),
    ASL_COLUMN(asl_sweep_row, rejected_missing, REAL,
               "fraction of missing labels past p*; rejected_clean: of correctly observed negatives\n"
               "(0 without p*; past the peak the gradient falls, but need not be 0)"),
    ASL_COLUMN(asl_sweep_row, rejected_clean, REAL, ""),
    ASL_COLUMN(asl_sweep_row, pt_pos, REAL, NULL),
    ASL_COLUMN(asl_sweep_row, pt_neg, REAL, NULL),
    ASL_COLUMN(asl_sweep_row, delta_p, REAL,
               "mean p of observed positives, mean 1 - p of observed negatives, difference"),
    {.name = NULL},
};

enum { NEG, POS, SIDES }; /* the observed label, which selects l- or l+ */

/* Expectations of one side of the loss, over the true negatives and the true positives. */
typedef struct side {
    asl_side_mean over_neg, over_pos;
    double error; /* largest estimated relative error of the integrals */
    /* The rest is only for NEG: */
    asl_mean dropped_neg, dropped_pos, past_neg, past_pos;
    double p_star;                     /* NaN: no peak */
    double band[ASL_SWEEP_MOST_BANDS]; /* gradient of true negatives in each band of p */
} side;

/* The tables for one distribution: the whole one, or a batch of it. */
typedef struct layer {
    const asl_dist *dist;
    asl_mean p_neg, p_pos, q_neg, q_pos;
    double error;       /* of the four means above */
    side *table[SIDES]; /* [combinations] of each side, or NULL if the table is too large */
} layer;

struct asl_sweep {
    const asl_sweep_spec *spec;
    size_t nparams, rows;
    size_t combinations[SIDES];           /* of each side's parameters */
    size_t stride[SIDES][ASL_MAX_PARAMS]; /* 0: the parameter does not act on that side */
    layer *layers;                        /* [nlayers] the whole, then the batches */
    size_t nlayers;
    bool *need[SIDES]; /* [combinations] to compute; NULL without a table */
};

/* --- combinations */

static bool acts_on(const asl_param *p, int label)
{
    return p->sides == ASL_BOTH_SIDES || p->sides == (label ? ASL_POS_SIDE : ASL_NEG_SIDE);
}

static size_t set_strides(const asl_sweep *s, int label, size_t *stride)
{
    size_t n = 1;
    for (size_t i = s->nparams; i-- > 0;) {
        if (!acts_on(&s->spec->family->params[i], label)) continue;
        stride[i] = n;
        n *= s->spec->params[i].n;
    }
    return n;
}

/* The loss of combination c of one side; parameters of the other side get their first value. */
static void loss_of_combination(const asl_sweep *s, int label, size_t c, asl_loss *loss)
{
    double theta[ASL_MAX_PARAMS] = {0};
    for (size_t i = 0; i < s->nparams; i++) {
        size_t stride = s->stride[label][i], at = stride > 0 ? c / stride % s->spec->params[i].n : 0;
        theta[i] = asl_axis_value(&s->spec->params[i], at);
    }
    asl_loss_set(loss, s->spec->family, theta, NULL); /* cannot fail: the spec has valid values */
}

static void fill_neg(const asl_sweep *s, const layer *l, const asl_loss *loss, side *out)
{
    bool ranked = s->spec->low_logit;
    double margin = asl_loss_margin(loss);
    asl_peak peak = asl_loss_peak(loss, 0);
    out->dropped_neg = asl_expectation_dropped(l->dist, 0, margin, false);
    out->dropped_pos = asl_expectation_dropped(l->dist, 1, margin, ranked);
    out->p_star = peak.found ? peak.p : ASL_NAN;
    for (size_t k = 0; k < s->spec->nbands; k++) {
        double error, low = k > 0 ? s->spec->band[k - 1] : 0, high = k + 1 < s->spec->nbands ? s->spec->band[k] : 1;
        out->band[k] = asl_expectation_grad_between(l->dist, 0, loss, 0, low, high, &error);
        out->error = fmax(out->error, error);
    }
    out->past_neg = peak.found ? asl_expectation_past(l->dist, 0, peak.logit, false) : (asl_mean){0};
    out->past_pos = peak.found ? asl_expectation_past(l->dist, 1, peak.logit, ranked) : (asl_mean){0};
}

static void fill(const asl_sweep *s, const layer *l, int label, size_t c, side *out)
{
    asl_loss loss;
    loss_of_combination(s, label, c, &loss);
    out->over_neg = asl_expectation_loss(l->dist, 0, &loss, label, false);
    out->over_pos = asl_expectation_loss(l->dist, 1, &loss, label, s->spec->low_logit);
    out->error = fmax(out->over_neg.error, out->over_pos.error);
    if (label == NEG) fill_neg(s, l, &loss, out);
}

typedef struct filling {
    const asl_sweep *sweep;
    layer *layer;
    int label;
} filling;

static void fill_one(void *self, size_t c)
{
    filling *f = self;
    if (f->sweep->need[f->label][c]) fill(f->sweep, f->layer, f->label, c, &f->layer->table[f->label][c]);
}

/* The combinations of a row. */
static void find_combinations(const asl_sweep *s, size_t row, size_t c[SIDES])
{
    c[NEG] = c[POS] = 0;
    for (int r = ASL_SWEEP_RATES; r-- > 0;) row /= s->spec->rates[r].n;
    for (size_t i = s->nparams; i-- > 0;) {
        size_t n = s->spec->params[i].n, at = row % n;
        for (int y = 0; y < SIDES; y++) c[y] += at * s->stride[y][i];
        row /= n;
    }
}

void asl_sweep_need(asl_sweep *s, size_t from, size_t to)
{
    size_t rates = 1;
    for (int r = 0; r < ASL_SWEEP_RATES; r++) rates *= s->spec->rates[r].n;
    for (size_t row = from; row < to; row = (row / rates + 1) * rates) {
        size_t c[SIDES];
        find_combinations(s, row, c);
        for (int y = 0; y < SIDES; y++) {
            if (s->need[y] != NULL) s->need[y][c[y]] = true;
        }
    }
}

void asl_sweep_prepare(asl_sweep *s)
{
    for (int y = SIDES; y-- > 0;) {
        if (s->need[y] == NULL) continue;
        for (size_t i = 0; i < s->nlayers; i++) {
            filling f = {s, &s->layers[i], y};
            asl_parallel(s->spec->threads, s->combinations[y], fill_one, &f);
        }
        memset(s->need[y], 0, s->combinations[y] * sizeof *s->need[y]);
    }
}

/* --- creation and destruction */

static int count_rows(asl_sweep *s, asl_error *err)
{
    size_t axes[ASL_MAX_PARAMS + ASL_SWEEP_RATES], n = 0;
    for (size_t i = 0; i < s->nparams; i++) axes[n++] = s->spec->params[i].n;
    for (size_t i = 0; i < ASL_SWEEP_RATES; i++) axes[n++] = s->spec->rates[i].n;
    return asl_grid_size(&s->rows, n, axes, ASL_MOST_ROWS, "rows", err);
}

static int make_layer(const asl_sweep *s, layer *l, const asl_dist *dist, asl_error *err)
{
    l->dist = dist;
    for (int y = 0; y < SIDES; y++) {
        if (s->need[y] == NULL) continue;
        l->table[y] = asl_alloc(s->combinations[y], sizeof *l->table[y], err);
        if (l->table[y] == NULL) return ASL_FAILED;
    }
    l->error = asl_expectation_prob(dist, 0, false, &l->p_neg, &l->q_neg);
    l->error = fmax(l->error, asl_expectation_prob(dist, 1, s->spec->low_logit, &l->p_pos, &l->q_pos));
    return ASL_OK;
}

static int make_tables(asl_sweep *s, asl_error *err)
{
    s->layers = asl_alloc(s->nlayers, sizeof *s->layers, err);
    int code = s->layers == NULL ? ASL_FAILED : ASL_OK;
    for (int y = 0; y < SIDES && code == ASL_OK; y++) {
        s->combinations[y] = set_strides(s, y, s->stride[y]);
        if (s->combinations[y] > MOST_TABLE / sizeof(side) / s->nlayers) continue;
        s->need[y] = asl_alloc(s->combinations[y], sizeof *s->need[y], err);
        if (s->need[y] == NULL) code = ASL_FAILED;
    }
    for (size_t i = 0; i < s->nlayers && code == ASL_OK; i++) {
        code = make_layer(s, &s->layers[i], i == 0 ? s->spec->dist : &s->spec->batches[i - 1], err);
    }
    return code;
}

int asl_sweep_new(asl_sweep **sweep, const asl_sweep_spec *spec, asl_error *err)
{
    *sweep = NULL;
    asl_sweep *s = asl_alloc(1, sizeof *s, err);
    if (s == NULL) return ASL_FAILED;
    s->spec = spec;
    s->nparams = asl_family_params(spec->family);
    int code = count_rows(s, err);
    s->nlayers = 1 + spec->nbatches;
    if (code == ASL_OK) code = make_tables(s, err);
    if (code == ASL_OK) *sweep = s;
    if (code != ASL_OK) asl_sweep_free(s);
    return code;
}

void asl_sweep_free(asl_sweep *s)
{
    if (s == NULL) return;
    for (int y = 0; y < SIDES; y++) {
        for (size_t i = 0; s->layers != NULL && i < s->nlayers; i++) free(s->layers[i].table[y]);
        free(s->need[y]);
    }
    free(s->layers);
    free(s);
}

size_t asl_sweep_rows(const asl_sweep *s) { return s->rows; }

/* --- rows */

/* The missing and the observed positives. Their masses are pi rho E[x | missing] and pi (1 - rho) E[x | observed]. */
typedef struct positives {
    double missing, observed; /* weights pi rho, pi (1 - rho) */
    double rho;
    bool low_logit;
} positives;

static double mean_missing(const positives *g, const asl_mean *x)
{
    return g->low_logit ? g->rho * x->plain + asl_mul_zero(1 - g->rho, x->low) : x->plain;
}

static double mean_observed(const positives *g, const asl_mean *x)
{
    return g->low_logit ? asl_mul_zero(1 - g->rho, x->plain) + asl_mul_zero(g->rho, x->high) : x->plain;
}

/* w x, but 0 for an empty group even if x is infinite or NaN. */
static double mass(double w, double x) { return asl_mul_zero(w, x); }

/* rate [ASL_SWEEP_RATES] */
static asl_sweep_row compute(const layer *l, const side *pos, const side *neg, const double *rate, bool low_logit)
{
    double pi = rate[RATE_POSITIVE], rho = rate[RATE_MISSING], sigma = rate[RATE_SPURIOUS];
    positives g = {pi * rho, pi * (1 - rho), rho, low_logit};
    double clean = (1 - pi) * (1 - sigma), spurious = (1 - pi) * sigma;
    double observed_pos = g.observed + spurious, observed_neg = g.missing + clean;

    double loss_pos =
        mass(g.observed, mean_observed(&g, &pos->over_pos.value)) + mass(spurious, pos->over_neg.value.plain);
    double loss_neg = mass(g.missing, mean_missing(&g, &neg->over_pos.value)) + mass(clean, neg->over_neg.value.plain);
    double grad_pos =
        mass(g.observed, mean_observed(&g, &pos->over_pos.grad)) + mass(spurious, pos->over_neg.grad.plain);
    double missing = mass(g.missing, mean_missing(&g, &neg->over_pos.grad));
    double grad_neg = missing + mass(clean, neg->over_neg.grad.plain);
    double dropped = mass(g.missing, mean_missing(&g, &neg->dropped_pos)) + mass(clean, neg->dropped_neg.plain);
    double pt_pos = (mass(g.observed, mean_observed(&g, &l->p_pos)) + mass(spurious, l->p_neg.plain)) / observed_pos;
    double pt_neg = (mass(g.missing, mean_missing(&g, &l->q_pos)) + mass(clean, l->q_neg.plain)) / observed_neg;

    return (asl_sweep_row){
        .loss_pos = loss_pos / observed_pos, /* 0 / 0 is nan if no label is observed so */
        .loss_neg = loss_neg / observed_neg,
        .loss = loss_pos + loss_neg,
        .grad_pos = grad_pos,
        .grad_neg = grad_neg,
        .grad_ratio = grad_pos / grad_neg,
        .missing_share = missing / grad_neg,
        .missing_over_pos = missing / grad_pos,
        .discarded_neg = dropped / observed_neg,
        .p_star = neg->p_star,
        .rejected_missing = g.missing > 0 ? mean_missing(&g, &neg->past_pos) : ASL_NAN,
        .rejected_clean = clean > 0 ? neg->past_neg.plain : ASL_NAN,
        .pt_pos = pt_pos,
        .pt_neg = pt_neg,
        .delta_p = pt_pos - pt_neg,
    };
}

/* The latest computed sides of a layer without tables. */
typedef struct lookup {
    side side[SIDES];
    size_t which[SIDES]; /* 1 + combination; 0: none */
} lookup;

/* A side of the current row: from the table or, if it is too large, computed. */
static const side *find_side(const asl_sweep *s, const layer *l, int label, size_t c, lookup *last)
{
    if (l->table[label] != NULL) return &l->table[label][c];
    if (last->which[label] != c + 1) fill(s, l, label, c, &last->side[label]);
    last->which[label] = c + 1;
    return &last->side[label];
}

/* Inaccurate numbers must not be printed: fail if the integrals of a row miss the promised accuracy. */
static int check_error(const asl_sweep *s, const asl_cell *cells, double error, asl_error *err)
{
    double limit = asl_expectation_limit(s->spec->family);
    if (!(error > limit)) return ASL_OK;
    int code = asl_fail(err, ASL_FAILED,
                        "the estimated relative error of an integral is %.1e, above the limit of %.0e; use --samples",
                        error, limit);
    for (size_t i = s->nparams; i-- > 0;) {
        asl_fail_in(err, code, "%s=%.9g%s", s->spec->family->params[i].name, cells[i].as.real,
                    i + 1 < s->nparams ? "," : ": ");
    }
    return asl_fail_in(err, code, "%s%s", s->spec->family->name, s->nparams > 0 ? ":" : ": ");
}

/* Write the parameters and rates of a row to cells. */
static void place(const asl_sweep *s, size_t row, asl_cell *cells, double *rate)
{
    for (int r = ASL_SWEEP_RATES; r-- > 0;) {
        const asl_axis_values *list = &s->spec->rates[r];
        rate[r] = asl_axis_value(list, row % list->n);
        cells[s->nparams + (size_t)r] = asl_cell_double(rate[r]);
        row /= list->n;
    }
    for (size_t i = s->nparams; i-- > 0;) {
        const asl_axis_values *list = &s->spec->params[i];
        cells[i] = asl_cell_double(asl_axis_value(list, row % list->n));
        row /= list->n;
    }
}

/* The standard error of the mean of the batch values, as cells after each statistic. */
static void add_errors(const asl_sweep *s, const size_t c[SIDES], const double *rate, lookup *last, asl_cell *cells)
{
    double sum[ASL_SWEEP_STATISTICS] = {0}, squares[ASL_SWEEP_STATISTICS] = {0}, first[ASL_SWEEP_STATISTICS];
    double n = (double)(s->nlayers - 1);
    for (size_t k = 1; k < s->nlayers; k++) {
        const layer *l = &s->layers[k];
        const side *pos = find_side(s, l, POS, c[POS], &last[k]), *neg = find_side(s, l, NEG, c[NEG], &last[k]);
        asl_sweep_row row = compute(l, pos, neg, rate, s->spec->low_logit);
        for (size_t i = 0; i < ASL_SWEEP_STATISTICS; i++) {
            double v = asl_column_get(&asl_statistics[i], &row).as.real;
            if (k == 1) first[i] = v; /* differences to the first value preserve the digits of the variance */
            sum[i] += v - first[i];
            squares[i] += (v - first[i]) * (v - first[i]);
        }
    }
    for (size_t i = 0; i < ASL_SWEEP_STATISTICS; i++) {
        double variance = (squares[i] - sum[i] * sum[i] / n) / (n - 1);
        cells[2 * i + 1] = asl_cell_double(sqrt((variance < 0 ? 0 : variance) / n));
    }
}

int asl_sweep_columns(const asl_sweep *s, asl_row_sink visitor, asl_error *err)
{
    static const char *const rates[ASL_SWEEP_RATES] = {"positive_rate", "missing", "spurious"};
    const char *names[ASL_SWEEP_MOST_COLUMNS];
    char errors[ASL_SWEEP_STATISTICS][32];
    size_t n = 0;
    for (size_t i = 0; i < s->nparams; i++) names[n++] = s->spec->family->params[i].name;
    for (size_t i = 0; i < ASL_SWEEP_RATES; i++) names[n++] = rates[i];
    for (size_t i = 0; i < ASL_SWEEP_STATISTICS; i++) {
        names[n++] = asl_statistics[i].name;
        if (s->nlayers == 1) continue;
        strcpy(errors[i], asl_statistics[i].name);
        names[n++] = strcat(errors[i], "_se");
    }
    static const char *const bands[ASL_SWEEP_MOST_BANDS] = {"band_1", "band_2", "band_3", "band_4", "band_5"};
    for (size_t k = 0; k < s->spec->nbands; k++) names[n++] = bands[k];
    return visitor.columns(visitor.self, names, n, err);
}

int asl_sweep_range(const asl_sweep *s, size_t from, size_t to, asl_row_sink visitor, asl_error *err)
{
    asl_cell cells[ASL_SWEEP_MOST_COLUMNS];
    bool errors = s->nlayers > 1;
    size_t axes = s->nparams + ASL_SWEEP_RATES, step = errors ? 2 : 1, bands = axes + step * ASL_SWEEP_STATISTICS,
           n = bands + s->spec->nbands;
    lookup *last = asl_alloc(s->nlayers, sizeof *last, err);
    int code = last == NULL ? ASL_FAILED : ASL_OK;
    for (size_t row = from; row < to && code == ASL_OK; row++) {
        double rate[ASL_SWEEP_RATES];
        size_t c[SIDES];
        place(s, row, cells, rate);
        find_combinations(s, row, c);
        const layer *l = &s->layers[0];
        const side *pos = find_side(s, l, POS, c[POS], &last[0]), *neg = find_side(s, l, NEG, c[NEG], &last[0]);
        code = check_error(s, cells, fmax(l->error, fmax(pos->error, neg->error)), err);
        if (code != ASL_OK) break;
        asl_sweep_row v = compute(l, pos, neg, rate, s->spec->low_logit);
        double clean = (1 - rate[RATE_POSITIVE]) * (1 - rate[RATE_SPURIOUS]);
        for (size_t k = 0; k < s->spec->nbands; k++)
            cells[bands + k] = asl_cell_double(clean * neg->band[k] / v.grad_neg);
        for (size_t i = 0; i < ASL_SWEEP_STATISTICS; i++)
            cells[axes + step * i] = asl_column_get(&asl_statistics[i], &v);
        if (errors) add_errors(s, c, rate, last, cells + axes);
        code = visitor.row(visitor.self, cells, n, err);
    }
    free(last);
    return code;
}
