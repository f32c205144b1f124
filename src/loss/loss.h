/* The losses: two functions of one logit, with first and second derivatives in closed form.
 *
 * For each label of each sample separately, a loss is
 *
 *     l+(z)  if the label is 1,      l-(z)  if it is 0,
 *
 * in nats, with the logit z and p = sigmoid(z); it is non-negative for the losses of the paper. The loss of a sample
 * is the sum over its labels (equation 1 of arXiv 2009.14119; no 1/K). grad is d(loss)/dz, hess is d(grad)/dz.
 *
 * A family (asl_family) is a row of the registry: name, parameters, formula, source and the two functions. A loss
 * (asl_loss) is a family with values of its parameters:
 *
 *     asl_loss loss;
 *     if (asl_loss_read(&loss, "asl:gamma_neg=4,margin=0.05", &err) != ASL_OK) ...;
 *     asl_loss_value j = asl_loss_at(&loss, asl_sigmoid_of_logit(1.5), 0);     // j.value, j.grad, j.hess
 *
 * To add a loss: write src/loss/NAME.c with `const asl_family asl_family_NAME = {...}` and add ONE line below. */
#ifndef ASL_LOSS_LOSS_H
#define ASL_LOSS_LOSS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "base/strbuf.h"
#include "math/sigmoid_point.h"

/* Functions of one logit. */
#define ASL_FAMILIES(X)                                                                                                \
    X(ce)                                                                                                              \
    X(focal)                                                                                                           \
    X(asl)                                                                                                             \
    X(asl_detached)                                                                                                    \
    X(hill)                                                                                                            \
    X(splc)                                                                                                            \
    X(apl)                                                                                                             \
    X(ral)                                                                                                             \
    X(poly1)                                                                                                           \
    X(gce)                                                                                                             \
    X(sce)                                                                                                             \
    X(an_ls)                                                                                                           \
    X(wan)                                                                                                             \
    X(em)                                                                                                              \
    X(fl_star)                                                                                                         \
    X(focal_alpha)                                                                                                     \
    X(spa)

/* What public implementations compute under the name of one of these, in their own precision. */
#define ASL_IMPLEMENTATIONS(X)                                                                                         \
    X(alibaba)                                                                                                         \
    X(alibaba_optimized)                                                                                               \
    X(timm)                                                                                                            \
    X(mmpretrain)                                                                                                      \
    X(paddleclas)                                                                                                      \
    X(torch_ecg)

/* Functions of all logits of a batch: see loss/batch.h. */
#define ASL_BATCH_FAMILIES(X)                                                                                          \
    X(ll_r)                                                                                                            \
    X(ll_ct)                                                                                                           \
    X(ll_cp)                                                                                                           \
    X(zlpr)                                                                                                            \
    X(two_way)                                                                                                         \
    X(class_balanced)                                                                                                  \
    X(distribution_balanced)                                                                                           \
    X(ghm_c)                                                                                                           \
    X(asl_softmax)

enum { ASL_MAX_PARAMS = 8, ASL_MAX_DERIVED = 4, ASL_MAX_KINKS = 4 };

typedef struct asl_loss_value {
    double value, grad, hess;
} asl_loss_value;

/* Does a parameter act on l+, l- or both? A grid over it needs only the integrals of that side. */
enum asl_sides { ASL_BOTH_SIDES, ASL_POS_SIDE, ASL_NEG_SIDE };

typedef struct asl_param {
    const char *name;
    double lo, hi, def; /* range [lo, hi], bounds included, and default */
    const char *meaning;
    enum asl_sides sides;
} asl_param;

typedef struct asl_loss asl_loss;
typedef struct asl_family asl_family;
typedef struct asl_batch asl_batch;

/* Properties that deviate from those of most losses. */
enum asl_trait {
    ASL_CORRECTS = 1,     /* hard negatives count as positives: the constant of minimal risk is p = 1 */
    ASL_SIGNED = 2,       /* value can be negative */
    ASL_NOT_MONOTONE = 4, /* grad can be positive at label 1 or negative at label 0 */
    ASL_SINGLE = 8        /* value and grad are computed in single precision, like the implementation they stand for */
};

/* The arguments of a loss. A loss of a batch has no pos and neg; only training uses it, through asl_loss_on_batch. */
enum asl_kind { ASL_POINTWISE, ASL_IMPLEMENTATION, ASL_BATCHWISE };

/* The parameters of a focusing loss (loss/focusing.h), for its batch kernels. */
typedef struct asl_focus {
    double gamma_pos, gamma_neg, margin;
    double edge_hi, edge_lo; /* logit(margin) in two doubles */
    bool detached;
} asl_focus;

/* A logit where l+ or l- is not smooth: a margin, or a change of formula. Just above it grad is about c (logit -
 * kink)^power. power is 0 if the limit of grad is finite and not 0, negative if grad is unbounded but integrable. */
typedef struct asl_kink {
    double z, z_lo;              /* the logit is z + z_lo */
    double power;                /* exponent of grad */
    asl_loss_value below, above; /* limits from each side; can be infinite */
} asl_kink;

/* The scale on which l+ or l- changes: as a complex function it has singularities at centre +- i distance, and none
 * closer to the real axis. Integration and scanning use it so that they do not step over a narrow feature. */
typedef struct asl_scale {
    double centre, distance; /* logits */
} asl_scale;

/* Computes constants that depend only on the parameters. */
typedef void (*asl_derive)(const double *theta, double *derived);
typedef asl_loss_value (*asl_side)(const asl_loss *loss, const asl_sigmoid_point *x);

struct asl_family {
    const char *name, *title;
    /* l+ and l- as text and as program: see reference/formula.h. For a loss of a batch, text about its sum. */
    const char *formula_pos, *formula_neg;
    const char *source;
    const char *note;                 /* what a user should know before using it, or NULL */
    asl_param params[ASL_MAX_PARAMS]; /* ends at the first entry without a name */
    enum asl_kind kind;
    int traits;
    int margin;        /* index of the probability margin, or -1 */
    asl_derive derive; /* NULL if there are no derived constants */
    asl_side pos, neg;
    /* Writes the kinks for one label, ascending, to kink [ASL_MAX_KINKS]; returns their number. NULL: smooth for both
     * labels. */
    size_t (*kinks)(const asl_loss *loss, int label, asl_kink *kink);
    /* hess of l- divided by some positive factor, for losses whose hess underflows or vanishes too early to show its
     * sign. NULL: use hess. Only the sign is used, to find p*. */
    double (*neg_hess_sign)(const asl_loss *loss, const asl_sigmoid_point *x);
    /* The probability that belongs to a logit; NULL: sigmoid(z). */
    double (*prob_of_logit)(const asl_loss *loss, double z);
    /* For a detached loss, whose grad treats the weight as constant and is therefore not the derivative of its value:
     * the family with the same value and parameters, and the true derivative. NULL for others. */
    const asl_family *attached;
    /* The scale of l+ (label 1) or l- (label 0); NULL: that of sigmoid(z), {0, pi}. */
    asl_scale (*scale)(const asl_loss *loss, int label);
    /* The parameters as a focusing loss, which then has batch kernels; NULL if it is not one. */
    asl_focus (*focus)(const asl_loss *loss);
    /* Only for batchwise families: value and gradient, and permanent changes of labels (loss/batch.h). */
    void (*batch)(const asl_loss *loss, const asl_batch *b, float *value, float *grad);
    void (*relabel)(const asl_loss *loss, const asl_batch *b, signed char *y);
};

struct asl_loss {
    const asl_family *family;
    double theta[ASL_MAX_PARAMS];
    double derived[ASL_MAX_DERIVED];
};

/* --- the registry */

size_t asl_family_count(void);
const asl_family *asl_family_at(size_t i); /* i in [0, count) */

/* The family of this name. NULL, with ASL_BAD in err and the nearest known name, if there is none. */
const asl_family *asl_family_find(const char *name, asl_error *err);
size_t asl_family_params(const asl_family *family); /* number of parameters */

/* Index of a parameter by name (- equals _); -1, with ASL_BAD in err, if there is none. */
int asl_family_param(const asl_family *family, const char *name, asl_error *err);

/* --- a loss with its parameters */

/* Set all parameters, theta [params]. ASL_BAD if one is outside its range. */
int asl_loss_set(asl_loss *loss, const asl_family *family, const double *theta, asl_error *err);

/* Parse LOSS = `name`, `name:param=value,param=value` (the spelling of commands) or `name:param=value:param=value` (the
 * spelling of data); omitted parameters get their defaults. ASL_BAD if it is not valid. */
int asl_loss_read(asl_loss *loss, const char *spec, asl_error *err);

/* Append the full text of the LOSS, with every parameter, which asl_loss_read reads back. Errors are sticky in out.
 *   asl_loss_write       as in commands, help, reports and messages: asl:gamma_pos=0,gamma_neg=4,margin=0.05
 *   asl_loss_write_data  as in every cell of a CSV: asl:gamma_pos=0:gamma_neg=4:margin=0.05. Without a comma the cell needs
 *                        no quotes, so that cut, awk and gnuplot, which know no quotes, split the row at its commas. */
void asl_loss_write(const asl_loss *loss, asl_strbuf *out);
void asl_loss_write_data(const asl_loss *loss, asl_strbuf *out);

/* --- evaluation */

/* Loss and derivatives of one label. label is 0 or 1. At the logits -inf and inf these are the limits, which can be
 * inf; at a kink they are those of the side with smaller p. Cannot fail.
 *
 * Accuracy (measured against 256-bit references in tests/unit/test_accuracy.c): the relative error of value and grad is at
 * most 5e-15 for gammas up to 4 and 2e-14 up to 10, at any distance from the margin, if the result is above 1e-290
 * (below: 1e-300 absolute). The error of hess, which crosses zero, is at most 3e-14 (|hess| + |grad|). */
asl_loss_value asl_loss_at(const asl_loss *loss, asl_sigmoid_point x, int label);

/* Evaluate a loss on n independent labels.
 *
 *   z      [n]        logits
 *   y      [n]        labels, 0 or 1
 *   value  [n]  out   loss per label (nats); may be NULL
 *   grad   [n]  out   d(loss)/dz per label; may be NULL
 *   hess   [n]  out   d(grad)/dz per label; may be NULL
 *
 * Arrays must not overlap. n == 0 is allowed. Cannot fail, never allocates. */
void asl_loss_eval(const asl_loss *loss, size_t n, const double *z, const signed char *y, double *value, double *grad,
                   double *hess);

/* The probability up to which a negative has no gradient (the margin m); 0 if there is none. */
double asl_loss_margin(const asl_loss *loss);

/* Write the logits where l+ (label 1) or l- (label 0) is not smooth, ascending, to kink [ASL_MAX_KINKS]; returns their
 * number. The limits are closed forms with relative errors of about 1e-15; those of public implementations have the
 * errors of single precision. */
size_t asl_loss_kinks(const asl_loss *loss, int label, asl_kink *kink);

/* The scale of one side of the loss. */
asl_scale asl_loss_scale(const asl_loss *loss, int label);

#endif
