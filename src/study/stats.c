#include "study/stats.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/numbers.h"
#include "math/sum.h"
#include "metrics/calibration.h"
#include "metrics/ranking.h"
#include "metrics/threshold.h"

enum { COLUMNS = 24 };

static const char *const names[COLUMNS] = {
    "row",     "label",    "n",          "positives", "prevalence", "discarded_neg", "pt_pos",    "pt_neg",
    "delta_p", "loss_pos", "loss_neg",   "grad_pos",  "grad_neg",   "grad_ratio",    "ap",        "auroc",
    "ece",     "brier",    "map_labels", "ece_macro", "threshold",  "cf1_mean",      "cf1_ratio", "of1"};

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

static void add_pair(side *s, double probability, const asl_jet *j)
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

/* p [v->n] is filled on the way. */
static tally count_label(const asl_label_view *v, bool probabilities, const asl_loss *loss, double *p)
{
    tally t = {0};
    double margin = asl_loss_margin(loss), edge = asl_prob_of_prob(margin).z;
    for (size_t i = 0; i < v->n; i++) {
        asl_prob x = asl_prob_of(v->score[i], probabilities);
        asl_jet j = asl_loss_at(loss, x, v->given[i]);
        bool own = loss->family->read_out != NULL && !probabilities; /* a logit stands for what the loss reads out */
        p[i] = own ? loss->family->read_out(loss, x.z) : x.p;
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

/* Columns 2 .. 17. */
static void fill(asl_cell *c, const tally *t, double ap, double auroc)
{
    double pos = asl_sum_value(&t->pos.n), neg = asl_sum_value(&t->neg.n), n = pos + neg;
    double pt_pos = mean(&t->pos.probability, pos), pt_neg = mean(&t->neg.probability, neg);
    double grad_pos = mean(&t->pos.gradient, n), grad_neg = mean(&t->neg.gradient, n);
    c[2] = asl_count((long long)n);
    c[3] = asl_count((long long)pos);
    c[4] = asl_real(n > 0 ? pos / n : ASL_NAN);
    c[5] = asl_real(neg > 0 ? t->discarded / neg : ASL_NAN);
    c[6] = asl_real(pt_pos);
    c[7] = asl_real(pt_neg);
    c[8] = asl_real(pt_pos - pt_neg);
    c[9] = asl_real(mean(&t->pos.loss, pos));
    c[10] = asl_real(mean(&t->neg.loss, neg));
    c[11] = asl_real(grad_pos);
    c[12] = asl_real(grad_neg);
    c[13] = asl_real(grad_pos / grad_neg);
    c[14] = asl_real(ap);
    c[15] = asl_real(auroc);
    c[16] = asl_real(asl_calibration_ece(&t->calibration));
    c[17] = asl_real(asl_calibration_brier(&t->calibration));
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
                     double threshold, overall *all, asl_visitor visitor, asl_error *err)
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
    asl_cell cells[COLUMNS];
    cells[0] = asl_words("label");
    cells[1] = asl_words(asl_intern_at(&d->labels, k));
    fill(cells, &t, rank.ap, rank.auroc);
    for (size_t i = 18; i < COLUMNS; i++) cells[i] = asl_blank();
    return visitor.row(visitor.self, cells, COLUMNS, err);
}

static int all_row(const overall *all, size_t labels, double threshold, asl_visitor visitor, asl_error *err)
{
    asl_cell cells[COLUMNS];
    asl_f1 f1 = asl_f1_of(labels, all->decisions);
    cells[0] = asl_words("all");
    cells[1] = asl_blank();
    fill(cells, &all->sums, asl_average_value(&all->ap), asl_average_value(&all->auroc));
    cells[18] = asl_count((long long)all->ap.n);
    cells[19] = asl_real(asl_average_value(&all->ece));
    cells[20] = asl_real(threshold);
    cells[21] = asl_real(f1.cf1_mean);
    cells[22] = asl_real(f1.cf1_ratio);
    cells[23] = asl_real(f1.of1);
    return visitor.row(visitor.self, cells, COLUMNS, err);
}

int asl_stats_run(const asl_predictions *d, const asl_loss *loss, double threshold, asl_visitor visitor, asl_error *err)
{
    size_t labels = d->labels.count;
    overall all = {.decisions = asl_alloc(labels, sizeof *all.decisions, err)};
    asl_label_view *views = all.decisions != NULL ? asl_predictions_views(d, err) : NULL;
    int code = views == NULL ? ASL_FAILED : visitor.columns(visitor.self, names, COLUMNS, err);
    for (size_t k = 0; k < labels && code == ASL_OK; k++) {
        code = label_row(d, k, &views[k], loss, threshold, &all, visitor, err);
    }
    if (code == ASL_OK) code = all_row(&all, labels, threshold, visitor, err);
    asl_predictions_views_free(views);
    free(all.decisions);
    return code;
}
