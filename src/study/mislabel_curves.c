/* Rejection curves, and ROC curves for finding wrong labels. */
#include <math.h>
#include <stdlib.h>

#include "base/numbers.h"
#include "math/sort.h"
#include "study/label_audit.h"

/* --- rejection */

enum { STEPS = 100 };

/* A ratio that exceeds a fraction by less than this counts as equal. Implementations in single precision would
 * otherwise have half of the equal gradients above it. */
static const double tolerance = 1e-6;

static int curve_of(asl_label_audit *a, const char *name, const void *with, asl_row_sink v, asl_error *err)
{
    (void)with;
    double count[2][STEPS + 1] = {{0}}, n[2] = {0}, below[2] = {0};
    asl_label_audit_side s;
    int code = asl_side_make(&s, a, 0, a->n, 0, err);
    for (size_t i = 0; i < s.n && code == ASL_OK; i++) {
        double ratio = s.suspicion[i] > 0 ? s.grad[i] / s.suspicion[i] : 0;
        n[s.wrong[i]]++;
        double step = ceil(fmax(ratio - tolerance, 0) * (double)STEPS);
        if (step <= (double)STEPS) count[s.wrong[i]][(size_t)step]++;
    }
    asl_side_free(&s);
    for (int f = 0; f <= STEPS && code == ASL_OK; f++) {
        below[0] += count[0][f];
        below[1] += count[1][f];
        asl_cell cells[] = {asl_cell_text(name), asl_cell_double((double)f / (double)STEPS),
                            asl_cell_double(below[1] / n[1]), asl_cell_double(below[0] / n[0]),
                            asl_cell_double(a->peak.found ? a->peak.grad / a->peak.p : ASL_NAN)};
        code = v.row(v.self, cells, sizeof cells / sizeof cells[0], err);
    }
    return code;
}

int asl_mislabel_curve(const asl_mislabel *m, asl_row_sink v, asl_error *err)
{
    static const char *const names[] = {"loss", "fraction", "missing", "clean", "p_star_fraction"};
    if (!m->d->has_truth) return asl_fail(err, ASL_BAD, "a rejection curve needs a column 'truth'");
    return asl_label_audit_each(m, names, sizeof names / sizeof names[0], curve_of, NULL, v, err);
}

/* --- ROC */

/* The constant cells of a curve, and its visitor. */
typedef struct roc {
    const char *loss, *data, *score;
    size_t panel;
    int given;
    asl_row_sink to;
    size_t *points; /* number of points so far */
} roc;

static int roc_point(const roc *r, double fpr, double tpr, asl_error *err)
{
    asl_cell cells[] = {asl_cell_text(r->loss), asl_cell_text(r->data),  asl_cell_int((long long)r->panel),
                        asl_cell_int(r->given), asl_cell_text(r->score), asl_cell_double(fpr),
                        asl_cell_double(tpr)};
    ++*r->points;
    return r->to.row(r->to.self, cells, sizeof cells / sizeof cells[0], err);
}

/* Go down from the highest score, equal ones together, with a point after each 1/200 of the curve. */
static int walk_roc(const roc *r, size_t n, const double *score, const signed char *wrong, const uint32_t *order,
                    asl_error *err)
{
    const double step = 1.0 / 200;
    double all[2] = {0}, past[2] = {0}, last = -1;
    for (size_t i = 0; i < n; i++) all[wrong[i]]++;
    if (all[0] == 0 || all[1] == 0) return ASL_OK;
    int code = roc_point(r, 0, 0, err);
    for (size_t i = 0; i < n && code == ASL_OK;) {
        double level = score[order[i]];
        for (; i < n && score[order[i]] == level; i++) past[wrong[order[i]]]++;
        double fpr = past[0] / all[0], tpr = past[1] / all[1];
        if (fpr + tpr < last + step && i < n) continue;
        last = fpr + tpr;
        code = roc_point(r, fpr, tpr, err);
    }
    return code;
}

/* Both sides of a data set, by the current loss or, without one, by p. */
static int roc_of(const asl_label_audit *a, roc r, asl_error *err)
{
    int code = ASL_OK;
    for (r.given = 0; r.given < 2 && code == ASL_OK; r.given++) {
        asl_label_audit_side s;
        code = asl_side_make(&s, a, 0, a->n, r.given, err);
        const double *score = a->loss != NULL ? s.grad : s.suspicion;
        bool ranks = code == ASL_OK && asl_side_ranks(&s, score);
        if (ranks) code = asl_sort_descending(s.n, score, s.order, err);
        if (ranks && code == ASL_OK) code = walk_roc(&r, s.n, score, s.wrong, s.order, err);
        asl_side_free(&s);
    }
    return code;
}

static int roc_by_loss(asl_label_audit *a, const asl_mislabel_data *data, size_t n, size_t loss, asl_row_sink v,
                       size_t *points, asl_error *err)
{
    int code = ASL_OK;
    for (size_t i = 0; i < n && code == ASL_OK; i++) {
        char *name = asl_label_audit_take_up(&a[i], loss, err);
        code =
            name != NULL ? roc_of(&a[i], (roc){name, data[i].name, "gradient", i + 1, 0, v, points}, err) : ASL_FAILED;
        free(name);
    }
    return code;
}

int asl_mislabel_roc(const asl_mislabel_data *data, size_t n, const asl_loss *losses, size_t nlosses, asl_row_sink v,
                     asl_error *err)
{
    static const char *const names[] = {"loss", "data", "panel", "given", "score", "fpr", "tpr"};
    asl_mislabel m[ASL_MISLABEL_MOST_DATA];
    asl_label_audit a[ASL_MISLABEL_MOST_DATA];
    size_t made = 0, points = 0;
    for (size_t i = 0; i < n; i++) {
        if (!data[i].d->has_truth)
            return asl_fail(err, ASL_BAD, "%.80s: a ROC curve needs a column 'truth'", data[i].name);
    }
    int code = v.columns(v.self, names, sizeof names / sizeof names[0], err);
    for (; made < n && code == ASL_OK; made++) {
        m[made] = (asl_mislabel){.d = data[made].d, .losses = losses, .nlosses = nlosses};
        code = asl_label_audit_make(&a[made], &m[made], err);
    }
    for (size_t i = 0; i < n && code == ASL_OK; i++)
        code = roc_of(&a[i], (roc){"any", data[i].name, "p", i + 1, 0, v, &points}, err);
    for (size_t k = 0; k < nlosses && code == ASL_OK; k++) code = roc_by_loss(a, data, n, k, v, &points, err);
    if (code == ASL_OK && points == 0)
        code =
            asl_fail(err, ASL_BAD, "a ROC curve needs wrong and correct labels on the same side (given 0 or given 1)");
    while (made > 0) asl_label_audit_free(&a[--made]);
    return code;
}
