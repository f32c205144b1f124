#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "cli/check_words.h"
#include "options/options.h"

static const asl_option options[] = {
    {.name = "loss", .kind = ASL_OPTION_LOSS, .metavar = "LOSS", .help = "the loss that FILE should be"},
    {.name = "tolerance",
     .kind = ASL_OPTION_REAL,
     .metavar = "X",
     .lo = 0,
     .hi = 1,
     .help = "errors up to X max(1, |ours|) pass (default 1e-9; 1e-5 where all numbers are single precision)"},
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
    const char *spec = asl_options_text(o, "loss"), *path = o->nargs > 0 ? o->args[0] : NULL;
    *c = (asl_check){.name = path != NULL && strcmp(path, "-") != 0 ? path : "standard input"};
    if (spec == NULL)
        return asl_fail(err, ASL_BAD, "aslab check needs a --loss LOSS, such as --loss asl:gamma_neg=4,margin=0.05");
    int code = asl_options_loss(o, spec, &c->loss, err);
    if (code == ASL_OK) code = asl_number_file_read(&c->file, path, err);
    if (code != ASL_OK) return code;
    double tolerance = asl_options_real(o, "tolerance");
    c->tolerance_given = !isnan(tolerance);
    if (!c->tolerance_given) tolerance = c->file.single ? ASL_SINGLE_TOLERANCE : ASL_DOUBLE_TOLERANCE;
    c->numbers = (asl_numbers){.n = c->file.n, .x = c->file.x, .label = c->file.label, .tolerance = tolerance};
    memcpy(c->numbers.theirs, c->file.theirs, sizeof c->numbers.theirs);
    if (c->file.unknown > 0)
        asl_options_note(o, "%zu labels are unknown (-1 or blank): their rows are left out", c->file.unknown);
    return ASL_OK;
}

static int note_conflicts(const asl_options *o, const asl_check *c, asl_error *err)
{
    asl_conflicts twice;
    int code = asl_verify_conflicts(&c->numbers, &twice, err);
    if (code == ASL_OK && twice.rows > 0)
        asl_options_note(o,
                         "%.80s: %zu row%s with the logit and the label of an earlier row, but another number. The "
                         "first: lines %zu and %zu",
                         c->name, twice.rows, twice.rows > 1 ? "s" : "", c->file.line[twice.before],
                         c->file.line[twice.row]);
    return code;
}

/* c is to be freed. */
static int claim_eval(const asl_options *o, asl_check *c, asl_error *err)
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

/* The exit status 1, in one sentence, beside what is printed. */
static void pronounce(const asl_options *o, const asl_check *c, asl_error *err)
{
    size_t beyond = 0;
    for (int k = 0; k < ASL_NUMBERS; k++) beyond += c->agreement[k].beyond;
    if (!c->agrees && o->verdict != NULL)
        *o->verdict = asl_fail(err, ASL_FAILED, "%.200s is not %s: %zu numbers differ by more than %g max(1, |ours|)",
                               c->name, asl_options_text(o, "loss"), beyond, c->numbers.tolerance);
}

static int text(const asl_options *o, asl_strbuf *out, asl_error *err)
{
    asl_check c;
    int code = claim_eval(o, &c, err);
    if (code == ASL_OK) {
        asl_check_report(&c, out);
        pronounce(o, &c, err);
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
    int code = claim_eval(o, &c, err);
    char *match = code == ASL_OK ? match_text(&c, err) : NULL;
    if (code == ASL_OK)
        code = match == NULL ? ASL_FAILED : v.columns(v.self, names, sizeof names / sizeof names[0], err);
    for (int i = 0; i < 2 * ASL_NUMBERS && code == ASL_OK; i++) {
        if (c.numbers.theirs[i / 2] != NULL) code = send(&c, i / 2, i % 2 == 1, match, v, err);
    }
    if (code == ASL_OK) pronounce(o, &c, err);
    free(match);
    free_check(&c);
    return code;
}

const asl_command asl_command_check = {
    .name = "check",
    .summary = "judge your own implementation's numbers: how far off, where, and which loss they are instead",
    .arg = "FILE",
    .max_args = 1,
    .reads = true,
    .options = options,
    .details =
        "Reads FILE, or standard input where it is - or left out: a column `logit` or `prob`, `label` of 0 and 1, and\n"
        "of `value` (or `loss`), `grad`, `hess` those you have; other columns are ignored. Ours are by the formula in\n"
        "256 bits (above 10,000 rows by the closed form, right to 5e-15). An error of a number passes up to the\n"
        "tolerance times max(1, |ours|); the relative error is told where |ours| is at least that and 1e-6.\n"
        "Where every number is a float, or written with 9 digits or less, all count as single precision.\n"
        "What does not pass is compared with every loss that aslab knows, its parameters as in LOSS where the names\n"
        "agree; with one of them changed to a common value; with labels exchanged, with signs flipped, times a "
        "constant\n"
        "or a class weight. A loss is named only if it has all the numbers, at the tolerance of the file; losses that\n"
        "the numbers do not tell apart are all named. A mean instead of a sum shows as a constant.\n"
        "Exit status: 0 all pass, 1 some do not, 2 wrong usage or bad input.\n\n"
        "columns of --csv, a row a number and measure:\n"
        "  number, rows, beyond   value, grad or hess; how many rows; how many of them beyond the tolerance\n"
        "  measure, error         absolute or relative; the largest\n"
        "  line, logit, label     where; then theirs and ours there\n"
        "  is                     what FILE is, several with `or` between them; blank if no loss has its numbers\n\n"
        "examples:\n"
        "  aslab golden --loss asl && aslab check --loss asl golden/asl.csv\n"
        "  aslab check --loss asl:gamma_neg=4,margin=0.05 mine.csv\n"
        "  aslab check --loss focal --tolerance 1e-6 --csv mine.csv -o verdict.csv\n",
    .rows = rows,
    .text = text,
};
