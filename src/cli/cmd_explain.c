#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/numbers.h"
#include "loss/gradient_shape.h"
#include "loss/minimiser.h"
#include "options/options.h"

static const double settled[] = {0.1, 0.5, 0.9};
enum { SETTLED = sizeof settled / sizeof settled[0] };

typedef struct explanation {
    asl_loss loss, ce;
    asl_gradient_shape shape;
    asl_stretch stretches[ASL_MAX_STRETCHES]; /* of label 0 */
    size_t nstretches;
    double margin;
    asl_axis_values shown; /* probabilities of the table */
} explanation;

/* Free l->shown with asl_axis_values_free. */
static int prepare(const asl_options *o, explanation *l, asl_error *err)
{
    *l = (explanation){0};
    int code = asl_options_loss(o, o->args[0], &l->loss, err);
    if (code == ASL_OK) code = asl_loss_read(&l->ce, "ce", err);
    if (code != ASL_OK) return code;
    l->shape = asl_loss_gradient_shape(&l->loss);
    l->nstretches = asl_loss_stretches(&l->loss, 0, l->stretches);
    l->margin = asl_loss_margin(&l->loss);
    return asl_axis_values_read(&l->shown, "--p", asl_options_text(o, "p"), 0, 1, err);
}

static asl_loss_value at(const asl_loss *loss, double p, int label)
{
    return asl_loss_at(loss, asl_sigmoid_of_prob(p), label);
}

/* --- as CSV */

static int fact(asl_row_sink v, const char *name, double value, asl_error *err)
{
    asl_cell row[] = {asl_cell_text(name), asl_cell_double(value)};
    return v.row(v.self, row, 2, err);
}

/* A fact with a probability in its name, for example neg_grad_0.9. */
static int fact_at(asl_row_sink v, const char *name, double p, double value, asl_error *err)
{
    asl_strbuf t = {0};
    asl_strbuf_format(&t, "%s_", name);
    asl_strbuf_real(&t, p);
    char *full = asl_strbuf_take(&t, err);
    int code = full == NULL ? ASL_FAILED : fact(v, full, value, err);
    free(full);
    return code;
}

static int facts_of_label(const explanation *l, int label, asl_row_sink v, asl_error *err)
{
    const char *names[2][3] = {{"neg_loss", "neg_grad", "neg_grad_vs_ce"}, {"pos_loss", "pos_grad", "pos_grad_vs_ce"}};
    int code = ASL_OK;
    for (size_t i = 0; i < l->shown.n && code == ASL_OK; i++) {
        double p = asl_axis_value(&l->shown, i);
        asl_loss_value j = at(&l->loss, p, label), ce = at(&l->ce, p, label);
        code = fact_at(v, names[label][0], p, j.value, err);
        if (code == ASL_OK) code = fact_at(v, names[label][1], p, j.grad, err);
        if (code == ASL_OK) code = fact_at(v, names[label][2], p, j.grad / ce.grad, err);
    }
    return code;
}

static int rows(const asl_options *o, asl_row_sink v, asl_error *err)
{
    static const char *const names[] = {"quantity", "value"};
    explanation l;
    int code = prepare(o, &l, err);
    if (code == ASL_OK) code = v.columns(v.self, names, 2, err);
    const asl_gradient_shape *s = &l.shape;
    const struct {
        const char *name;
        double value;
    } facts[] = {
        {"p_star", s->peak.p},
        {"p_star_logit", s->peak.logit},
        {"peak", s->peak.grad},
        {"grad_end", s->grad_end},
        {"margin", l.margin},
        {"jump", s->jump},
        {"order", s->order},
        {"hard_threshold", s->hard_threshold},
        {"soft_threshold", s->soft_threshold},
        {"discards_mislabelled", s->discards_mislabelled},
        {"continuous_gradient", s->continuous_gradient},
    };
    for (size_t i = 0; i < sizeof facts / sizeof facts[0] && code == ASL_OK; i++) {
        code = fact(v, facts[i].name, facts[i].value, err);
    }
    for (int label = 0; label <= 1 && code == ASL_OK; label++) code = facts_of_label(&l, label, v, err);
    for (size_t i = 0; i < SETTLED && code == ASL_OK; i++) {
        code = fact_at(v, "settles_at", settled[i], asl_loss_settling(&l.loss, settled[i]), err);
    }
    for (size_t i = 0; i < SETTLED && code == ASL_OK; i++) {
        code = fact_at(v, "minimiser", settled[i], asl_loss_minimiser(&l.loss, settled[i]), err);
    }
    asl_axis_values_free(&l.shown);
    return code;
}

/* --- in words */

/* The formula, with the values of the parameters instead of their names. */
static void add_formula(const asl_loss *loss, const char *formula, asl_strbuf *out)
{
    while (*formula != '\0') {
        size_t n = 0;
        while (isalnum((unsigned char)formula[n]) || formula[n] == '_') n++;
        size_t i = 0, params = asl_family_params(loss->family);
        while (i < params &&
               !(strlen(loss->family->params[i].name) == n && strncmp(loss->family->params[i].name, formula, n) == 0))
            i++;
        if (n > 0 && i < params) {
            asl_strbuf_real(out, loss->theta[i]);
        } else {
            asl_strbuf_add_bytes(out, formula, n > 0 ? n : 1);
        }
        formula += n > 0 ? n : 1;
    }
}

static void write_formulas(const explanation *l, asl_strbuf *out)
{
    const asl_family *f = l->loss.family;
    asl_loss_write(&l->loss, out);
    asl_strbuf_format(out, ": %s\n\n", f->title);
    asl_strbuf_add(out, "With p = sigmoid(logit) and q = 1 - p, the loss of one label is\n  if it is 1:  ");
    add_formula(&l->loss, f->formula_pos, out);
    asl_strbuf_add(out, "\n  if it is 0:  ");
    add_formula(&l->loss, f->formula_neg, out);
    asl_strbuf_add(out, "\n");
    if (f->note != NULL) asl_strbuf_format(out, "Note: %s.\n", f->note);
    asl_strbuf_format(out, "Source: %s.\n", f->source);
}

enum { PROB_CHARS = 24 };

/* The probability of a logit, as 1 - q if it would round to 1. */
static const char *show_prob(double z, char *text)
{
    asl_sigmoid_point x = asl_sigmoid_of_logit(z);
    bool near_1 = x.q > 0 && x.q < 1e-6;
    snprintf(text, PROB_CHARS, near_1 ? "1 - %.3g" : "%.6g", near_1 ? x.q : x.p);
    return text;
}

/* The range of p of a stretch, for example "0.05 < p <= 0.900070". */
static void write_range(const asl_stretch *s, asl_strbuf *out)
{
    char text[3 * PROB_CHARS] = "all p", from[PROB_CHARS], to[PROB_CHARS];
    bool first = s->from == -ASL_INF, last = s->to == ASL_INF;
    show_prob(s->from, from);
    show_prob(s->to, to);
    if (first && !last) snprintf(text, sizeof text, "p <= %s", to);
    if (!first && last) snprintf(text, sizeof text, "p > %s", from);
    if (!first && !last) snprintf(text, sizeof text, "%s < p <= %s", from, to);
    asl_strbuf_format(out, "  %-26s ", text);
}

static void write_stretch(const asl_stretch *s, asl_strbuf *out)
{
    write_range(s, out);
    if (isnan(s->start.grad) || isnan(s->end.grad)) {
        asl_strbuf_add(out, "the gradient is not a number\n");
    } else if (s->slope == 0 && s->start.grad == 0 && s->start.value == 0 && s->end.value == 0) {
        asl_strbuf_add(out, "no loss and no gradient\n");
    } else if (s->slope == 0 && s->start.grad == 0) {
        asl_strbuf_format(out, "the loss is constant, %.4g: no gradient\n", s->end.value);
    } else if (s->slope == 0) {
        asl_strbuf_format(out, "the gradient is constant, %.6g\n", s->start.grad);
    } else {
        asl_strbuf_format(out, "the gradient %s from %.6g to %.6g\n", s->slope > 0 ? "rises" : "falls", s->start.grad,
                          s->end.grad);
    }
}

static bool grad_never_falls(const explanation *l)
{
    for (size_t i = 0; i < l->nstretches; i++) {
        const asl_stretch *s = &l->stretches[i];
        bool drops = i > 0 && !(s->start.grad >= s[-1].end.grad);
        if (drops || s->slope < 0 || isnan(s->start.grad)) return false;
    }
    return true;
}

static void write_zones(const explanation *l, asl_strbuf *out)
{
    const asl_peak *peak = &l->shape.peak;
    char p[PROB_CHARS];
    if (peak->found) show_prob(peak->logit, p);
    asl_strbuf_add(out, "\nGradient of negatives (label 0), by the probability p that the model gives them\n");
    for (size_t i = 0; i < l->nstretches; i++) write_stretch(&l->stretches[i], out);
    if (peak->found && isinf(peak->grad)) {
        asl_strbuf_format(out, "  p* = %s (logit %.6g): the gradient is unbounded next to it.\n", p, peak->logit);
    } else if (peak->found) {
        asl_strbuf_format(out,
                          "  p* = %s (logit %.6g): the highest maximum of the gradient, %.6g. Just past it, harder\n"
                          "  negatives get less gradient.\n",
                          p, peak->logit, peak->grad);
    } else if (grad_never_falls(l)) {
        asl_strbuf_add(out, "  There is no p*: the harder a negative, the more gradient it gets.\n");
    } else {
        asl_strbuf_add(out, "  There is no p*: the gradient has no positive maximum between p = 0 and p = 1.\n");
    }
}

static void write_table(const explanation *l, asl_strbuf *out)
{
    asl_strbuf_add(out, "\n         negatives (label 0)               positives (label 1)\n");
    asl_strbuf_add(out, "  p      loss      gradient  of CE's       loss      gradient  of CE's\n");
    for (size_t i = 0; i < l->shown.n; i++) {
        double p = asl_axis_value(&l->shown, i);
        asl_loss_value n = at(&l->loss, p, 0), y = at(&l->loss, p, 1);
        double to_n = n.grad / at(&l->ce, p, 0).grad, to_y = y.grad / at(&l->ce, p, 1).grad;
        asl_strbuf_format(out, "  %-5g  %-9.4g %-9.4g %-9.3g     %-9.4g %-9.4g %.3g\n", p, n.value, n.grad, to_n,
                          y.value, y.grad, to_y);
    }
}

/* The logit of the largest step of the gradient. */
static double step_at(const explanation *l)
{
    double at = ASL_NAN, largest = 0;
    for (size_t i = 1; i < l->nstretches; i++) {
        double step = fabs(l->stretches[i].start.grad - l->stretches[i - 1].end.grad);
        if (step > largest) {
            largest = step;
            at = l->stretches[i].from;
        }
    }
    return at;
}

static void write_continuity(const explanation *l, asl_strbuf *out)
{
    char p[PROB_CHARS];
    if (l->shape.continuous_gradient) {
        asl_strbuf_add(out, "it has no step");
    } else if (isnan(l->shape.jump)) {
        asl_strbuf_add(out, "it is not a number everywhere");
    } else if (isinf(l->shape.jump)) {
        asl_strbuf_format(out, "it is unbounded next to p = %s", show_prob(step_at(l), p));
    } else {
        asl_strbuf_format(out, "it has a step of %.4g at p = %s", l->shape.jump, show_prob(step_at(l), p));
    }
}

static void begin_property(asl_strbuf *out, bool holds, const char *name)
{
    asl_strbuf_format(out, "  %c  %-21s ", holds ? '+' : '-', name);
}

static void write_properties(const explanation *l, asl_strbuf *out)
{
    const asl_gradient_shape *s = &l->shape;
    asl_strbuf_add(out, "\nProperties of the gradient of negatives (table 1 of the paper)\n");
    begin_property(out, s->hard_threshold, "hard threshold");
    asl_strbuf_add(out, s->hard_threshold ? "it is 0 up to the margin\n" : "there is no margin up to which it is 0\n");
    begin_property(out, s->soft_threshold, "soft threshold");
    asl_strbuf_format(out, "relative to cross-entropy's it %s to 0 at the easy end",
                      s->soft_threshold ? "falls" : "does not fall");
    if (s->soft_threshold) asl_strbuf_format(out, ", with order %.4g", s->order);
    asl_strbuf_add(out, "\n");
    begin_property(out, s->discards_mislabelled, "discards mislabelled");
    if (s->discards_mislabelled) asl_strbuf_add(out, "it tends to 0 as p -> 1\n");
    if (!s->discards_mislabelled) asl_strbuf_format(out, "it tends to %.4g, not 0, as p -> 1\n", s->grad_end);
    begin_property(out, s->continuous_gradient, "continuous gradient");
    write_continuity(l, out);
    asl_strbuf_add(out, "\n");
}

/* Negatives from p = 0.99 on, which are probably mislabelled. */
static void write_mislabelled(const explanation *l, asl_strbuf *out)
{
    const asl_stretch *last = &l->stretches[l->nstretches - 1];
    double grad = at(&l->loss, 0.99, 0).grad, end = l->shape.grad_end;
    bool one_way = last->from <= asl_sigmoid_of_prob(0.99).z;
    asl_strbuf_format(out, "  Mislabelled:    at p = 0.99, %.3g times", grad / at(&l->ce, 0.99, 0).grad);
    if (one_way && grad > 0 && last->slope < 0 && end == 0) {
        asl_strbuf_add(out, ", and less the surer the model is, down to 0:\n                  they are rejected.\n");
    } else if (one_way && grad > 0 && last->slope < 0) {
        asl_strbuf_format(out, ", and less the surer the model is, but\n                  down to %.3g, not 0: %s.\n",
                          end, end > 0 ? "they are not rejected" : "the surest count as positives");
    } else if (one_way && grad > 0 && last->slope > 0) {
        asl_strbuf_format(
            out, ", and as p -> 1 the gradient grows to %.3g:\n                  they are not rejected.\n", end);
    } else {
        asl_strbuf_format(out, "; at p = 1 their gradient is %.3g.%s\n", end,
                          grad < 0 ? " A negative gradient\n                  raises p: they count as positives." : "");
    }
}

/* The p at which training ends, and the p with the least expected loss if it differs. */
static void write_settling(const explanation *l, asl_strbuf *out)
{
    bool differs = false;
    asl_strbuf_add(out, "  Probabilities:  if 10 %, 50 %, 90 % of identical inputs are positive, training ends at\n"
                        "                  p = ");
    for (size_t i = 0; i < SETTLED; i++) {
        double p = asl_loss_settling(&l->loss, settled[i]);
        differs = differs || fabs(p - asl_loss_minimiser(&l->loss, settled[i])) > 1e-6;
        asl_strbuf_format(out, "%s%.3g", i > 0 ? ", " : "", p);
    }
    asl_strbuf_add(out, ".\n");
    if (!differs) return;
    asl_strbuf_add(out, "                  The expected loss is least at p = ");
    for (size_t i = 0; i < SETTLED; i++)
        asl_strbuf_format(out, "%s%.3g", i > 0 ? ", " : "", asl_loss_minimiser(&l->loss, settled[i]));
    asl_strbuf_add(out, "; training does not end there, since\n"
                        "                  the gradient is not the derivative of the loss.\n");
}

static void write_meaning(const explanation *l, asl_strbuf *out)
{
    double easy = at(&l->loss, 0.1, 0).grad / at(&l->ce, 0.1, 0).grad;
    double hard = at(&l->loss, 0.9, 0).grad / at(&l->ce, 0.9, 0).grad;
    asl_strbuf_add(out, "\nWhat a negative gets, as a multiple of its gradient under cross-entropy\n");
    asl_strbuf_format(out, "  Easy:           at p = 0.1, %.3g times", easy);
    if (l->margin > 0) asl_strbuf_format(out, "; up to the margin, p = %.6g, nothing", l->margin);
    asl_strbuf_format(out, ".\n  Hard:           at p = 0.9, %.3g times.\n", hard);
    write_mislabelled(l, out);
    write_settling(l, out);
}

static int text(const asl_options *o, asl_strbuf *out, asl_error *err)
{
    explanation l;
    int code = prepare(o, &l, err);
    if (code != ASL_OK) return code;
    write_formulas(&l, out);
    write_zones(&l, out);
    write_table(&l, out);
    write_properties(&l, out);
    write_meaning(&l, out);
    asl_axis_values_free(&l.shown);
    return ASL_OK;
}

static const asl_option options[] = {
    ASL_LIST_OPTION("p", "0.1,0.5,0.9,0.99", 0, 1, "probabilities of the table"),
    {.name = NULL},
};

const asl_command asl_command_explain = {
    .name = "explain",
    .summary = "describe a loss in words and numbers",
    .arg = "LOSS",
    .min_args = 1,
    .max_args = 1,
    .arg_names = ASL_NAMES_LOSSES,
    .options = options,
    .description = "Prints the formula, how the gradient of negatives depends on p, its peak p*, a\n"
                   "table of loss and gradient, the properties of table 1 of the paper, and what\n"
                   "they mean for easy, hard and mislabelled negatives.\n",
    .details = "columns:\n"
               "With --csv: quantity, value. A name that ends in _0.9 is for p = 0.9 (see --p).\n"
               "settles_at_0.9 is the probability at which training ends if 90 % of identical\n"
               "inputs are positive, minimiser_0.9 the one with the least expected loss; they\n"
               "differ for losses with detached factors.\n\n"
               "examples:\n"
               "  aslab explain asl:gamma_neg=4,margin=0.05\n"
               "  aslab explain focal --csv\n",
    .rows = rows,
    .text = text,
};
