#include "cli/check_report.h"

#include <math.h>

#include "base/numbers.h"

static bool given(const asl_check *c, int k) { return c->numbers.theirs[k] != NULL; }

/* --- the largest errors */

static void add_misfit(const asl_check *c, int k, const char *what, const asl_misfit *m, asl_strbuf *out)
{
    if (m->error < 0) return;
    const asl_sigmoid_point *x = &c->numbers.x[m->row];
    asl_strbuf_format(out, "         %-14s %-10.3g line %zu: %s %.10g, label %d, theirs %.10g, ours %.10g\n", what,
                      m->error, c->file.line[m->row], x->read ? "prob" : "logit", x->read ? x->p : x->z,
                      c->numbers.label[m->row], c->numbers.theirs[k][m->row], asl_number_of(&c->ours[m->row], k));
}

/* --- where */

/* Where implementations typically fail: |logit| there, and why. A clamp of p is suspected only if the numbers beyond it
 * are constant, as a clamp makes them. */
static const struct {
    double logit;
    const char *why;
    bool bound;
} edges[] = {
    {13.815510557964274, "p or 1 - p is 1e-6 there: clamped?", true},
    {16.118095650958320, "p or 1 - p is 1e-7 there: clamped?", true},
    {16.635532333438686, "1 - p rounds to 0 in float32 there", false},
    {18.420680743952367, "p or 1 - p is 1e-8 there: clamped?", true},
    {23.025850929940457, "p or 1 - p is 1e-10 there: clamped?", true},
    {27.631021115928547, "p or 1 - p is 1e-12 there: clamped?", true},
    {36.736800569677101, "1 - p rounds to 0 in double there", false},
    {88.722839111672999, "exp overflows in float32 there", false},
    {103.97207708399179, "p is 0 in float32 there", false},
    {709.78271289338397, "exp overflows in double there", false},
};

/* Is number k of label y finite and the same at all logits of a span, and are there at least two? */
static bool is_constant(const asl_numbers *t, int k, int y, const asl_span *s)
{
    size_t rows = 0;
    double first = 0;
    for (size_t i = 0; i < t->n; i++) {
        if (t->label[i] != y || !(t->x[i].z >= s->from && t->x[i].z <= s->to)) continue;
        double theirs = t->theirs[k][i];
        if (rows++ == 0) first = theirs;
        if (!isfinite(theirs) || !asl_verify_passes(theirs, first, t->tolerance)) return false;
    }
    return rows > 1;
}

static const char *reason(const asl_span *s, bool constant)
{
    double inside = s->to < 0 && isinf(s->before) ? -s->after : s->from >= 0 && isinf(s->after) ? s->before : ASL_NAN;
    double outside = s->to < 0 ? -s->to : s->from;
    for (size_t i = 0; i < sizeof edges / sizeof edges[0]; i++) {
        bool here = inside <= edges[i].logit && edges[i].logit <= outside;
        if (here && (constant || !edges[i].bound)) return edges[i].why;
    }
    return NULL;
}

static void add_span(const asl_span *s, bool constant, asl_strbuf *out)
{
    if (isinf(s->before) && isinf(s->after)) {
        asl_strbuf_add(out, "at all logits");
    } else if (s->from == s->to) {
        asl_strbuf_format(out, "at logit %.6g", s->to);
    } else if (isinf(s->before)) {
        asl_strbuf_format(out, "at logits up to %.6g", s->to);
    } else if (isinf(s->after)) {
        asl_strbuf_format(out, "at logits from %.6g up", s->from);
    } else {
        asl_strbuf_format(out, "at logits from %.6g to %.6g", s->from, s->to);
    }
    if (reason(s, constant) != NULL) asl_strbuf_format(out, " (%s)", reason(s, constant));
}

static void add_region(const asl_check *c, int k, const asl_region *r, int label, asl_strbuf *out)
{
    double m = asl_loss_margin(&c->loss), edge = m > 0 ? asl_sigmoid_of_prob(m).z : ASL_NAN;
    const asl_span *last = &r->span[r->nspans - 1];
    asl_strbuf_format(out, "         label %d: %zu of %zu rows, ", label, r->beyond, r->rows);
    for (size_t i = 0; i < r->nspans; i++) {
        if (i > 0) asl_strbuf_add(out, ", and ");
        add_span(&r->span[i], is_constant(&c->numbers, k, label, &r->span[i]), out);
    }
    if (label == 0 && last->to <= edge) asl_strbuf_format(out, ": only up to the margin, p <= %g", m);
    if (label == 0 && r->span[0].from > edge) asl_strbuf_format(out, ": only past the margin, p > %g", m);
    asl_strbuf_add(out, "\n");
}

static void add_number(const asl_check *c, int k, asl_strbuf *out)
{
    const asl_agreement *a = &c->agreement[k];
    if (a->beyond == 0) {
        asl_strbuf_format(out, "  %-6s agrees: largest error %.2g", asl_number_names[k], a->absolute.error);
        if (a->relative.error >= 0) asl_strbuf_format(out, ", relative %.2g", a->relative.error);
        asl_strbuf_add(out, "\n");
        return;
    }
    asl_strbuf_format(out, "  %-6s differs in %zu of %zu rows\n", asl_number_names[k], a->beyond, c->numbers.n);
    add_misfit(c, k, "largest error", &a->absolute, out);
    add_misfit(c, k, "relative", &a->relative, out);
    for (int y = 0; y <= 1; y++) {
        if (a->region[y].beyond > 0) add_region(c, k, &a->region[y], y, out);
    }
    for (int y = 0; y <= 1; y++) {
        if (a->region[y].beyond == 0 && a->region[y].rows > 0) asl_strbuf_format(out, "         label %d: agrees\n", y);
    }
}

/* --- which loss it is instead */

/* With more digits near 1 and -1, to distinguish the factor from these. */
static void add_times(double factor, asl_strbuf *out)
{
    asl_strbuf_format(out, fabs(fabs(factor) - 1) < 1e-4 ? " times %.12g" : " times %.6g", factor);
}

/* Are all factors that are given, of number k and label y (-1: of any), the same? *factor: the first one, 1 for none. */
static bool common_factor(const asl_match *m, int k, int y, double *factor)
{
    bool any = false, same = true;
    *factor = 1;
    for (int i = 0; i < ASL_NUMBERS; i++) {
        for (int j = 0; j <= 1; j++) {
            if (!m->has[i][j] || (k >= 0 && i != k) || (y >= 0 && j != y)) continue;
            if (!any) *factor = m->factor[i][j];
            same = same && m->factor[i][j] == *factor;
            any = true;
        }
    }
    return same;
}

/* "with the sign of grad flipped", "with grad times 0.5": for each number and, if they differ, each label. */
static void add_each_factor(const asl_match *m, asl_strbuf *out)
{
    const char *before = " with ";
    for (int k = 0; k < ASL_NUMBERS; k++) {
        double both;
        bool alike = common_factor(m, k, -1, &both);
        for (int y = 1; y >= (alike ? 1 : 0); y--) {
            double factor = alike ? both : m->factor[k][y];
            if ((!alike && !m->has[k][y]) || factor == 1) continue;
            asl_strbuf_add(out, before);
            before = " and ";
            asl_strbuf_format(out, factor == -1 ? "the sign of %s" : "%s", asl_number_names[k]);
            if (!alike) asl_strbuf_format(out, " at label %d", y);
            if (factor == -1) asl_strbuf_add(out, " flipped");
            if (factor != -1) add_times(factor, out);
        }
    }
}

void asl_check_match(const asl_match *m, void (*write)(const asl_loss *, asl_strbuf *), asl_strbuf *out)
{
    double all, label[2];
    write(&m->loss, out);
    if (m->swapped) asl_strbuf_add(out, " with labels 0 and 1 exchanged");
    if (common_factor(m, -1, -1, &all)) {
        if (all == -1) asl_strbuf_add(out, " with its sign flipped");
        if (all != -1 && all != 1) add_times(all, out);
    } else if (common_factor(m, -1, 0, &label[0]) && common_factor(m, -1, 1, &label[1])) {
        asl_strbuf_format(out, " times %.6g at label 1 and %.6g at label 0 (a class weight?)", label[1], label[0]);
    } else {
        add_each_factor(m, out);
    }
}

static void add_matches(const asl_matches *m, asl_strbuf *out)
{
    if (m->n > 1) asl_strbuf_add(out, "It is one of these losses, which these numbers cannot distinguish:\n");
    for (size_t i = 0; i < m->n; i++) {
        asl_strbuf_add(out, m->n > 1 ? "  " : "It is ");
        asl_check_match(&m->match[i], asl_loss_write, out);
        asl_strbuf_add(out, m->n > 1 ? "\n" : ".\n");
    }
}

static void add_conclusion(const asl_check *c, asl_strbuf *out)
{
    size_t most = 0;
    for (int k = 0; k < ASL_NUMBERS; k++) most = c->agreement[k].beyond > most ? c->agreement[k].beyond : most;
    if (given(c, ASL_VALUE) && c->agreement[ASL_VALUE].beyond == 0 && c->agreement[ASL_GRAD].beyond > 0)
        asl_strbuf_add(out, "The values agree and the gradients do not.\n");
    add_matches(&c->matches, out);
    if (c->matches.n > 0) return;
    if (most * 2 < c->numbers.n) asl_strbuf_add(out, "Elsewhere the numbers agree.\n");
    asl_strbuf_add(out, "No loss that was compared has these numbers: the other losses; LOSS and the others with\n"
                        "one parameter at its default, 0, 0.05, 0.5, 1, 2 or 4; and each of these with labels\n"
                        "exchanged, signs flipped or times a constant. Other parameters were not tried.\n");
}

void asl_check_report(const asl_check *c, asl_strbuf *out)
{
    asl_strbuf_format(out, "%s against ", c->name);
    asl_loss_write(&c->loss, out);
    asl_strbuf_format(out, "\n%zu rows; an error passes up to %g max(1, |ours|)%s\n\n", c->numbers.n,
                      c->numbers.tolerance,
                      c->tolerance_given ? ""
                      : c->file.single   ? ", since all numbers are single precision"
                                         : "");
    for (int k = 0; k < ASL_NUMBERS; k++) {
        if (given(c, k)) add_number(c, k, out);
    }
    asl_strbuf_add(out, "\n");
    if (c->agrees) {
        asl_strbuf_add(out, "They agree.\n");
    } else {
        add_conclusion(c, out);
    }
}
