#include "cli/check_words.h"

#include <math.h>

#include "base/numbers.h"

static bool given(const asl_check *c, int k) { return c->numbers.theirs[k] != NULL; }

/* --- how far off */

static void add_misfit(const asl_check *c, int k, const char *what, const asl_misfit *m, asl_text *out)
{
    if (m->error < 0) return;
    const asl_prob *x = &c->numbers.x[m->row];
    asl_text_format(out, "         %-14s %-10.3g line %zu: %s %.10g, label %d, theirs %.10g, ours %.10g\n", what,
                    m->error, c->file.line[m->row], x->read ? "prob" : "logit", x->read ? x->p : x->z,
                    c->numbers.label[m->row], c->numbers.theirs[k][m->row], asl_number_of(&c->ours[m->row], k));
}

/* --- where */

/* Where implementations give up: |logit| there, and why. */
static const struct {
    double logit;
    const char *why;
} edges[] = {
    {13.815510557964274, "p or 1 - p is 1e-6 there: held above it?"},
    {16.118095650958320, "p or 1 - p is 1e-7 there: held above it?"},
    {16.635532333438686, "1 - p rounds to 0 in float32 there"},
    {18.420680743952367, "p or 1 - p is 1e-8 there: held above it?"},
    {23.025850929940457, "p or 1 - p is 1e-10 there: held above it?"},
    {27.631021115928547, "p or 1 - p is 1e-12 there: held above it?"},
    {36.736800569677101, "1 - p rounds to 0 in double there"},
    {88.722839111672999, "exp overflows in float32 there"},
    {103.97207708399179, "p is 0 in float32 there"},
    {709.78271289338397, "exp overflows in double there"},
};

static const char *why(const asl_span *s)
{
    double inside = s->to < 0 && isinf(s->before) ? -s->after : s->from >= 0 && isinf(s->after) ? s->before : ASL_NAN;
    double outside = s->to < 0 ? -s->to : s->from;
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        if (inside <= edges[i].logit && edges[i].logit <= outside) return edges[i].why;
    }
    return NULL;
}

static void add_span(const asl_span *s, asl_text *out)
{
    if (isinf(s->before) && isinf(s->after)) {
        asl_text_add(out, "at all logits");
    } else if (s->from == s->to) {
        asl_text_format(out, "at logit %.6g", s->to);
    } else if (isinf(s->before)) {
        asl_text_format(out, "at logits up to %.6g", s->to);
    } else if (isinf(s->after)) {
        asl_text_format(out, "at logits from %.6g up", s->from);
    } else {
        asl_text_format(out, "at logits from %.6g to %.6g", s->from, s->to);
    }
    if (why(s) != NULL) asl_text_format(out, " (%s)", why(s));
}

static void add_region(const asl_check *c, const asl_region *r, int label, asl_text *out)
{
    double m = asl_loss_margin(&c->loss), edge = m > 0 ? asl_prob_of_prob(m).z : ASL_NAN;
    const asl_span *last = &r->span[r->nspans - 1];
    asl_text_format(out, "         label %d: %zu of %zu rows, ", label, r->beyond, r->rows);
    for (size_t i = 0; i < r->nspans; i++) {
        if (i > 0) asl_text_add(out, ", and ");
        add_span(&r->span[i], out);
    }
    if (label == 0 && last->to <= edge) asl_text_format(out, ": only up to the margin, p <= %g", m);
    if (label == 0 && r->span[0].from > edge) asl_text_format(out, ": only past the margin, p > %g", m);
    asl_text_add(out, "\n");
}

static void add_number(const asl_check *c, int k, asl_text *out)
{
    const asl_agreement *a = &c->agreement[k];
    if (a->beyond == 0) {
        asl_text_format(out, "  %-6s agrees: largest error %.2g", asl_number_names[k], a->absolute.error);
        if (a->relative.error >= 0) asl_text_format(out, ", relative %.2g", a->relative.error);
        asl_text_add(out, "\n");
        return;
    }
    asl_text_format(out, "  %-6s differs in %zu of %zu rows\n", asl_number_names[k], a->beyond, c->numbers.n);
    add_misfit(c, k, "largest error", &a->absolute, out);
    add_misfit(c, k, "relative", &a->relative, out);
    for (int y = 0; y <= 1; y++) {
        if (a->region[y].beyond > 0) add_region(c, &a->region[y], y, out);
    }
    for (int y = 0; y <= 1; y++) {
        if (a->region[y].beyond == 0 && a->region[y].rows > 0) asl_text_format(out, "         label %d: agrees\n", y);
    }
}

/* --- what it is instead */

static bool near(double x, double y) { return fabs(x - y) <= 1e-6 * fabs(y); }

void asl_check_match(const asl_match *m, asl_text *out)
{
    const double *f = m->factor;
    asl_loss_write(&m->loss, out);
    if (m->swapped) asl_text_add(out, " with labels 0 and 1 exchanged");
    if (f[0] == 1 && f[1] == 1) return;
    if (near(f[0], -1) && near(f[1], -1)) {
        asl_text_add(out, " with its sign flipped");
    } else if (near(f[0], f[1])) {
        asl_text_format(out, " times %.6g", f[1]);
    } else {
        asl_text_format(out, " times %.6g at label 1 and %.6g at label 0 (a class weight?)", f[1], f[0]);
    }
}

static void add_conclusion(const asl_check *c, asl_text *out)
{
    size_t beyond = 0, most = 0;
    for (int k = 0; k < ASL_NUMBERS; k++) {
        beyond += c->agreement[k].beyond;
        most = c->agreement[k].beyond > most ? c->agreement[k].beyond : most;
    }
    if (given(c, ASL_VALUE) && c->agreement[ASL_VALUE].beyond == 0 && c->agreement[ASL_GRAD].beyond > 0)
        asl_text_add(out, "The values agree and the gradients do not, as where a weight is detached or a logarithm's\n"
                          "argument is held above a bound.\n");
    if (c->match.beyond == 0) {
        asl_text_add(out, "It is ");
        asl_check_match(&c->match, out);
        asl_text_add(out, ".\n");
    } else if (c->match.beyond * 5 <= beyond * 4 && c->match.beyond * 2 < c->match.of) {
        asl_text_add(out, "Nearest is ");
        asl_check_match(&c->match, out);
        asl_text_format(out, ",\nfrom which %zu of %zu numbers differ.\n", c->match.beyond, c->match.of);
    } else if (most * 2 < c->numbers.n) {
        asl_text_add(out, "Elsewhere they agree; no other loss that aslab knows explains the difference.\n");
    } else {
        asl_text_add(out,
                     "No other loss that aslab knows comes near, by itself, with labels exchanged or by a factor.\n");
    }
}

void asl_check_report(const asl_check *c, asl_text *out)
{
    asl_text_format(out, "%s against ", c->name);
    asl_loss_write(&c->loss, out);
    asl_text_format(out, "\n%zu rows; an error passes up to %g max(1, |ours|)%s\n\n", c->numbers.n,
                    c->numbers.tolerance,
                    c->tolerance_given ? ""
                    : c->file.single   ? ", since all numbers are single precision"
                                       : "");
    for (int k = 0; k < ASL_NUMBERS; k++) {
        if (given(c, k)) add_number(c, k, out);
    }
    asl_text_add(out, "\n");
    if (c->agrees) {
        asl_text_add(out, "They agree.\n");
    } else {
        add_conclusion(c, out);
    }
}
