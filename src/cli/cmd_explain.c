#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "loss/shape.h"

static const double settled[] = {0.1, 0.5, 0.9};
enum { SETTLED = sizeof settled / sizeof settled[0] };

typedef struct lesson {
    asl_loss loss, ce;
    asl_shape shape;
    double margin;
    asl_list shown; /* probabilities */
} lesson;

/* l->shown is to be freed. */
static int prepare(const asl_options *o, lesson *l, asl_error *err)
{
    *l = (lesson){0};
    int code = asl_options_loss(o, o->args[0], &l->loss, err);
    if (code == ASL_OK) code = asl_loss_read(&l->ce, "ce", err);
    if (code != ASL_OK) return code;
    l->shape = asl_loss_shape(&l->loss);
    l->margin = asl_loss_margin(&l->loss);
    return asl_list_read(&l->shown, "--p", asl_options_text(o, "p"), 0, 1, err);
}

static asl_jet at(const asl_loss *loss, double p, int label) { return asl_loss_at(loss, asl_prob_of_prob(p), label); }

/* --- as CSV */

static int fact(asl_visitor v, const char *name, double value, asl_error *err)
{
    asl_cell row[] = {asl_words(name), asl_real(value)};
    return v.row(v.self, row, 2, err);
}

/* A fact named after a probability, as in neg_grad_0.9. */
static int fact_at(asl_visitor v, const char *name, double p, double value, asl_error *err)
{
    asl_text t = {0};
    asl_text_format(&t, "%s_", name);
    asl_text_real(&t, p);
    char *full = asl_text_take(&t, err);
    int code = full == NULL ? ASL_FAILED : fact(v, full, value, err);
    free(full);
    return code;
}

static int facts_of_label(const lesson *l, int label, asl_visitor v, asl_error *err)
{
    const char *names[2][3] = {{"neg_loss", "neg_grad", "neg_grad_vs_ce"}, {"pos_loss", "pos_grad", "pos_grad_vs_ce"}};
    int code = ASL_OK;
    for (size_t i = 0; i < l->shown.n && code == ASL_OK; i++) {
        double p = asl_list_at(&l->shown, i);
        asl_jet j = at(&l->loss, p, label), ce = at(&l->ce, p, label);
        code = fact_at(v, names[label][0], p, j.value, err);
        if (code == ASL_OK) code = fact_at(v, names[label][1], p, j.grad, err);
        if (code == ASL_OK) code = fact_at(v, names[label][2], p, j.grad / ce.grad, err);
    }
    return code;
}

static int rows(const asl_options *o, asl_visitor v, asl_error *err)
{
    static const char *const names[] = {"quantity", "value"};
    lesson l;
    int code = prepare(o, &l, err);
    if (code == ASL_OK) code = v.columns(v.self, names, 2, err);
    const asl_shape *s = &l.shape;
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
        code = fact_at(v, "settles_at", settled[i], asl_loss_minimiser(&l.loss, settled[i]), err);
    }
    asl_list_free(&l.shown);
    return code;
}

/* --- in words */

/* The formula with the parameters' names replaced by their values. */
static void add_formula(const asl_loss *loss, const char *formula, asl_text *out)
{
    while (*formula != '\0') {
        size_t n = 0;
        while (isalnum((unsigned char)formula[n]) || formula[n] == '_') n++;
        size_t i = 0, params = asl_family_params(loss->family);
        while (i < params &&
               !(strlen(loss->family->params[i].name) == n && strncmp(loss->family->params[i].name, formula, n) == 0))
            i++;
        if (n > 0 && i < params) {
            asl_text_real(out, loss->theta[i]);
        } else {
            asl_text_add_bytes(out, formula, n > 0 ? n : 1);
        }
        formula += n > 0 ? n : 1;
    }
}

static void write_formulas(const lesson *l, asl_text *out)
{
    const asl_family *f = l->loss.family;
    asl_loss_write(&l->loss, out);
    asl_text_format(out, ": %s\n\n", f->title);
    asl_text_add(out, "With p = sigmoid(logit) and q = 1 - p, a label costs\n  where it is 1:  ");
    add_formula(&l->loss, f->formula_pos, out);
    asl_text_add(out, "\n  where it is 0:  ");
    add_formula(&l->loss, f->formula_neg, out);
    asl_text_add(out, "\n");
    if (f->note != NULL) asl_text_format(out, "Note: %s.\n", f->note);
    asl_text_format(out, "Source: %s.\n", f->source);
}

/* One zone of p: its name, where it lies, what the gradient does there. */
static void zone(asl_text *out, const char *name, const char *relation, double p, const char *what)
{
    asl_text_format(out, "  %-5s p %s %-9.6g %s\n", name, relation, p, what);
}

static void write_zones(const lesson *l, asl_text *out)
{
    const asl_peak *peak = &l->shape.peak;
    char what[160];
    asl_text_add(out, "\nNegatives (label 0), by the probability p the model gives them\n");
    if (l->margin > 0) zone(out, "easy", "<=", l->margin, "no loss and no gradient: dropped");
    if (!peak->found) {
        snprintf(what, sizeof what, "the gradient grows with p, up to %.4g at p = 1", l->shape.grad_end);
        zone(out, l->margin > 0 ? "rest" : "all", "> ", l->margin, what);
        asl_text_add(out, "  There is no p*: however hard a negative, a harder one gets more gradient.\n");
        return;
    }
    snprintf(what, sizeof what, "the gradient grows with p, up to %.6g at p*", peak->grad);
    zone(out, l->margin > 0 ? "hard" : "all", "<=", peak->p, what);
    snprintf(what, sizeof what, "the gradient falls with p, to %.4g at p = 1%s", l->shape.grad_end,
             l->shape.discards_mislabelled ? ": these are suspected to be mislabelled" : ", which is no rejection");
    zone(out, "past", "> ", peak->p, what);
    asl_text_format(out, "  p* = %.6g (logit %.6g)\n", peak->p, peak->logit);
}

static void write_table(const lesson *l, asl_text *out)
{
    asl_text_add(out, "\n         negatives (label 0)               positives (label 1)\n");
    asl_text_add(out, "  p      loss      gradient  of CE's       loss      gradient  of CE's\n");
    for (size_t i = 0; i < l->shown.n; i++) {
        double p = asl_list_at(&l->shown, i);
        asl_jet n = at(&l->loss, p, 0), y = at(&l->loss, p, 1);
        double to_n = n.grad / at(&l->ce, p, 0).grad, to_y = y.grad / at(&l->ce, p, 1).grad;
        asl_text_format(out, "  %-5g  %-9.4g %-9.4g %-9.3g     %-9.4g %-9.4g %.3g\n", p, n.value, n.grad, to_n, y.value,
                        y.grad, to_y);
    }
}

static void write_properties(const lesson *l, asl_text *out)
{
    const asl_shape *s = &l->shape;
    const struct {
        bool holds;
        const char *name, *why;
    } lines[] = {
        {s->hard_threshold, "hard threshold",
         s->hard_threshold ? "no gradient at all up to the margin" : "every negative has some gradient"},
        {s->soft_threshold, "soft threshold",
         s->soft_threshold ? "the easier a negative, the smaller its share of CE's gradient, down to 0"
                           : "easy negatives keep a fixed share of CE's gradient"},
        {s->discards_mislabelled, "discards mislabelled",
         s->discards_mislabelled ? "the gradient falls to 0 as p -> 1" : "the gradient does not fall to 0 as p -> 1"},
        {s->continuous_gradient, "continuous gradient",
         s->continuous_gradient ? "no step" : "a step where the negative changes its form"},
    };
    asl_text_add(out, "\nProperties (table 1 of the paper)\n");
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
        asl_text_format(out, "  %c  %-21s %s", lines[i].holds ? '+' : '-', lines[i].name, lines[i].why);
        if (i == 2 && !s->discards_mislabelled) asl_text_format(out, " but to %.4g", s->grad_end);
        if (i == 3 && !s->continuous_gradient) asl_text_format(out, ", of %.4g", s->jump);
        asl_text_add(out, "\n");
    }
}

static void write_meaning(const lesson *l, asl_text *out)
{
    const asl_shape *s = &l->shape;
    double easy = at(&l->loss, 0.1, 0).grad / at(&l->ce, 0.1, 0).grad;
    double hard = at(&l->loss, 0.9, 0).grad / at(&l->ce, 0.9, 0).grad;
    double wrong = at(&l->loss, 0.99, 0).grad / at(&l->ce, 0.99, 0).grad;
    asl_text_add(out, "\nWhat that means\n");
    asl_text_format(out,
                    "  Easy negatives:       at p = 0.1 one keeps %.2g of the gradient cross-entropy gives it%s.\n",
                    easy, l->margin > 0 && l->margin < 0.1 ? ", and under the margin none" : "");
    asl_text_format(out, "  Hard negatives:       at p = 0.9 one gets %.2g times.\n", hard);
    if (s->peak.found && s->discards_mislabelled) {
        asl_text_format(out,
                        "  Mislabelled ones:     at p = 0.99 one gets %.2g times, and less the surer the model is: "
                        "they are let go.\n",
                        wrong);
    } else if (s->peak.found) {
        asl_text_format(
            out,
            "  Mislabelled ones:     at p = 0.99 one gets %.3g times: the gradient passes its peak at p* = %.4g "
            "but ends at %.3g,\n"
            "                        so it never lets them go. Only a margin does.\n",
            wrong, s->peak.p, s->grad_end);
    } else {
        asl_text_format(out, "  Mislabelled ones:     at p = 0.99 one gets %.3g times: they pull hardest of all.\n",
                        wrong);
    }
    asl_text_add(out, "  Probabilities:        a label that is 1 in 10 %, 50 %, 90 % of like cases settles at p = ");
    for (size_t i = 0; i < SETTLED; i++)
        asl_text_format(out, "%s%.3g", i > 0 ? ", " : "", asl_loss_minimiser(&l->loss, settled[i]));
    asl_text_add(out, ".\n");
}

static int text(const asl_options *o, asl_text *out, asl_error *err)
{
    lesson l;
    int code = prepare(o, &l, err);
    if (code != ASL_OK) return code;
    write_formulas(&l, out);
    write_zones(&l, out);
    write_table(&l, out);
    write_properties(&l, out);
    write_meaning(&l, out);
    asl_list_free(&l.shown);
    return ASL_OK;
}

static const asl_option options[] = {
    {.name = "p",
     .kind = ASL_OPTION_LIST,
     .metavar = "LIST",
     .def = "0.1,0.5,0.9,0.99",
     .lo = 0,
     .hi = 1,
     .help = "probabilities of the table"},
    {.name = NULL},
};

const asl_command asl_command_explain = {
    .name = "explain",
    .summary = "a loss in words and numbers: zones, p*, what a negative and a positive get, table 1's properties",
    .arg = "LOSS",
    .min_args = 1,
    .max_args = 1,
    .arg_names = ASL_NAMES_LOSSES,
    .options = options,
    .details = "columns of --csv: quantity, value; those ending in _0.9 are for p = 0.9 (--p), settles_at_0.9 is the\n"
               "probability the loss settles at where 90 % of the labels are 1\n\n"
               "examples:\n  aslab explain asl:gamma_neg=4,margin=0.05\n  aslab explain focal --csv\n",
    .rows = rows,
    .text = text,
};
