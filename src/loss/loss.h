/* The losses: two functions of one logit each, with first and second derivative in closed form.
 *
 * A loss of the family gives every label of every sample, on its own,
 *
 *     l+(z)  where the label is 1,      l-(z)  where it is 0,
 *
 * non-negative for the losses of the paper, in nats, of the logit z with p = sigmoid(z). The loss of a sample is the
 * sum over its labels (equation 1 of arXiv 2009.14119; no 1/K). grad is d(loss)/dz, hess is d(grad)/dz.
 *
 * A family (asl_family) is a row of the registry: name, parameters, formula, source and the two functions. A loss
 * (asl_loss) is a family with values for its parameters:
 *
 *     asl_loss loss;
 *     if (asl_loss_read(&loss, "asl:gamma_neg=4,margin=0.05", &err) != ASL_OK) ...;
 *     asl_jet j = asl_loss_at(&loss, asl_prob_of_logit(1.5), 0);     // j.value, j.grad, j.hess
 *
 * To add a loss: write src/loss/NAME.c with `const asl_family asl_family_NAME = {...}` and add ONE line below. */
#ifndef ASL_LOSS_LOSS_H
#define ASL_LOSS_LOSS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "base/text.h"
#include "math/prob.h"

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

/* What public code computes under the name of one of them, in its own precision. */
#define ASL_DIALECTS(X)                                                                                                \
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

typedef struct asl_jet {
    double value, grad, hess;
} asl_jet;

/* Which of l+ and l- a parameter acts on: a grid over it then costs only that side's integrals. */
enum asl_sides { ASL_BOTH_SIDES, ASL_POS_SIDE, ASL_NEG_SIDE };

typedef struct asl_param {
    const char *name;
    double lo, hi, def; /* inside [lo, hi], both included */
    const char *meaning;
    enum asl_sides sides;
} asl_param;

typedef struct asl_loss asl_loss;
typedef struct asl_family asl_family;
typedef struct asl_batch asl_batch;

/* Where a property that most losses have does not hold, or holds differently. */
enum asl_trait {
    ASL_CORRECTS = 1,     /* hard negatives count as positives: the constant of least risk is p = 1 */
    ASL_SIGNED = 2,       /* value may be negative */
    ASL_NOT_MONOTONE = 4, /* grad may be positive at label 1 or negative at label 0 */
    ASL_SINGLE = 8        /* value and grad are computed in single precision, as the code does that it stands for */
};

/* What a loss is a function of. One of a batch has no pos and neg: only training takes it, by asl_loss_on_batch. */
enum asl_kind { ASL_POINTWISE, ASL_DIALECT, ASL_BATCHWISE };

/* What the focusing losses are made of (loss/focusing.h), for their batch kernels. */
typedef struct asl_focus {
    double gamma_pos, gamma_neg, margin;
    double edge_hi, edge_lo; /* logit(margin) in two doubles */
    bool detached;
} asl_focus;

/* A logit where l+ or l- is not smooth: a margin, or where the loss changes its form. */
typedef struct asl_kink {
    double z, z_lo;       /* the logit is z + z_lo */
    double power;         /* just above it grad is about c (logit - kink)^power: 0 where its limit is finite and not 0,
                             negative where grad is unbounded, but integrable */
    asl_jet below, above; /* limits from either side, which may be infinite */
} asl_kink;

/* Where l+ or l- changes fastest in the logit: as a complex function it has singularities at centre +- i distance, and
 * none nearer to the real axis. What integrates or scans a loss uses it so as not to step over a narrow feature. */
typedef struct asl_scale {
    double centre, distance; /* logits */
} asl_scale;

/* Values for the derived constants that depend on the parameters alone. */
typedef void (*asl_derive)(const double *theta, double *derived);
typedef asl_jet (*asl_side)(const asl_loss *loss, const asl_prob *x);

struct asl_family {
    const char *name, *title;
    /* l+ and l-, to be read and computed with: exact/formula.h; of a batch, text on what it adds. */
    const char *formula_pos, *formula_neg;
    const char *source;
    const char *note;                 /* what to know before using it, or NULL */
    asl_param params[ASL_MAX_PARAMS]; /* ends at the first without a name */
    enum asl_kind kind;
    int traits;
    int margin;        /* index of the probability margin among the parameters, or -1 */
    asl_derive derive; /* NULL where nothing is derived */
    asl_side pos, neg;
    /* Its kinks for one label, ascending, into kink [ASL_MAX_KINKS]; returns how many. NULL: smooth for both. */
    size_t (*kinks)(const asl_loss *loss, int label, asl_kink *kink);
    /* The sign of hess of l- where hess itself underflows or vanishes too early to show it: hess over some positive
     * factor. NULL: hess shows its own sign. Only its sign is used, to find p*. */
    double (*neg_bend)(const asl_loss *loss, const asl_prob *x);
    /* The probability that a logit stands for; NULL: sigmoid(z). */
    double (*read_out)(const asl_loss *loss, double z);
    /* Of a detached loss, whose grad counts the weight as a constant and so is not the derivative of its value: the
     * family of the same value and parameters whose grad is. NULL for others. */
    const asl_family *attached;
    /* The scale of l+ (label 1) or l- (label 0); NULL: that of sigmoid(z), {0, pi}. */
    asl_scale (*scale)(const asl_loss *loss, int label);
    /* The loss as a focusing loss, which then has batch kernels; NULL where it is none. */
    asl_focus (*focus)(const asl_loss *loss);
    /* Of a batchwise family: value and gradient, and how it changes labels for good (loss/batch.h). NULL for others. */
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

/* NULL with ASL_BAD in err, naming the nearest known name, where there is none. */
const asl_family *asl_family_find(const char *name, asl_error *err);
size_t asl_family_params(const asl_family *family); /* how many */

/* Index of a parameter by name (- counts as _); -1 with ASL_BAD in err where the family has none of that name. */
int asl_family_param(const asl_family *family, const char *name, asl_error *err);

/* --- a loss with its parameters */

/* theta [params] must lie inside the declared ranges. ASL_BAD otherwise. */
int asl_loss_set(asl_loss *loss, const asl_family *family, const double *theta, asl_error *err);

/* Read LOSS = `name`, `name:param=value,param=value` (the spelling of commands) or `name:param=value:param=value` (the
 * spelling of data); parameters left out take their defaults. */
int asl_loss_read(asl_loss *loss, const char *spec, asl_error *err);

/* Write the LOSS in full, every parameter named, so that asl_loss_read gives the same loss again.
 *   asl_loss_write       as in commands, help, reports and messages: asl:gamma_pos=0,gamma_neg=4,margin=0.05
 *   asl_loss_write_data  as in every cell of a CSV: asl:gamma_pos=0:gamma_neg=4:margin=0.05. Without a comma the cell needs
 *                        no quotes, so that cut, awk and gnuplot, which know no quotes, split the row at its commas. */
void asl_loss_write(const asl_loss *loss, asl_text *out);
void asl_loss_write_data(const asl_loss *loss, asl_text *out);

/* --- evaluation */

/* Loss and derivatives of one label. label is 0 or 1; at the logits -inf and inf these are the limits, which may be
 * inf. At a kink they belong to the side of smaller p. Cannot fail.
 *
 * Accuracy (measured against 256-bit references in tests/unit/test_accuracy.c): value and grad are right to 5e-15 relative
 * for gammas up to 4 and 2e-14 up to 10, at any distance from the margin, while the result is above 1e-290 (below: to
 * 1e-300 absolute). hess crosses zero, so its bound is 3e-14 (|hess| + |grad|). */
asl_jet asl_loss_at(const asl_loss *loss, asl_prob x, int label);

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

/* The probability at and below which a negative has no gradient at all (the margin m); 0 if there is none. */
double asl_loss_margin(const asl_loss *loss);

/* Where l+ (label 1) or l- (label 0) is not smooth, ascending, into kink [ASL_MAX_KINKS]; returns how many. The limits
 * are closed forms, right to about 1e-15 relative; those of public implementations have the errors of their single
 * precision. */
size_t asl_loss_kinks(const asl_loss *loss, int label, asl_kink *kink);

/* The scale of one side of the loss. */
asl_scale asl_loss_scale(const asl_loss *loss, int label);

#endif
