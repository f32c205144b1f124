#include "study/stats.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "math/sum.h"
#include "metrics/calibration.h"
#include "metrics/ranking.h"
#include "metrics/threshold.h"

/* The numbers of a row; the second part is only for the last row. */
typedef struct stats_row {
    long long n, positives;
    double prevalence, discarded_neg, pt_pos, pt_neg, delta_p, loss_pos, loss_neg, grad_pos, grad_neg, grad_ratio;
    double ap, auroc, ece, brier;
    long long map_labels;
    double ece_macro, threshold, cf1_mean, cf1_ratio, of1;
} stats_row;

enum { KEYS = 2, OWN = 16, OVERALL = 6, COLUMNS = KEYS + OWN + OVERALL };

const asl_column asl_stats_columns[OWN + 1] = {
    ASL_COLUMN(stats_row, n, COUNT, NULL),
    ASL_COLUMN(stats_row, positives, COUNT, NULL),
    ASL_COLUMN(stats_row, prevalence, REAL, "number of known pairs, of those observed positive, their fraction"),
    ASL_COLUMN(stats_row, discarded_neg, REAL, "fraction of negatives with p <= margin, which get no gradient"),
    ASL_COLUMN(stats_row, pt_pos, REAL, NULL),
    ASL_COLUMN(stats_row, pt_neg, REAL, NULL),
    ASL_COLUMN(stats_row, delta_p, REAL, "mean p of positives, mean 1 - p of negatives, difference"),
    ASL_COLUMN(stats_row, loss_pos, REAL, NULL),
    ASL_COLUMN(stats_row, loss_neg, REAL, "mean loss of positives, of negatives"),
    ASL_COLUMN(stats_row, grad_pos, REAL, NULL),
    ASL_COLUMN(stats_row, grad_neg, REAL, NULL),
    ASL_COLUMN(stats_row, grad_ratio, REAL, "sum of |gradient| of each side divided by n; grad_pos / grad_neg"),
    ASL_COLUMN(stats_row, ap, REAL, NULL),
    ASL_COLUMN(stats_row, auroc, REAL,
               "average precision (as in scikit-learn), area under the ROC curve;\n"
               "last row: means over the labels for which they exist (mAP)"),
    ASL_COLUMN(stats_row, ece, REAL, NULL),
    ASL_COLUMN(stats_row, brier, REAL, "calibration error (15 bins), Brier score; last row: over all pairs"),
    {.name = NULL},
};

const asl_column asl_stats_overall_columns[OVERALL + 1] = {
    ASL_COLUMN(stats_row, map_labels, COUNT, "number of labels with positives, which count in mAP"),
    ASL_COLUMN(stats_row, ece_macro, REAL, "mean of the labels' ece"),
    ASL_COLUMN(stats_row, threshold, REAL, NULL),
    ASL_COLUMN(stats_row, cf1_mean, REAL, NULL),
    ASL_COLUMN(stats_row, cf1_ratio, REAL, NULL),
    ASL_COLUMN(stats_row, of1, REAL,
               "F1 at --threshold: mean of the labels' F1 (as in the official ASL script,\n"
               "which uses 0.8), 2 CP CR / (CP + CR) (ML-GCN), F1 over all pairs"),
    {.name = NULL},
};

/* Sums over the pairs of one side of one label, or of all. */
typedef struct side {
    asl_sum n, probability, loss, gradient; /* probability: p of positives, 1 - p of negatives */
} side;

typedef struct tally {
    side pos, neg;
    double discarded;
    asl_calibration calibration;
} tally;

typedef struct overall {
    tally sums;
    asl_average ap, auroc, ece;
    asl_decisions *decisions; /* [labels] */
} overall;

static void add_pair(side *s, double probability, const asl_loss_value *j)
{
    asl_sum_add(&s->n, 1);
    asl_sum_add(&s->probability, probability);
    asl_sum_add(&s->loss, j->value);
    asl_sum_add(&s->gradient, fabs(j->grad));
}

static void merge_side(side *into, const side *from)
{
    asl_sum_add(&into->n, asl_sum_value(&from->n));
    asl_sum_add(&into->probability, asl_sum_value(&from->probability));
    asl_sum_add(&into->loss, asl_sum_value(&from->loss));
    asl_sum_add(&into->gradient, asl_sum_value(&from->gradient));
}

/* Fills p [v->n] with the probabilities. */
static tally count_label(const asl_label_view *v, bool probabilities, const asl_loss *loss, double *p)
{
    tally t = {0};
    double margin = asl_loss_margin(loss), edge = asl_sigmoid_of_prob(margin).z;
    for (size_t i = 0; i < v->n; i++) {
        asl_sigmoid_point x = asl_sigmoid_of(v->score[i], probabilities);
        asl_loss_value j = asl_loss_at(loss, x, v->given[i]);
        bool own = loss->family->prob_of_logit != NULL && !probabilities; /* the loss defines its own probability */
        p[i] = own ? loss->family->prob_of_logit(loss, x.z) : x.p;
        if (v->given[i] != 0) {
            add_pair(&t.pos, p[i], &j);
        } else {
            add_pair(&t.neg, own ? 1 - p[i] : x.q, &j);
            t.discarded += probabilities ? x.p <= margin : x.z <= edge;
        }
    }
    asl_calibration_add(&t.calibration, v->n, p, v->given);
    return t;
}

static double mean(const asl_sum *sum, double n) { return n > 0 ? asl_sum_value(sum) / n : ASL_NAN; }

static stats_row row_of(const tally *t, double ap, double auroc)
{
    double pos = asl_sum_value(&t->pos.n), neg = asl_sum_value(&t->neg.n), n = pos + neg;
    double pt_pos = mean(&t->pos.probability, pos), pt_neg = mean(&t->neg.probability, neg);
    double grad_pos = mean(&t->pos.gradient, n), grad_neg = mean(&t->neg.gradient, n);
    return (stats_row){
        .n = (long long)n,
        .positives = (long long)pos,
        .prevalence = n > 0 ? pos / n : ASL_NAN,
        .discarded_neg = neg > 0 ? t->discarded / neg : ASL_NAN,
        .pt_pos = pt_pos,
        .pt_neg = pt_neg,
        .delta_p = pt_pos - pt_neg,
        .loss_pos = mean(&t->pos.loss, pos),
        .loss_neg = mean(&t->neg.loss, neg),
        .grad_pos = grad_pos,
        .grad_neg = grad_neg,
        .grad_ratio = grad_pos / grad_neg,
        .ap = ap,
        .auroc = auroc,
        .ece = asl_calibration_ece(&t->calibration),
        .brier = asl_calibration_brier(&t->calibration),
    };
}

/* last: the row over all labels; in other rows its extra columns are blank. */
static int send_row(const stats_row *row, const char *kind, asl_cell label, bool last, asl_row_sink v, asl_error *err)
{
    asl_cell cells[COLUMNS] = {asl_cell_text(kind), label};
    size_t n = KEYS + asl_column_cells(asl_stats_columns, row, cells + KEYS);
    if (last) n += asl_column_cells(asl_stats_overall_columns, row, cells + n);
    while (n < COLUMNS) cells[n++] = asl_cell_blank();
    return v.row(v.self, cells, n, err);
}

static int send_columns(asl_row_sink v, asl_error *err)
{
    const char *names[COLUMNS] = {"row", "label"};
    size_t n = KEYS + asl_column_names(asl_stats_columns, names + KEYS);
    n += asl_column_names(asl_stats_overall_columns, names + n);
    return v.columns(v.self, names, n, err);
}

static void pool(overall *all, const tally *t, const asl_ranking *rank)
{
    merge_side(&all->sums.pos, &t->pos);
    merge_side(&all->sums.neg, &t->neg);
    all->sums.discarded += t->discarded;
    asl_calibration_merge(&all->sums.calibration, &t->calibration);
    asl_average_add(&all->ap, rank->ap);
    asl_average_add(&all->auroc, rank->auroc);
    asl_average_add(&all->ece, asl_calibration_ece(&t->calibration));
}

static int label_row(const asl_predictions *d, size_t k, const asl_label_view *v, const asl_loss *loss,
                     double threshold, overall *all, asl_row_sink visitor, asl_error *err)
{
    double *p = asl_alloc(v->n, sizeof *p, err);
    asl_ranking rank;
    if (p == NULL || asl_ranking_compute(v->n, v->score, v->given, &rank, err) != ASL_OK) {
        free(p);
        return ASL_FAILED;
    }
    tally t = count_label(v, d->probabilities, loss, p);
    all->decisions[k] = asl_decide(v->n, p, v->given, threshold);
    free(p);
    pool(all, &t, &rank);
    stats_row row = row_of(&t, rank.ap, rank.auroc);
    return send_row(&row, "label", asl_cell_text(asl_intern_at(&d->labels, k)), false, visitor, err);
}

static int all_row(const overall *all, size_t labels, double threshold, asl_row_sink visitor, asl_error *err)
{
    asl_f1 f1 = asl_f1_of(labels, all->decisions);
    stats_row row = row_of(&all->sums, asl_average_value(&all->ap), asl_average_value(&all->auroc));
    row.map_labels = (long long)all->ap.n;
    row.ece_macro = asl_average_value(&all->ece);
    row.threshold = threshold;
    row.cf1_mean = f1.cf1_mean;
    row.cf1_ratio = f1.cf1_ratio;
    row.of1 = f1.of1;
    return send_row(&row, "all", asl_cell_blank(), true, visitor, err);
}

int asl_stats_run(const asl_predictions *d, const asl_loss *loss, double threshold, asl_row_sink visitor,
                  asl_error *err)
{
    size_t labels = d->labels.count;
    overall all = {.decisions = asl_alloc(labels, sizeof *all.decisions, err)};
    asl_label_view *views = all.decisions != NULL ? asl_predictions_views(d, err) : NULL;
    int code = views == NULL ? ASL_FAILED : send_columns(visitor, err);
    for (size_t k = 0; k < labels && code == ASL_OK; k++) {
        code = label_row(d, k, &views[k], loss, threshold, &all, visitor, err);
    }
    if (code == ASL_OK) code = all_row(&all, labels, threshold, visitor, err);
    asl_predictions_views_free(views);
    free(all.decisions);
    return code;
}
