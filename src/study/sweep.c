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

#define MOST_TABLE (24u << 20) /* maximum bytes of the cached table of one side */

/* Expectations of one side of the loss, over the true negatives and the true positives. */
typedef struct pos_side {
    asl_side_mean over_neg, over_pos;
    double error; /* largest estimated relative error of the integrals */
} pos_side;

typedef struct neg_side {
    asl_side_mean over_neg, over_pos;
    asl_mean dropped_neg, dropped_pos, past_neg, past_pos;
    double p_star;                     /* NaN: no peak */
    double band[ASL_SWEEP_MOST_BANDS]; /* gradient of true negatives in each band of p */
    double error;                      /* as above */
} neg_side;

/* The tables for one distribution: the whole one, or a batch of it. */
typedef struct layer {
    const asl_dist *dist;
    asl_mean p_neg, p_pos, q_neg, q_pos;
    double error;  /* of the four means above */
    pos_side *pos; /* [npos], or NULL if the table is too large */
    neg_side *neg; /* [nneg], likewise */
} layer;

struct asl_sweep {
    const asl_sweep_spec *spec;
    size_t nparams, rows;
    size_t npos, nneg;                                             /* combinations of each side's parameters */
    size_t pos_stride[ASL_MAX_PARAMS], neg_stride[ASL_MAX_PARAMS]; /* 0: the parameter does not act on that side */
    layer *layers;                                                 /* [nlayers] the whole, then the batches */
    size_t nlayers;
    bool *need_pos, *need_neg; /* [npos], [nneg] combinations to compute; NULL without a table */
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
static void loss_of_combination(const asl_sweep *s, const size_t *stride, size_t c, asl_loss *loss)
{
    double theta[ASL_MAX_PARAMS] = {0};
    for (size_t i = 0; i < s->nparams; i++) {
        size_t at = stride[i] > 0 ? c / stride[i] % s->spec->params[i].n : 0;
        theta[i] = asl_axis_value(&s->spec->params[i], at);
    }
    asl_loss_set(loss, s->spec->family, theta, NULL); /* cannot fail: the spec has valid values */
}

static void fill_pos(const asl_sweep *s, const layer *l, size_t c, pos_side *out)
{
    asl_loss loss;
    loss_of_combination(s, s->pos_stride, c, &loss);
    out->over_neg = asl_expectation_loss(l->dist, 0, &loss, 1, false);
    out->over_pos = asl_expectation_loss(l->dist, 1, &loss, 1, s->spec->low_logit);
    out->error = fmax(out->over_neg.error, out->over_pos.error);
}

static void fill_neg(const asl_sweep *s, const layer *l, size_t c, neg_side *out)
{
    asl_loss loss;
    bool ranked = s->spec->low_logit;
    loss_of_combination(s, s->neg_stride, c, &loss);
    double margin = asl_loss_margin(&loss);
    asl_peak peak = asl_loss_peak(&loss, 0);
    out->over_neg = asl_expectation_loss(l->dist, 0, &loss, 0, false);
    out->over_pos = asl_expectation_loss(l->dist, 1, &loss, 0, ranked);
    out->error = fmax(out->over_neg.error, out->over_pos.error);
    out->dropped_neg = asl_expectation_dropped(l->dist, 0, margin, false);
    out->dropped_pos = asl_expectation_dropped(l->dist, 1, margin, ranked);
    out->p_star = peak.found ? peak.p : ASL_NAN;
    for (size_t k = 0; k < s->spec->nbands; k++) {
        double error, low = k > 0 ? s->spec->band[k - 1] : 0, high = k + 1 < s->spec->nbands ? s->spec->band[k] : 1;
        out->band[k] = asl_expectation_grad_between(l->dist, 0, &loss, 0, low, high, &error);
        out->error = fmax(out->error, error);
    }
    out->past_neg = peak.found ? asl_expectation_past(l->dist, 0, peak.logit, false) : (asl_mean){0};
    out->past_pos = peak.found ? asl_expectation_past(l->dist, 1, peak.logit, ranked) : (asl_mean){0};
}

typedef struct filling {
    const asl_sweep *sweep;
    layer *layer;
} filling;

static void fill_one_pos(void *self, size_t c)
{
    filling *f = self;
    if (f->sweep->need_pos[c]) fill_pos(f->sweep, f->layer, c, &f->layer->pos[c]);
}

static void fill_one_neg(void *self, size_t c)
{
    filling *f = self;
    if (f->sweep->need_neg[c]) fill_neg(f->sweep, f->layer, c, &f->layer->neg[c]);
}

static void combinations(const asl_sweep *s, size_t row, size_t *pos, size_t *neg)
{
    *pos = *neg = 0;
    for (int r = ASL_SWEEP_RATES; r-- > 0;) row /= s->spec->rates[r].n;
    for (size_t i = s->nparams; i-- > 0;) {
        size_t n = s->spec->params[i].n, at = row % n;
        *pos += at * s->pos_stride[i];
        *neg += at * s->neg_stride[i];
        row /= n;
    }
}

void asl_sweep_need(asl_sweep *s, size_t from, size_t to)
{
    size_t rates = 1;
    for (int r = 0; r < ASL_SWEEP_RATES; r++) rates *= s->spec->rates[r].n;
    for (size_t row = from; row < to; row = (row / rates + 1) * rates) {
        size_t pos, neg;
        combinations(s, row, &pos, &neg);
        if (s->need_pos != NULL) s->need_pos[pos] = true;
        if (s->need_neg != NULL) s->need_neg[neg] = true;
    }
}

void asl_sweep_prepare(asl_sweep *s)
{
    for (size_t i = 0; i < s->nlayers; i++) {
        filling f = {s, &s->layers[i]};
        if (s->need_pos != NULL) asl_parallel(s->spec->threads, s->npos, fill_one_pos, &f);
        if (s->need_neg != NULL) asl_parallel(s->spec->threads, s->nneg, fill_one_neg, &f);
    }
    if (s->need_pos != NULL) memset(s->need_pos, 0, s->npos * sizeof *s->need_pos);
    if (s->need_neg != NULL) memset(s->need_neg, 0, s->nneg * sizeof *s->need_neg);
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
    if (s->need_pos != NULL && (l->pos = asl_alloc(s->npos, sizeof *l->pos, err)) == NULL) return ASL_FAILED;
    if (s->need_neg != NULL && (l->neg = asl_alloc(s->nneg, sizeof *l->neg, err)) == NULL) return ASL_FAILED;
    l->error = asl_expectation_prob(dist, 0, false, &l->p_neg, &l->q_neg);
    l->error = fmax(l->error, asl_expectation_prob(dist, 1, s->spec->low_logit, &l->p_pos, &l->q_pos));
    return ASL_OK;
}

static int make_tables(asl_sweep *s, asl_error *err)
{
    bool pos = s->npos <= MOST_TABLE / sizeof(pos_side) / s->nlayers,
         neg = s->nneg <= MOST_TABLE / sizeof(neg_side) / s->nlayers;
    s->layers = asl_alloc(s->nlayers, sizeof *s->layers, err);
    if (pos) s->need_pos = asl_alloc(s->npos, sizeof *s->need_pos, err);
    if (neg) s->need_neg = asl_alloc(s->nneg, sizeof *s->need_neg, err);
    bool made = s->layers != NULL && (!pos || s->need_pos != NULL) && (!neg || s->need_neg != NULL);
    int code = made ? ASL_OK : ASL_FAILED;
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
    s->npos = set_strides(s, 1, s->pos_stride);
    s->nneg = set_strides(s, 0, s->neg_stride);
    s->nlayers = 1 + spec->nbatches;
    if (code == ASL_OK) code = make_tables(s, err);
    if (code == ASL_OK) *sweep = s;
    if (code != ASL_OK) asl_sweep_free(s);
    return code;
}

void asl_sweep_free(asl_sweep *s)
{
    if (s == NULL) return;
    for (size_t i = 0; s->layers != NULL && i < s->nlayers; i++) {
        free(s->layers[i].pos);
        free(s->layers[i].neg);
    }
    free(s->layers);
    free(s->need_pos);
    free(s->need_neg);
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
static asl_sweep_row compute(const layer *l, const pos_side *pos, const neg_side *neg, const double *rate,
                             bool low_logit)
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

/* The sides of the current row: from the table or, if it is too large, computed. The latest computed ones are kept. */
typedef struct lookup {
    pos_side pos;
    neg_side neg;
    size_t which_pos, which_neg; /* 1 + combination of `pos` and `neg`; 0: none */
} lookup;

static const pos_side *find_pos(const asl_sweep *s, const layer *l, size_t c, lookup *last)
{
    if (l->pos != NULL) return &l->pos[c];
    if (last->which_pos != c + 1) fill_pos(s, l, c, &last->pos);
    last->which_pos = c + 1;
    return &last->pos;
}

static const neg_side *find_neg(const asl_sweep *s, const layer *l, size_t c, lookup *last)
{
    if (l->neg != NULL) return &l->neg[c];
    if (last->which_neg != c + 1) fill_neg(s, l, c, &last->neg);
    last->which_neg = c + 1;
    return &last->neg;
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
static void add_errors(const asl_sweep *s, size_t pos, size_t neg, const double *rate, lookup *last, asl_cell *cells)
{
    double sum[ASL_SWEEP_STATISTICS] = {0}, squares[ASL_SWEEP_STATISTICS] = {0}, first[ASL_SWEEP_STATISTICS];
    double n = (double)(s->nlayers - 1);
    for (size_t k = 1; k < s->nlayers; k++) {
        const layer *l = &s->layers[k];
        asl_sweep_row row =
            compute(l, find_pos(s, l, pos, &last[k]), find_neg(s, l, neg, &last[k]), rate, s->spec->low_logit);
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
        size_t pos, neg;
        place(s, row, cells, rate);
        combinations(s, row, &pos, &neg);
        const layer *l = &s->layers[0];
        const neg_side *side = find_neg(s, l, neg, &last[0]);
        const pos_side *other = find_pos(s, l, pos, &last[0]);
        code = check_error(s, cells, fmax(l->error, fmax(side->error, other->error)), err);
        if (code != ASL_OK) break;
        asl_sweep_row v = compute(l, other, side, rate, s->spec->low_logit);
        double clean = (1 - rate[RATE_POSITIVE]) * (1 - rate[RATE_SPURIOUS]);
        for (size_t k = 0; k < s->spec->nbands; k++)
            cells[bands + k] = asl_cell_double(clean * side->band[k] / v.grad_neg);
        for (size_t i = 0; i < ASL_SWEEP_STATISTICS; i++)
            cells[axes + step * i] = asl_column_get(&asl_statistics[i], &v);
        if (errors) add_errors(s, pos, neg, rate, last, cells + axes);
        code = visitor.row(visitor.self, cells, n, err);
    }
    free(last);
    return code;
}
