/* Writing experiment files. */
#include "io/experiment.h"

/* Append a single-quoted string. Inside it libconfuse unescapes only \\ and \'. */
static void write_string(asl_strbuf *out, const char *text)
{
    asl_strbuf_add(out, "'");
    for (; *text != '\0'; text++) {
        if (*text == '\'' || *text == '\\') asl_strbuf_add(out, "\\");
        asl_strbuf_add_bytes(out, text, 1);
    }
    asl_strbuf_add(out, "'");
}

static void write_list(asl_strbuf *out, const char *name, char *const *values, size_t n)
{
    asl_strbuf_format(out, "%s = {", name);
    for (size_t i = 0; i < n; i++) {
        if (i > 0) asl_strbuf_add(out, ", ");
        write_string(out, values[i]);
    }
    asl_strbuf_add(out, "}\n");
}

static void write_field(asl_strbuf *out, const char *indent, const char *name, const char *text)
{
    if (text == NULL || text[0] == '\0') return;
    asl_strbuf_format(out, "%s%s = ", indent, name);
    write_string(out, text);
    asl_strbuf_add(out, "\n");
}

static void write_conditions(asl_strbuf *out, const char *name, char *const *values, size_t n)
{
    if (n == 0) return;
    asl_strbuf_add(out, "  ");
    write_list(out, name, values, n);
}

void asl_experiment_write(const asl_experiment *e, asl_strbuf *out)
{
    write_field(out, "", "title", e->title);
    write_field(out, "", "paper", e->paper);
    write_field(out, "", "caption", e->caption);
    write_field(out, "", "command", e->command);
    write_field(out, "", "plot", e->plot);
    write_field(out, "", "needs", e->needs);
    if (e->is_long) write_field(out, "", "long", "true");
    if (e->order < ASL_ORDER_LAST) {
        asl_strbuf_add(out, "order = '");
        asl_strbuf_real(out, e->order);
        asl_strbuf_add(out, "'\n");
    }
    asl_strbuf_add(out, "options {\n");
    for (size_t i = 0; i < e->nsettings; i++) {
        asl_strbuf_add(out, "  ");
        write_list(out, e->settings[i].name, e->settings[i].values, e->settings[i].n);
    }
    asl_strbuf_add(out, "}\n");
    if (e->nargs > 0) write_list(out, "args", e->args, e->nargs);
    if (e->nlabels > 0) write_list(out, "labels", e->labels, e->nlabels);
    if (e->ndraw > 0) write_list(out, "draw", e->draw, e->ndraw);
    if (e->nreported > 0) write_list(out, "reported", e->reported, e->nreported);
    for (size_t i = 0; i < e->nclaims; i++) {
        const asl_claim *c = &e->claims[i];
        asl_strbuf_add(out, "claim {\n");
        write_field(out, "  ", "text", c->text);
        write_field(out, "  ", "paper", c->paper);
        write_field(out, "  ", "measure", c->measure);
        write_field(out, "  ", "column", c->column);
        write_field(out, "  ", "over", c->over);
        asl_strbuf_add(out, "  ");
        write_list(out, "where", c->where, c->nwhere);
        write_conditions(out, "minus", c->minus, c->nminus);
        write_conditions(out, "than", c->than, c->nthan);
        write_conditions(out, "than_minus", c->than_minus, c->nthan_minus);
        write_field(out, "  ", "band", c->band);
        write_field(out, "  ", "expect", c->expect);
        asl_strbuf_add(out, "}\n");
    }
}
