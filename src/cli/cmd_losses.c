#include "options/options.h"

static int each_param(const asl_family *f, asl_row_sink v, asl_error *err)
{
    int code = ASL_OK;
    for (size_t i = 0; i < asl_family_params(f) && code == ASL_OK; i++) {
        const asl_param *p = &f->params[i];
        asl_cell row[] = {asl_cell_text(f->name), asl_cell_text(p->name),  asl_cell_double(p->lo),
                          asl_cell_double(p->hi), asl_cell_double(p->def), asl_cell_text(p->meaning)};
        code = v.row(v.self, row, sizeof row / sizeof row[0], err);
    }
    if (code != ASL_OK || asl_family_params(f) > 0) return code;
    asl_cell row[] = {asl_cell_text(f->name), asl_cell_blank(), asl_cell_blank(),
                      asl_cell_blank(),       asl_cell_blank(), asl_cell_blank()};
    return v.row(v.self, row, sizeof row / sizeof row[0], err);
}

/* The family that the argument names, or NULL for all. */
static int chosen(const asl_options *o, const asl_family **f, asl_error *err)
{
    *f = o->nargs > 0 ? asl_family_find(o->args[0], err) : NULL;
    return o->nargs > 0 && *f == NULL ? ASL_BAD : ASL_OK;
}

static int rows(const asl_options *o, asl_row_sink v, asl_error *err)
{
    static const char *const names[] = {"name", "param", "lo", "hi", "default", "meaning"};
    const asl_family *only;
    int code = chosen(o, &only, err);
    if (code == ASL_OK) code = v.columns(v.self, names, sizeof names / sizeof names[0], err);
    for (size_t i = 0; i < asl_family_count() && code == ASL_OK; i++) {
        if (only == NULL || only == asl_family_at(i)) code = each_param(asl_family_at(i), v, err);
    }
    return code;
}

static void describe(const asl_family *f, asl_strbuf *out)
{
    asl_strbuf_format(out, "%s: %s\n", f->name, f->title);
    asl_strbuf_format(out, "  label 1:  %s\n", f->formula_pos);
    asl_strbuf_format(out, "  label 0:  %s\n", f->formula_neg);
    for (size_t i = 0; i < asl_family_params(f); i++) {
        const asl_param *p = &f->params[i];
        asl_strbuf_format(out, "  %-10s [%g, %g], default %g: %s\n", p->name, p->lo, p->hi, p->def, p->meaning);
    }
    if (f->note != NULL) asl_strbuf_format(out, "  note:     %s\n", f->note);
    asl_strbuf_format(out, "  source:   %s\n", f->source);
}

/* The heading above the first family of a kind. */
static void add_heading(size_t i, asl_strbuf *out)
{
    static const char *const headings[] = {
        [ASL_IMPLEMENTATION] = "--- public code: what implementations of ASL compute, in their own precision\n"
                               "    ('aslab dialects' compares them)\n\n",
        [ASL_BATCHWISE] = "--- functions of a whole batch, or of the counts of the training labels: only\n"
                          "    'aslab train' accepts them (k largest, sums and bins are over the batch;\n"
                          "    gradients are of the sum over the batch)\n\n",
    };
    enum asl_kind kind = asl_family_at(i)->kind;
    if (i > 0 && kind != asl_family_at(i - 1)->kind) asl_strbuf_add(out, headings[kind]);
}

static int text(const asl_options *o, asl_strbuf *out, asl_error *err)
{
    const asl_family *only;
    int code = chosen(o, &only, err);
    if (code != ASL_OK) return code;
    if (only == NULL)
        asl_strbuf_add(
            out,
            "p = sigmoid(logit), q = 1 - p, log is natural. A LOSS is a name, or\nname:param=value,param=value.\n\n");
    for (size_t i = 0; i < asl_family_count(); i++) {
        if (only != NULL && only != asl_family_at(i)) continue;
        if (only == NULL && i > 0) asl_strbuf_add(out, "\n");
        if (only == NULL) add_heading(i, out);
        describe(asl_family_at(i), out);
    }
    return ASL_OK;
}

static const asl_option options[] = {{.name = NULL}};

const asl_command asl_command_losses = {
    .name = "losses",
    .summary = "list the losses: formulas, parameters, sources",
    .arg = "NAME",
    .max_args = 1,
    .arg_names = ASL_NAMES_FAMILIES,
    .options = options,
    .description = "Describes the loss NAME, or all losses: the formula for each label, the\n"
                   "parameters with their ranges and defaults, and the source.\n",
    .details = "columns:\n"
               "With --csv, one row per parameter: name, param, lo, hi, default, meaning.\n\n"
               "examples:\n"
               "  aslab losses\n"
               "  aslab losses asl\n"
               "  aslab losses --csv -o losses.csv\n",
    .rows = rows,
    .text = text,
};
