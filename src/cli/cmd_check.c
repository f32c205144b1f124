#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/check_report.h"
#include "options/options.h"

static const asl_option options[] = {
    ASL_LOSS_OPTION(NULL, "the loss that FILE should have", .required = true),
    ASL_REAL_OPTION("tolerance", NULL, 0, 1,
                    "errors up to X max(1, |ours|) pass (default: 1e-9, or 1e-5 for single precision)"),
    {.name = NULL},
};

static void free_check(asl_check *c)
{
    asl_number_file_free(&c->file);
    free(c->ours);
    asl_verify_matches_free(&c->matches);
}

static int read_all(const asl_options *o, asl_check *c, asl_error *err)
{
    const char *path = asl_options_input(o);
    *c = (asl_check){.name = path != NULL ? path : "standard input"};
    int code = asl_options_one_loss(o, &c->loss, err);
    if (code == ASL_OK) code = asl_number_file_read(&c->file, path, err);
    if (code != ASL_OK) return code;
    double tolerance = asl_options_real(o, "tolerance");
    c->tolerance_given = !isnan(tolerance);
    if (!c->tolerance_given) tolerance = c->file.single ? ASL_SINGLE_TOLERANCE : ASL_DOUBLE_TOLERANCE;
    c->numbers = (asl_numbers){.n = c->file.n, .x = c->file.x, .label = c->file.label, .tolerance = tolerance};
    memcpy(c->numbers.theirs, c->file.theirs, sizeof c->numbers.theirs);
    if (c->file.unknown > 0)
        asl_options_note(o, "%zu labels are unknown (-1 or blank): their rows are skipped", c->file.unknown);
    return ASL_OK;
}

static int note_conflicts(const asl_options *o, const asl_check *c, asl_error *err)
{
    asl_conflicts twice;
    int code = asl_verify_conflicts(&c->numbers, &twice, err);
    if (code == ASL_OK && twice.rows > 0)
        asl_options_note(o,
                         "%.80s: %zu row%s with the logit and label of an earlier row, but a different number. The "
                         "first: lines %zu and %zu",
                         c->name, twice.rows, twice.rows > 1 ? "s" : "", c->file.line[twice.before],
                         c->file.line[twice.row]);
    return code;
}

/* Free c also after a failure. */
static int compare(const asl_options *o, asl_check *c, asl_error *err)
{
    int code = read_all(o, c, err);
    if (code == ASL_OK) code = note_conflicts(o, c, err);
    if (code == ASL_OK) {
        c->ours = asl_alloc(c->numbers.n, sizeof *c->ours, err);
        code = c->ours == NULL ? ASL_FAILED : asl_verify_ours(&c->numbers, &c->loss, c->ours, err);
    }
    c->agrees = true;
    for (int k = 0; k < ASL_NUMBERS && code == ASL_OK; k++) {
        if (c->numbers.theirs[k] == NULL) continue;
        c->agreement[k] = asl_verify_number(&c->numbers, c->ours, k);
        c->agrees = c->agrees && c->agreement[k].beyond == 0;
    }
    if (code == ASL_OK && !c->agrees) code = asl_verify_match(&c->numbers, &c->loss, &c->matches, err);
    return code;
}

/* Set the exit status 1, with its message, if the numbers do not agree. */
static void set_verdict(const asl_options *o, const asl_check *c, asl_error *err)
{
    size_t beyond = 0;
    for (int k = 0; k < ASL_NUMBERS; k++) beyond += c->agreement[k].beyond;
    if (!c->agrees && o->verdict != NULL)
        *o->verdict = asl_fail(err, ASL_FAILED,
                               "%.200s does not match %s: %zu values differ by more than %g max(1, |ours|)",
                               c->name, asl_options_text(o, "loss"), beyond, c->numbers.tolerance);
}

static int text(const asl_options *o, asl_strbuf *out, asl_error *err)
{
    asl_check c;
    int code = compare(o, &c, err);
    if (code == ASL_OK) {
        asl_check_report(&c, out);
        set_verdict(o, &c, err);
    }
    free_check(&c);
    return code;
}

/* --- as CSV */

static int send(const asl_check *c, int k, bool relative, const char *match, asl_row_sink v, asl_error *err)
{
    const asl_agreement *a = &c->agreement[k];
    const asl_misfit *m = relative ? &a->relative : &a->absolute;
    bool any = m->error >= 0;
    size_t i = m->row;
    asl_cell row[] = {asl_cell_text(asl_number_names[k]),
                      asl_cell_int((long long)c->numbers.n),
                      asl_cell_int((long long)a->beyond),
                      asl_cell_text(relative ? "relative" : "absolute"),
                      any ? asl_cell_double(m->error) : asl_cell_blank(),
                      any ? asl_cell_int((long long)c->file.line[i]) : asl_cell_blank(),
                      any ? asl_cell_double(c->numbers.x[i].z) : asl_cell_blank(),
                      any ? asl_cell_int(c->numbers.label[i]) : asl_cell_blank(),
                      any ? asl_cell_double(c->numbers.theirs[k][i]) : asl_cell_blank(),
                      any ? asl_cell_double(asl_number_of(&c->ours[i], k)) : asl_cell_blank(),
                      asl_cell_text(match)};
    return v.row(v.self, row, sizeof row / sizeof row[0], err);
}

static char *match_text(const asl_check *c, asl_error *err)
{
    asl_strbuf t = {0};
    if (c->agrees) asl_loss_write_data(&c->loss, &t);
    for (size_t i = 0; i < c->matches.n; i++) {
        if (i > 0) asl_strbuf_add(&t, " or ");
        asl_check_match(&c->matches.match[i], asl_loss_write_data, &t);
    }
    return asl_strbuf_take(&t, err);
}

static int rows(const asl_options *o, asl_row_sink v, asl_error *err)
{
    static const char *const names[] = {"number", "rows",  "beyond", "measure", "error", "line",
                                        "logit",  "label", "theirs", "ours",    "is"};
    asl_check c;
    int code = compare(o, &c, err);
    char *match = code == ASL_OK ? match_text(&c, err) : NULL;
    if (code == ASL_OK)
        code = match == NULL ? ASL_FAILED : v.columns(v.self, names, sizeof names / sizeof names[0], err);
    for (int i = 0; i < 2 * ASL_NUMBERS && code == ASL_OK; i++) {
        if (c.numbers.theirs[i / 2] != NULL) code = send(&c, i / 2, i % 2 == 1, match, v, err);
    }
    if (code == ASL_OK) set_verdict(o, &c, err);
    free(match);
    free_check(&c);
    return code;
}

const asl_command asl_command_check = {
    .name = "check",
    .summary = "check the numbers of your own implementation of a loss",
    .arg = "FILE",
    .max_args = 1,
    .reads = true,
    .options = options,
    .description = "Compares your numbers with the loss: how large the errors are, where they are,\n"
                   "and which loss has these numbers instead. Reads FILE, or standard input, with\n"
                   "columns 'logit' or 'prob', 'label' of 0 and 1, and any of 'value' (or 'loss'),\n"
                   "'grad' and 'hess'; other columns are ignored.\n",
    .details = "method:\n"
               "Our numbers are computed by the formula in 256 bits; for more than 10,000 rows\n"
               "in double precision, with errors up to 5e-15. A number passes if its error is\n"
               "at most the tolerance times max(1, |ours|). Relative errors are given where\n"
               "|ours| is at least the tolerance and 1e-6. A file is single precision if every\n"
               "number is a float or has at most 9 digits.\n\n"
               "If some numbers do not pass, they are compared with all losses that aslab\n"
               "knows, with the parameters of LOSS if the names agree; with one parameter\n"
               "changed to a common value; with labels exchanged, signs flipped, or times a\n"
               "constant or a class weight. A mean instead of a sum appears as a constant. A\n"
               "loss is reported only if it has all the numbers, within the tolerance; if\n"
               "several have, all are reported.\n\n"
               "columns:\n"
               "With --csv, one row per number and measure:\n"
               "  number   value, grad or hess\n"
               "  rows     number of rows\n"
               "  beyond   number of rows beyond the tolerance\n"
               "  measure  absolute or relative\n"
               "  error    the largest error; line, logit, label, theirs and ours are of its row\n"
               "  is       the loss that FILE has, several joined by 'or'; blank if none was\n"
               "           found\n\n"
               "exit status:\n"
               "  0  all numbers pass\n"
               "  1  some do not\n"
               "  2  wrong usage or bad input\n\n"
               "examples:\n"
               "  aslab golden --loss asl && aslab check --loss asl golden/asl.csv\n"
               "  aslab check --loss asl:gamma_neg=4,margin=0.05 mine.csv\n"
               "  aslab check --loss focal --tolerance 1e-6 --csv mine.csv -o verdict.csv\n",
    .rows = rows,
    .text = text,
};
