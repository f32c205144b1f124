/* The functions that the page calls: registry, curves, p*, gradient budget and control loop. They exchange numbers
 * through arrays in the memory of this module, and texts as C strings. A loss is a family with its parameters, in a
 * slot. Losses of a whole batch have no curve and are not counted. The page must keep indices in range. */
#include <math.h>
#include <string.h>

#include "base/numbers.h"
#include "lesson/loop.h"
#include "loss/gradient_shape.h"
#include "loss/loss.h"
#include "study/sweep.h"

#define EXPORT(name) __attribute__((export_name(#name))) name

enum { SLOTS = 16, POINTS = 2048, STEPS = 600, BANDS = 3 };

static asl_loss slot[SLOTS];
static double theta[ASL_MAX_PARAMS];
static double x[POINTS], logit[POINTS], prob[POINTS], value[POINTS], grad[POINTS], hess[POINTS];
static double statistic[ASL_SWEEP_STATISTICS + BANDS];
static double gamma_of[STEPS], delta_p[STEPS];

/* --- the registry */

static const asl_family *family_of(int i)
{
    for (size_t k = 0; k < asl_family_count(); k++) {
        const asl_family *f = asl_family_at(k);
        if (f->kind != ASL_BATCHWISE && i-- == 0) return f;
    }
    return NULL;
}

int EXPORT(lesson_families)(void)
{
    int n = 0;
    while (family_of(n) != NULL) n++;
    return n;
}

/* which: 0 name, 1 title, 2 formula of positives, 3 formula of negatives, 4 source, 5 note (may be NULL) */
const char *EXPORT(lesson_family_text)(int family, int which)
{
    const asl_family *f = family_of(family);
    const char *const text[] = {f->name, f->title, f->formula_pos, f->formula_neg, f->source, f->note};
    return text[which];
}

int EXPORT(lesson_family_traits)(int family) { return family_of(family)->traits; }
int EXPORT(lesson_params)(int family) { return (int)asl_family_params(family_of(family)); }

/* which: 0 name, 1 meaning */
const char *EXPORT(lesson_param_text)(int family, int param, int which)
{
    const asl_param *p = &family_of(family)->params[param];
    return which == 0 ? p->name : p->meaning;
}

/* which: 0 minimum, 1 maximum, 2 default */
double EXPORT(lesson_param_number)(int family, int param, int which)
{
    const asl_param *p = &family_of(family)->params[param];
    return which == 0 ? p->lo : which == 1 ? p->hi : p->def;
}

const char *EXPORT(lesson_statistic)(int i)
{
    static const char *const bands[BANDS] = {"band_1", "band_2", "band_3"};
    if (i < ASL_SWEEP_STATISTICS) return asl_statistics[i].name;
    return i < ASL_SWEEP_STATISTICS + BANDS ? bands[i - ASL_SWEEP_STATISTICS] : NULL;
}

/* --- arrays */

/* which: 0 theta, 1 x, 2 logit, 3 prob, 4 value, 5 grad, 6 hess, 7 statistics, 8 gamma_neg and 9 delta_p of the loop */
double *EXPORT(lesson_array)(int which)
{
    double *const array[] = {theta, x, logit, prob, value, grad, hess, statistic, gamma_of, delta_p};
    return array[which];
}

int EXPORT(lesson_points)(void) { return POINTS; }
int EXPORT(lesson_steps)(void) { return STEPS; }

/* --- losses */

/* Put a family with the parameters in theta into a slot. Returns nonzero if a parameter is outside its range. */
int EXPORT(lesson_set)(int at, int family) { return asl_loss_set(&slot[at], family_of(family), theta, NULL); }

/* Evaluate a loss at x[0 .. n), probabilities or logits; writes logit, prob, value, grad and hess. */
void EXPORT(lesson_curve)(int at, int label, int of_logits, int n)
{
    for (int i = 0; i < n; i++) {
        asl_sigmoid_point p = asl_sigmoid_of(x[i], !of_logits);
        asl_loss_value j = asl_loss_at(&slot[at], p, label);
        logit[i] = p.z;
        prob[i] = p.p;
        value[i] = j.value;
        grad[i] = j.grad;
        hess[i] = j.hess;
    }
}

/* which: 0 p*, 1 logit of p* (both NaN if there is no p*), 2 gradient at p*, 3 sup |grad|, 4 margin */
double EXPORT(lesson_number)(int at, int label, int which)
{
    const asl_loss *loss = &slot[at];
    if (which == 3) return asl_loss_grad_sup(loss, label);
    if (which == 4) return asl_loss_margin(loss);
    asl_peak peak = asl_loss_peak(loss, label);
    return which == 0 ? peak.p : which == 1 ? peak.logit : peak.grad;
}

/* --- the gradient budget */

static int take_columns(void *self, const char *const *names, size_t n, asl_error *err)
{
    (void)self, (void)names, (void)n, (void)err;
    return ASL_OK;
}

static int take_row(void *self, const asl_cell *cells, size_t n, asl_error *err)
{
    const size_t *axes = self;
    (void)err;
    for (size_t i = *axes; i < n; i++) statistic[i - *axes] = cells[i].as.real;
    return ASL_OK;
}

static asl_axis_values just(double value_of) { return (asl_axis_values){.n = 1, .from = value_of, .to = value_of}; }

/* Write the statistics of study/sweep.h to the array, for a share of positives and rates of missing and spurious
 * labels. dist_of: logits as at the start (0), in the middle (1) or late in training (2). Bands of true negatives end
 * at p = low and p = high. Returns nonzero if memory is exhausted. */
int EXPORT(lesson_budget)(int at, double positive_rate, double missing, double spurious, int dist_of, double low,
                          double high)
{
    static const char *const names[] = {"init", "mid", "late"};
    const asl_loss *loss = &slot[at];
    size_t axes = asl_family_params(loss->family) + ASL_SWEEP_RATES;
    asl_dist dist;
    asl_sweep *sweep = NULL;
    int code = asl_dist_of_preset(&dist, names[dist_of]) ? ASL_OK : ASL_BAD;
    asl_sweep_spec spec = {
        .family = loss->family,
        .rates = {just(positive_rate), just(missing), just(spurious)},
        .dist = &dist,
        .band = {low, high},
        .nbands = BANDS,
        .threads = 1,
    };
    for (size_t i = 0; i < axes - ASL_SWEEP_RATES; i++) spec.params[i] = just(loss->theta[i]);
    if (code == ASL_OK) code = asl_sweep_new(&sweep, &spec, NULL);
    if (code == ASL_OK) {
        asl_sweep_need(sweep, 0, 1);
        asl_sweep_prepare(sweep);
        code = asl_sweep_range(sweep, 0, 1, (asl_row_sink){&axes, take_columns, take_row}, NULL);
    }
    asl_sweep_free(sweep);
    return code;
}

/* --- adaptive asymmetry */

/* Run `steps` steps of the loop; writes gamma_neg and delta_p. Returns nonzero if the loss in the slot has no gamma_neg
 * or there are more than STEPS steps. */
int EXPORT(lesson_loop)(int at, double positive_rate, double missing, double target, double rate, int steps)
{
    int gamma_neg = asl_family_param(slot[at].family, "gamma_neg", NULL);
    if (gamma_neg < 0 || steps > STEPS) return ASL_BAD;
    asl_loop loop = {slot[at], gamma_neg, positive_rate, missing, target, rate};
    asl_loop_run(&loop, (size_t)steps, gamma_of, delta_p);
    return ASL_OK;
}
