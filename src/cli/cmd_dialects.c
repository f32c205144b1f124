#include <math.h>
#include <string.h>

#include "loss/implementation.h"
#include "options/options.h"

/* Where an implementation differs most from the exact loss, over logits -40 to 40 and both labels. */
typedef struct furthest {
    double by, logit;
    int label;
} furthest;

static void keep(furthest *f, double by, double z, int label)
{
    if (by > f->by) *f = (furthest){by, z, label};
}

/* For value (out[0]) and grad (out[1]). ASL_BAD if a LOSS of the table cannot be read. */
static int compare(const asl_public_code *c, furthest out[2], asl_error *err)
{
    enum { STEPS = 8000 };
    asl_loss theirs, exact;
    int code = asl_loss_read(&theirs, c->loss, err);
    if (code == ASL_OK) code = asl_loss_read(&exact, c->exact, err);
    for (int i = 0; i <= STEPS && code == ASL_OK; i++) {
        double z = -40 + 80.0 * i / (double)STEPS;
        asl_sigmoid_point x = asl_sigmoid_of_logit(z);
        for (int label = 0; label < 2; label++) {
            asl_loss_value a = asl_loss_at(&theirs, x, label), b = asl_loss_at(&exact, x, label);
            keep(&out[0], fabs(a.value - b.value), z, label);
            keep(&out[1], fabs(a.grad - b.grad), z, label);
        }
    }
    return code;
}

static int rows(const asl_options *o, asl_row_sink v, asl_error *err)
{
    static const char *const names[] = {"code",        "loss",
                                        "exact",       "weight",
                                        "reduction",   "soft_labels",
                                        "value_error", "value_error_logit",
                                        "grad_error",  "grad_error_logit",
                                        "note"};
    enum { COLUMNS = sizeof names / sizeof names[0] };
    (void)o;
    int code = v.columns(v.self, names, COLUMNS, err);
    for (const asl_public_code *c = asl_public_codes; c->code != NULL && code == ASL_OK; c++) {
        furthest f[2] = {{0}};
        bool known = c->exact != NULL;
        if (known) code = compare(c, f, err);
        asl_cell cells[COLUMNS] = {asl_cell_text(c->code),
                                   asl_cell_text(c->loss),
                                   known ? asl_cell_text(c->exact) : asl_cell_blank(),
                                   asl_cell_text(c->weight),
                                   asl_cell_text(c->reduction),
                                   asl_cell_text(c->soft),
                                   known ? asl_cell_double(f[0].by) : asl_cell_blank(),
                                   known ? asl_cell_double(f[0].logit) : asl_cell_blank(),
                                   known ? asl_cell_double(f[1].by) : asl_cell_blank(),
                                   known ? asl_cell_double(f[1].logit) : asl_cell_blank(),
                                   asl_cell_text(c->note)};
        if (code == ASL_OK) code = v.row(v.self, cells, COLUMNS, err);
    }
    return code;
}

static int describe(const asl_public_code *c, asl_strbuf *out, asl_error *err)
{
    furthest f[2] = {{0}};
    asl_strbuf_format(out, "\n%s\n", c->code);
    asl_strbuf_format(out, "  here         --loss %s\n", c->loss);
    asl_strbuf_format(out, "  weight       %s in the backward pass; reduction: %s\n", c->weight, c->reduction);
    asl_strbuf_format(out, "  soft labels  %s\n", c->soft);
    asl_strbuf_format(out, "  note         %s\n", c->note);
    if (c->exact == NULL) return ASL_OK;
    int code = compare(c, f, err);
    if (code != ASL_OK) return code;
    asl_strbuf_format(out, "  differs      from %s by up to %.3g in value (label %d, logit %.4g)\n", c->exact, f[0].by,
                      f[0].label, f[0].logit);
    asl_strbuf_format(out, "               and %.3g in gradient (label %d, logit %.4g)\n", f[1].by, f[1].label,
                      f[1].logit);
    return ASL_OK;
}

static int text(const asl_options *o, asl_strbuf *out, asl_error *err)
{
    int code = ASL_OK;
    (void)o;
    asl_strbuf_add(out, "What public code computes under the name of the asymmetric loss. All of it works in\n"
                        "single precision and clamps the argument of the logarithm at 1e-8 (1e-7 if the\n"
                        "weight is not a constant). Therefore a positive with a logit below -18.42 has a\n"
                        "constant loss and no gradient. 1 - p is 0 for logits from 16.64 up.\n");
    for (const asl_public_code *c = asl_public_codes; c->code != NULL && code == ASL_OK; c++)
        code = describe(c, out, err);
    return code;
}

static const asl_option options[] = {{.name = NULL}};

const asl_command asl_command_dialects = {
    .name = "dialects",
    .summary = "compare public implementations of ASL with the paper",
    .options = options,
    .description = "Describes public implementations of the asymmetric loss and computes their\n"
                   "largest differences from the exact loss that they implement, over logits from\n"
                   "-40 to 40 and both labels.\n",
    .details = "columns:\n"
               "With --csv, one row per implementation: code, loss (its LOSS in aslab), exact,\n"
               "weight (in the backward pass), reduction, soft_labels, value_error,\n"
               "value_error_logit, grad_error, grad_error_logit, note.\n\n"
               "examples:\n"
               "  aslab dialects\n"
               "  aslab dialects --csv -o dialects.csv\n"
               "  aslab eval --loss alibaba predictions.csv\n",
    .rows = rows,
    .text = text,
};
