/* The labels of one side, given 0 or given 1. Internal: mislabel.c makes rows of these numbers. */
#ifndef ASL_STUDY_LABEL_AUDIT_H
#define ASL_STUDY_LABEL_AUDIT_H

#include "loss/gradient_shape.h"
#include "study/mislabel.h"

/* The columns of one side: name and meaning. */
#define ASL_SIDE_COLUMNS(X)                                                                                            \
    X(auroc, "P(a wrong label is more suspect, by p, than a correct one), ties count 1/2")                             \
    X(auroc_low, "lower bound of its 95 % interval (--bootstrap)")                                                     \
    X(auroc_high, "upper bound")                                                                                       \
    X(flips, "number of known wrong labels")                                                                           \
    X(ap, "average precision of finding wrong labels by p")                                                            \
    X(precision, "precision at k, k being the number of wrong labels")                                                 \
    X(lift100, "precision among the 100 top suspects, divided by the rate of wrong labels")                            \
    X(auroc_loss, "auroc with the loss as score instead of p")                                                         \
    X(ap_loss, "ap likewise")                                                                                          \
    X(precision_loss, "precision likewise")                                                                            \
    X(auroc_grad, "auroc with |gradient| as score")                                                                    \
    X(ap_grad, "ap likewise")                                                                                          \
    X(precision_grad, "precision likewise")                                                                            \
    X(grad_share, "fraction of the sum of |gradient| that comes from wrong labels")                                    \
    X(grad_share_ce, "the same under cross-entropy")

#define ASL_SIDE_INDEX(name, meaning) ASL_S_##name,
enum { ASL_SIDE_COLUMNS(ASL_SIDE_INDEX) ASL_SIDE_COUNT };

/* All known pairs, label by label, and the current loss. Release with asl_label_audit_free, also after a failure. */
typedef struct asl_label_audit {
    const asl_mislabel *m;
    size_t labels, n;     /* n: number of known pairs */
    uint32_t *pair;       /* [n] indices of the pairs, label after label */
    size_t *start;        /* [labels + 1] start of each label in pair */
    double *estimate;     /* [labels, 2] estimated number of wrong labels given 0, given 1 */
    const asl_loss *loss; /* current loss; NULL: none, and sides have no value and grad */
    asl_peak peak;
    double *value, *grad; /* [n] loss and |gradient| of pair[i] */
} asl_label_audit;

/* The estimates are those of confident learning (Northcutt, Jiang and Chuang 2021) on each label, with two classes. A
 * label counts as a class if its probability of the class is at least the mean over the labels given that class, minus
 * 1e-6. If both classes qualify, it counts as the more probable one, or as 0 if both are equally probable. The
 * tolerance is that of cleanlab: without it, rounding decides if all predictions are equal. The estimate for a given
 * class is the fraction that counts as the other class times the number of labels given it. Permuting the rows changes
 * nothing; k copies of every row multiply the estimates by k. */
int asl_label_audit_make(asl_label_audit *a, const asl_mislabel *m, asl_error *err);
void asl_label_audit_free(asl_label_audit *a);

/* Make loss i of the mislabel specification the current one. Returns its full name, as asl_loss_write_data writes it,
 * to be freed by the caller; NULL if memory runs out. */
char *asl_label_audit_take_up(asl_label_audit *a, size_t i, asl_error *err);
asl_sigmoid_point asl_label_audit_prob(const asl_label_audit *a, uint32_t pair);
bool asl_label_audit_past(const asl_label_audit *a, uint32_t pair); /* is the pair past p* of the current loss? */

/* Make the columns `names` [n], and rows for each loss in turn. */
typedef int asl_label_audit_rows(asl_label_audit *a, const char *loss, const void *with, asl_row_sink v,
                                 asl_error *err);
int asl_label_audit_each(const asl_mislabel *m, const char *const *names, size_t n, asl_label_audit_rows *rows,
                         const void *with, asl_row_sink v, asl_error *err);

/* One side of some pairs. */
typedef struct asl_label_audit_side {
    size_t n;
    uint32_t *pair, *order;           /* [n] */
    double *suspicion, *value, *grad; /* [n] suspicion: p of labels given 0, 1 - p of those given 1; loss; |gradient| */
    signed char *wrong;               /* [n] 1: truth differs from the given label */
} asl_label_audit_side;

/* Collect the labels in a->pair[from .. to) that are given as `given`. Release with asl_side_free, also after a
 * failure. */
int asl_side_make(asl_label_audit_side *s, const asl_label_audit *a, size_t from, size_t to, int given, asl_error *err);
void asl_side_free(asl_label_audit_side *s);

/* Are all scores numbers? In single precision a gradient can be 0 times infinity. */
bool asl_side_ranks(const asl_label_audit_side *s, const double *score);

/* How well the three scores find the wrong labels: out [ASL_SIDE_COUNT]. NaN for a score that fails asl_side_ranks. */
int asl_side_detect(const asl_label_audit *a, asl_label_audit_side *s, double *out, asl_error *err);

#endif
