/* Multi-label metrics against scikit-learn, on the cases that tests/oracle/multilabel.py wrote. */
#include <math.h>

#include "base/numbers.h"
#include "metrics/ranking.h"
#include "metrics/samples.h"
#include "metrics/threshold.h"
#include "support.h"

#include "multilabel_cases.h"

enum { CASES = sizeof multilabel_cases / sizeof multilabel_cases[0] };

typedef struct multilabel_case one_case;

static void agree(double x, double expected, size_t i, const char *what)
{
    bool good = isnan(expected) ? isnan(x) : fabs(x - expected) <= 1e-12;
    ck_assert_msg(good, "case %zu, %s: %.17g, expected %.17g", i, what, x, expected);
}

/* Copies the scores and truths of label k. */
static void column(const one_case *c, int k, double *score, signed char *y)
{
    for (int i = 0; i < c->n; i++) {
        score[i] = c->score[i * c->k + k];
        y[i] = c->y[i * c->k + k];
    }
}

START_TEST(means_over_labels)
{
    for (size_t i = 0; i < CASES; i++) {
        const one_case *c = &multilabel_cases[i];
        double ap = 0, auroc = 0, script = 0, aps = 0, aurocs = 0;
        for (int k = 0; k < c->k; k++) {
            double score[MOST_ENTRIES];
            signed char y[MOST_ENTRIES];
            asl_ranking r;
            column(c, k, score, y);
            ck_assert_int_eq(asl_ranking_compute((size_t)c->n, score, y, &r, NULL), ASL_OK);
            if (!isnan(r.ap)) ap += r.ap, aps++;
            if (!isnan(r.auroc)) auroc += r.auroc, aurocs++;
            script += r.ap_script;
        }
        agree(ap / aps, c->map, i, "map");
        agree(c->k - aps, c->empty, i, "empty labels");
        agree(auroc / aurocs, c->auroc, i, "auroc");
        agree(script / c->k, c->map_asl, i, "map of the official script");
    }
}
END_TEST

START_TEST(decisions)
{
    for (size_t i = 0; i < CASES; i++) {
        const one_case *c = &multilabel_cases[i];
        asl_decisions at[MOST_ENTRIES], top[MOST_ENTRIES] = {{0}};
        double wrong = 0;
        for (int k = 0; k < c->k; k++) {
            double score[MOST_ENTRIES];
            signed char y[MOST_ENTRIES];
            column(c, k, score, y);
            at[k] = asl_decide((size_t)c->n, score, y, 0.5);
            wrong += at[k].called + at[k].positives - 2 * at[k].hits;
        }
        asl_decide_top((size_t)c->n, (size_t)c->k, 3, c->score, c->y, top);
        asl_f1 f = asl_f1_of((size_t)c->k, at), three = asl_f1_of((size_t)c->k, top);
        agree(f.cf1_mean, c->cf1_mean, i, "cf1_mean");
        agree(f.cf1_ratio, c->cf1_ratio, i, "cf1_ratio");
        agree(f.of1, c->of1, i, "of1");
        agree(three.cf1_mean, c->top3_cf1_mean, i, "top3_cf1_mean");
        agree(three.cf1_ratio, c->top3_cf1_ratio, i, "top3_cf1_ratio");
        agree(three.of1, c->top3_of1, i, "top3_of1");
        agree(wrong / (c->n * c->k), c->hamming, i, "hamming");
    }
}
END_TEST

START_TEST(means_over_samples)
{
    for (size_t i = 0; i < CASES; i++) {
        const one_case *c = &multilabel_cases[i];
        asl_sample_metrics m = asl_sample_metrics_of((size_t)c->n, (size_t)c->k, c->score, c->y);
        agree(m.ranking_loss, c->ranking_loss, i, "ranking_loss");
        agree(m.coverage, c->coverage, i, "coverage");
        agree(m.lrap, c->lrap, i, "lrap");
    }
    ck_assert(isnan(asl_sample_metrics_of(0, 3, NULL, NULL).lrap));
}
END_TEST

SUITE(multilabel, means_over_labels, decisions, means_over_samples)
