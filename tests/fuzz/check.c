/* Input of `aslab check`: writing and reading the numbers again changes nothing, including the result of `aslab check`,
 * and numbers that aslab computed pass. The first byte chooses the loss. */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "data/read_numbers.h"
#include "fuzz.h"
#include "options/command_table.h"
#include "options/options.h"
#include "study/verify.h"

enum { MOST = 24 };

static const char *const losses[] = {
    "ce",         "asl:gamma_neg=2,margin=0.1", "asl_detached",   "focal", "apl", "spa", "gce",
    "em:alpha=0", "timm:gamma_neg=2",           "ral:gamma_neg=3"};

static void write_numbers(const asl_number_file *f, asl_strbuf *csv)
{
    asl_strbuf_add(csv, f->x[0].read ? "prob,label" : "logit,label");
    for (int k = 0; k < ASL_NUMBERS; k++) {
        if (f->theirs[k] != NULL) asl_strbuf_format(csv, ",%s", asl_number_names[k]);
    }
    for (size_t i = 0; i < f->n; i++) {
        asl_strbuf_add(csv, "\n");
        asl_strbuf_real(csv, f->x[i].read ? f->x[i].p : f->x[i].z);
        asl_strbuf_format(csv, ",%d", f->label[i]);
        for (int k = 0; k < ASL_NUMBERS; k++) {
            if (f->theirs[k] == NULL) continue;
            asl_strbuf_add(csv, ",");
            asl_strbuf_real(csv, f->theirs[k][i]);
        }
    }
    MUST(!csv->failed, "memory");
}

static void compare(const asl_number_file *a, const asl_number_file *b)
{
    MUST(a->n == b->n && b->unknown == 0, "as many rows");
    for (size_t i = 0; i < a->n; i++) {
        MUST(a->x[i].z == b->x[i].z && a->x[i].p == b->x[i].p && a->label[i] == b->label[i], "row %zu", i);
        for (int k = 0; k < ASL_NUMBERS; k++) {
            MUST((a->theirs[k] == NULL) == (b->theirs[k] == NULL), "the same columns");
            if (a->theirs[k] != NULL) MUST(fuzz_same(a->theirs[k][i], b->theirs[k][i]), "number %d of row %zu", k, i);
        }
    }
}

/* Returns the exit status of `aslab check --loss LOSS PATH`; the caller frees *report. */
static int judged(const char *loss, const char *path, char **report)
{
    char *const words[] = {"--loss", (char *)loss, (char *)path};
    asl_options o = {.command = asl_command_find(asl_commands, "check", NULL)};
    asl_error err;
    asl_strbuf t = {0}, notes = {0};
    int verdict = ASL_OK, code = asl_options_parse(&o, 3, words, &err);
    MUST(code == ASL_OK, "the words are in order: %s", err.text);
    o.verdict = &verdict;
    o.notes = &notes;
    code = o.command->text(&o, &t, &err);
    MUST(code == ASL_OK, "what can be read can be judged: %s", err.text);
    *report = fuzz_take(&t);
    asl_strbuf_free(&notes);
    asl_options_free(&o);
    return verdict;
}

/* Replaces the numbers with the ones that aslab computes. */
static void correct(asl_number_file *f, const char *loss)
{
    asl_loss l;
    asl_loss_value *ours = calloc(f->n, sizeof *ours);
    asl_numbers t = {.n = f->n, .x = f->x, .label = f->label};
    MUST(ours != NULL && asl_loss_read(&l, loss, NULL) == ASL_OK, "a loss");
    MUST(asl_verify_ours(&t, &l, ours, NULL) == ASL_OK, "ours");
    for (size_t i = 0; i < f->n; i++) {
        for (int k = 0; k < ASL_NUMBERS; k++) {
            if (f->theirs[k] != NULL) f->theirs[k][i] = asl_number_of(&ours[i], k);
        }
    }
    free(ours);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (n == 0) return 0;
    const char *loss = losses[data[0] % (sizeof losses / sizeof losses[0])];
    asl_number_file f, again;
    asl_error err;
    if (!fuzz_accepted(asl_number_file_read(&f, fuzz_file(0, data + 1, n - 1), &err), &err)) return 0;
    asl_strbuf csv = {0};
    write_numbers(&f, &csv);
    const char *path = fuzz_file(1, csv.data, csv.length);
    int code = asl_number_file_read(&again, path, &err);
    MUST(code == ASL_OK, "what was written can be read: %s", err.text);
    compare(&f, &again);
    if (f.n <= MOST) {
        char *report;
        judged(loss, fuzz_file(0, data + 1, n - 1), &report);
        MUST(report[0] != '\0', "a report says something");
        free(report);
        correct(&f, loss);
        csv.length = 0;
        write_numbers(&f, &csv);
        MUST(judged(loss, fuzz_file(1, csv.data, csv.length), &report) == ASL_OK, "ours pass: %s\n%s", report,
             csv.data);
        free(report);
    }
    asl_number_file_free(&f);
    asl_number_file_free(&again);
    asl_strbuf_free(&csv);
    return 0;
}
