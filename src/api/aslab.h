/* aslab - losses of multi-label classification, their shape, and metrics of predictions
 *
 * The Asymmetric Loss family (arXiv 2009.14119) in closed form. For each label separately, a loss is
 *
 *     l+(z)  if the label is 1,      l-(z)  if it is 0,
 *
 * in nats, with the logit z and p = sigmoid(z). grad is d(loss)/dz and hess is d(grad)/dz.
 *
 * Codes. A function that returns int returns ASLAB_OK or an error code. On an error it writes one sentence to `error`,
 * unless that is NULL: at most ASLAB_ERROR_CHARS bytes including the final NUL. Arguments are checked before anything
 * is written: after ASLAB_BAD the arrays are unchanged. All other functions cannot fail.
 *
 * Arrays belong to the caller and must not overlap. [n, k] is n rows of k numbers, row by row. Arrays of length 0 may
 * be NULL. Labels are 1, 0, or -1 for unknown. An unknown entry has value, gradient and second derivative 0, and is in
 * no sum, count or rank.
 *
 * Text without a function to free it is constant and remains valid. The library prints nothing, never exits, formats
 * numbers the same in every locale, and writes no global variable: any function may be called from several threads,
 * also on the same loss. It reads only the environment variable ASLAB_KERNEL (see aslab_fast_f64). */
#ifndef ASLAB_H
#define ASLAB_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#define ASLAB_API __attribute__((visibility("default")))
#else
#define ASLAB_API
#endif

/* --- Version */

#define ASLAB_VERSION "0.1.0"
#define ASLAB_DATE    "2026-11-26"

/* ASLAB_VERSION of the loaded library. While it begins with 0, a new second number may change this interface (and the
 * soname); a new third number does not. */
ASLAB_API const char *aslab_version(void);

/* --- Codes */

enum {
    ASLAB_OK = 0,
    ASLAB_FAILED = 1, /* out of memory */
    ASLAB_BAD = 2     /* an invalid argument; the message names it, its value and what is allowed */
};

enum { ASLAB_ERROR_CHARS = 640 };

/* --- The list of losses */

enum {
    ASLAB_POINTWISE, /* a function of one logit, in double precision */
    ASLAB_DIALECT,   /* what a public implementation computes, in single precision like it; used like the others */
    ASLAB_BATCHWISE  /* a function of a whole batch: listed, but rejected by aslab_loss_new (use 'aslab train') */
};

typedef struct aslab_info {
    const char *name, *title;
    const char *formula_pos, *formula_neg; /* l+ and l- in p, q = 1 - p and the parameters; log is natural */
    const char *source;                    /* where it was published */
    const char *note;                      /* what to know before using it, or NULL */
    int kind;
    size_t params;
} aslab_info;

typedef struct aslab_param {
    const char *name, *meaning;
    double lo, hi, def; /* allowed range [lo, hi], and default */
} aslab_param;

ASLAB_API size_t aslab_count(void);

/* Loss i in [0, aslab_count()), and its parameter k in [0, params). ASLAB_BAD if i or k is too large. */
ASLAB_API int aslab_info_at(size_t i, aslab_info *info, char *error);
ASLAB_API int aslab_param_at(size_t i, size_t k, aslab_param *param, char *error);

/* --- A loss with its parameters */

typedef struct aslab_loss aslab_loss;

/* Make a loss from text, `name` or `name:param=value,param=value`, for example "asl:gamma_neg=4,margin=0.05", or with
 * colons instead of the commas, as aslab's CSVs spell it. Omitted parameters get their defaults. Free *loss with
 * aslab_loss_free; it is NULL on failure. ASLAB_BAD: unknown names (the message has the nearest known one), values out of
 * range, losses of a whole batch. */
ASLAB_API int aslab_loss_new(aslab_loss **loss, const char *text, char *error);
ASLAB_API void aslab_loss_free(aslab_loss *loss); /* NULL is allowed */

/* The loss as text with every parameter, which aslab_loss_new reads back; valid as long as the loss. */
ASLAB_API const char *aslab_loss_text(const aslab_loss *loss);

/* The value of one parameter, by name. ASLAB_BAD if the loss has no parameter of that name. */
ASLAB_API int aslab_loss_get(const aslab_loss *loss, const char *name, double *value, char *error);

/* --- Values and derivatives */

/* Evaluate a loss on n labels.
 *
 *   z      [n]        logits, including -inf and inf, where the results are the limits, which can be inf
 *   y      [n]        labels
 *   value  [n]  out   loss per label (nats); may be NULL
 *   grad   [n]  out   d(loss)/dz per label; may be NULL. For detached losses the weight is constant
 *   hess   [n]  out   d(grad)/dz per label; may be NULL
 *
 * ASLAB_BAD: a logit that is NaN, a label that is not 0, 1 or -1. At a kink the side with smaller p counts. The
 * relative error of value and grad is at most 5e-15 for gammas up to 4 and 2e-14 up to 10, for results above 1e-290;
 * the error of hess is at most 3e-14 of |hess| + |grad|. A dialect has the errors of the code it stands for. */
ASLAB_API int aslab_eval(const aslab_loss *loss, size_t n, const double *z, const signed char *y, double *value,
                         double *grad, double *hess, char *error);

/* The same for probabilities p [n] in [0, 1]; 0 and 1 are the logits -inf and inf. Derivatives are still in the logit.
 * Prefer logits: near 1, rounding of p loses information. */
ASLAB_API int aslab_eval_prob(const aslab_loss *loss, size_t n, const double *p, const signed char *y, double *value,
                              double *grad, double *hess, char *error);

/* Sum a loss over n labels, with compensated summation.
 *
 *   sum    out        sum of the losses (nats)
 *   known  out        number of known labels; may be NULL
 *   grad   [n]  out   d(sum)/dz; may be NULL
 *
 * The usual loss of a batch is sum / samples (summed over labels, mean over samples) or sum / known. */
ASLAB_API int aslab_sum(const aslab_loss *loss, size_t n, const double *z, const signed char *y, double *sum,
                        size_t *known, double *grad, char *error);

/* Value and gradient, fast: vector kernels for ce, focal, asl and asl_detached, chosen at run time (AVX-512, AVX2,
 * SSE2; the environment variable ASLAB_KERNEL forces one: avx512, avx2, sse2, scalar), and the definition for other
 * losses. ASLAB_BAD if ASLAB_KERNEL is another name, or a kernel that the CPU cannot run.
 *
 *   z  [n]  logits, finite        value, grad  [n]  out, neither may be NULL
 *
 * f64: relative error 1e-13 against aslab_eval for |z| <= 700 and results above 1e-280. f32: 1e-6 (3 + gamma |log b|)
 * for |z| <= 80, with b = 1 - p for label 1 and p - margin for label 0, at least 1e-3 from the margin's logit. */
ASLAB_API int aslab_fast_f64(const aslab_loss *loss, size_t n, const double *z, const signed char *y, double *value,
                             double *grad, char *error);
ASLAB_API int aslab_fast_f32(const aslab_loss *loss, size_t n, const float *z, const signed char *y, float *value,
                             float *grad, char *error);

/* --- The shape of a loss */

typedef struct aslab_peak {
    int found; /* 0: the gradient of that label has no interior maximum, and the numbers are NaN */
    double logit, p, grad;
} aslab_peak;

/* The highest interior maximum of the gradient of one label (0 or 1), in the label's own direction. For label 0 it is
 * p*: just past it harder negatives get less gradient. grad is inf if the gradient is unbounded there. Use the logit
 * if p rounds to 1. */
ASLAB_API int aslab_peak_of(const aslab_loss *loss, int label, aslab_peak *peak, char *error);

typedef struct aslab_shape {
    aslab_peak peak;                    /* p* */
    double margin;                      /* the p up to which a negative has no gradient; 0 if there is none */
    double grad_sup_pos, grad_sup_neg;  /* sup |grad| over all logits, limits included; may be inf */
    double grad_end;                    /* limit of the gradient of label 0 as p -> 1 */
    double jump;                        /* step of it at the margin or at a change of formula, signed */
    double order;                       /* power with which it falls, divided by p, to 0 as p -> 0; 0: it does not */
    int hard_threshold, soft_threshold; /* the properties of the paper's table 1: 0 or 1 */
    int discards_mislabelled, continuous_gradient;
} aslab_shape;

ASLAB_API int aslab_shape_of(const aslab_loss *loss, aslab_shape *shape, char *error);

/* The p with minimal risk eta l+ + (1 - eta) l- for a label that is 1 with probability eta in [0, 1]. The error is
 * about 1e-14. If a whole interval is optimal (eta = 0 with a margin), its upper end. */
ASLAB_API int aslab_minimiser(const aslab_loss *loss, double eta, double *p, char *error);

/* The p at which training ends for such a label and a large enough model: the expected gradient is 0 there. It differs
 * from the minimiser for detached losses, whose gradient is not the derivative of their value: asl_detached at eta =
 * 0.1 has minimal risk at .478 and ends at .592. */
ASLAB_API int aslab_settling(const aslab_loss *loss, double eta, double *p, char *error);

/* --- Metrics of one label */

typedef struct aslab_ranking {
    size_t positives, negatives;
    double ap;        /* average precision, tied scores enter together (as in scikit-learn); NaN without positives */
    double ap_script; /* the same as summed by the paper's official script; 0 without positives */
    double auroc;     /* P(s+ > s-) + P(s+ = s-) / 2; NaN without positives or negatives */
} aslab_ranking;

/* Rank metrics of scores.
 *
 *   score  [n]  logits or probabilities, no NaN; n below 2^32
 *   y      [n]  labels */
ASLAB_API int aslab_ranking_of(size_t n, const double *score, const signed char *y, aslab_ranking *ranking,
                               char *error);

/* Calibration of probabilities p [n] in [0, 1]. ece: expected calibration error over 15 equal bins of p, the sum of
 * n_b / n |mean p - mean y|; brier: the mean of (p - y)^2. Either may be NULL. NaN without known labels. */
ASLAB_API int aslab_calibration(size_t n, const double *p, const signed char *y, double *ece, double *brier,
                                char *error);

typedef struct aslab_detection {
    size_t n, wrong;
    double auroc, ap; /* as above; "this label is wrong" is the positive class */
    double precision; /* precision among the `wrong` highest scores; ties count with their mean */
    double lift100;   /* precision among the 100 highest, divided by the rate of wrong labels */
} aslab_detection;

/* How well scores find wrong labels: score [n] no NaN, wrong [n] is 1, 0, or -1 for unknown; n below 2^32. */
ASLAB_API int aslab_detection_of(size_t n, const double *score, const signed char *wrong, aslab_detection *detection,
                                 char *error);

/* --- Metrics of many labels */

typedef struct aslab_multilabel {
    double map;                      /* mean of ap over the labels with positives */
    size_t map_labels;               /* number of these labels */
    double auroc;                    /* mean over the labels for which it exists */
    double ece, brier;               /* over all labels */
    double cf1_mean, cf1_ratio, of1; /* F1 of the decisions p > threshold: the mean of the labels' F1, 2 CP CR / (CP +
                                        CR) of mean precision and mean recall, and of all decisions pooled */
    double ranking_loss;             /* fraction of a sample's (positive, negative) pairs in wrong order */
    double coverage;                 /* mean rank of a sample's lowest positive */
    double lrap;                     /* label ranking average precision */
} aslab_multilabel;

/* Metrics of a table of predictions.
 *
 *   p          [samples, labels]  probabilities in [0, 1]
 *   y          [samples, labels]  labels
 *   threshold                     in [0, 1]
 *   ap         [labels]  out      average precision of each label; may be NULL
 *
 * Definitions are those of scikit-learn if it has the metric; means over nothing are NaN. samples is below 2^32. */
ASLAB_API int aslab_multilabel_of(size_t samples, size_t labels, const double *p, const signed char *y,
                                  double threshold, double *ap, aslab_multilabel *metrics, char *error);

#ifdef __cplusplus
}
#endif

#endif
