/* Between mislabel.c, which makes rows, and audit.c, which looks at the labels of one side. */
#ifndef ASL_STUDY_AUDIT_H
#define ASL_STUDY_AUDIT_H

#include "loss/shape.h"
#include "study/mislabel.h"

/* What is known of one side (given 0, or given 1) of some pairs: for each column of that side, its number. */
#define ASL_SIDE_COLUMNS(X)                                                                                            \
    X(auroc, "P(a wrong label is more suspect, by p, than a right one), ties half")                                    \
    X(auroc_low, "lower end of its 95 % interval (--bootstrap)")                                                       \
    X(auroc_high, "upper end")                                                                                         \
    X(flips, "known wrong labels")                                                                                     \
    X(ap, "average precision of finding wrong labels by p")                                                            \
    X(precision, "share of wrong labels among as many top suspects as there are wrong ones")                           \
    X(lift100, "share of wrong labels among the 100 top suspects, over their share among all")                         \
    X(auroc_loss, "auroc with the loss as the score of suspicion")                                                     \
    X(ap_loss, "ap likewise")                                                                                          \
    X(precision_loss, "precision likewise")                                                                            \
    X(auroc_grad, "auroc with the size of the gradient")                                                               \
    X(ap_grad, "ap likewise")                                                                                          \
    X(precision_grad, "precision likewise")                                                                            \
    X(grad_share, "share of the gradient mass that comes from wrong labels")                                           \
    X(grad_share_ce, "the same under cross-entropy")

#define ASL_SIDE_INDEX(name, meaning) ASL_S_##name,
enum { ASL_SIDE_COLUMNS(ASL_SIDE_INDEX) ASL_SIDE_COUNT };

/* All known pairs, label by label, and the loss at hand. Release with asl_audit_free, also after a failure. */
typedef struct asl_audit {
    const asl_mislabel *m;
    size_t labels, n;     /* known pairs */
    uint32_t *pair;       /* [n] pairs, label after label */
    size_t *start;        /* [labels + 1] */
    double *estimate;     /* [labels, 2] estimated wrong labels of each side */
    const asl_loss *loss; /* at hand: asl_audit_take_up; NULL: none, and sides have neither value nor grad */
    asl_peak peak;
    double *value, *grad; /* [n] loss and |gradient| of pair[i] */
} asl_audit;

int asl_audit_make(asl_audit *a, const asl_mislabel *m, asl_error *err);
void asl_audit_free(asl_audit *a);

/* Take up loss i of those asked for. Returns the loss in full, as asl_loss_write_data writes it, to be freed; NULL if
 * out of memory. */
char *asl_audit_take_up(asl_audit *a, size_t i, asl_error *err);
asl_prob asl_audit_prob(const asl_audit *a, uint32_t pair);
bool asl_audit_past(const asl_audit *a, uint32_t pair); /* p*, of that loss */

/* Confident learning (Northcutt, Jiang and Chuang 2021) on label k, as a question of two classes. A label counts as a
 * class if its probability of the class is at least the mean probability among the labels given that class, less 1e-6;
 * if both classes qualify, it counts as the likelier one, or as 0 if they are equally likely. The tolerance is cleanlab's:
 * without it, rounding decides when all predictions are equal. Of each given class, the share that counts as the other
 * class, times how many were given, is the estimate. Permuting the rows changes nothing; k copies of every row multiply
 * the estimates by k. Fills a->estimate. */
void asl_audit_estimate(asl_audit *a, size_t k);

/* One side of some pairs. */
typedef struct asl_audit_side {
    size_t n;
    uint32_t *pair, *order;           /* [n] */
    double *suspicion, *value, *grad; /* [n] p of labels given 0, 1 - p of those given 1; the loss; |gradient| */
    signed char *wrong;               /* [n] */
} asl_audit_side;

/* The labels among a->pair[from .. to) that are given as `given`. Release with asl_side_free, also after a failure. */
int asl_side_make(asl_audit_side *s, const asl_audit *a, size_t from, size_t to, int given, asl_error *err);
void asl_side_free(asl_audit_side *s);

/* Whether there is a number for each label: in single precision a gradient may be 0 times infinity. */
bool asl_side_ranks(const asl_audit_side *s, const double *score);

/* How well the three scores find the wrong labels, out [ASL_SIDE_COUNT]; NaN by a score that does not rank. */
int asl_side_detect(const asl_audit *a, asl_audit_side *s, double *out, asl_error *err);

#endif
