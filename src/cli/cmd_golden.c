#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/aslab.h"
#include "base/memory.h"
#include "io/csv_write.h"
#include "io/folder.h"
#include "io/output.h"
#include "options/options.h"
#include "reference/reference.h"
#include "study/golden.h"

static const asl_option options[] = {
    ASL_LOSS_OPTION(NULL, "a loss (default: every loss of one logit, with its default parameters)", .repeated = true),
    ASL_TEXT_OPTION("output", "DIR", "golden", "folder for the files", .not_saved = true),
    {.name = NULL},
};

/* The files: all are complete before the first one appears. */
typedef struct collection {
    asl_loss *losses; /* [n] */
    size_t n;
    char **names;         /* [n] of the files, without the folder */
    asl_output **outputs; /* [n + 1]; the last one is README.txt */
} collection;

static int choose(const asl_options *o, collection *c, asl_error *err)
{
    if (asl_options_given(o, "loss")) {
        c->losses = asl_options_given_losses(o, &c->n, err);
        return c->losses == NULL ? err->code : ASL_OK;
    }
    c->losses = asl_alloc(asl_family_count(), sizeof *c->losses, err);
    if (c->losses == NULL) return ASL_FAILED;
    for (size_t i = 0; i < asl_family_count(); i++) {
        if (asl_family_at(i)->kind == ASL_POINTWISE) asl_loss_read(&c->losses[c->n++], asl_family_at(i)->name, NULL);
    }
    return ASL_OK;
}

/* asl.csv, or asl-gamma_neg-2.csv if a parameter is not at its default. */
static char *file_name(const asl_loss *loss, asl_error *err)
{
    asl_strbuf t = {0};
    asl_strbuf_add(&t, loss->family->name);
    for (size_t i = 0; i < asl_family_params(loss->family); i++) {
        if (loss->theta[i] == loss->family->params[i].def) continue;
        asl_strbuf_format(&t, "-%s-", loss->family->params[i].name);
        asl_strbuf_real(&t, loss->theta[i]);
    }
    asl_strbuf_add(&t, ".csv");
    return asl_strbuf_take(&t, err);
}

static int name_files(collection *c, asl_error *err)
{
    c->names = asl_alloc(c->n, sizeof *c->names, err);
    c->outputs = asl_alloc(c->n + 1, sizeof *c->outputs, err);
    if (c->names == NULL || c->outputs == NULL) return ASL_FAILED;
    for (size_t i = 0; i < c->n; i++) {
        c->names[i] = file_name(&c->losses[i], err);
        if (c->names[i] == NULL) return ASL_FAILED;
        for (size_t k = 0; k < i; k++) {
            if (strcmp(c->names[i], c->names[k]) == 0)
                return asl_fail(err, ASL_BAD, "--loss: losses %zu and %zu are the same", k + 1, i + 1);
        }
    }
    return ASL_OK;
}

static void describe(const collection *c, size_t i, asl_strbuf *out)
{
    const asl_family *f = c->losses[i].family;
    asl_strbuf_format(out, "\n%s\n  loss      ", c->names[i]);
    asl_loss_write(&c->losses[i], out);
    asl_strbuf_format(out, "\n  label 1   %s\n  label 0   %s\n", f->formula_pos, f->formula_neg);
    if (f->note != NULL) asl_strbuf_format(out, "  note      %s\n", f->note);
    if (!asl_reference_has(f))
        asl_strbuf_add(out,
                       "  numbers   as this code computes them, in its own precision; there is no 256-bit program\n");
    asl_strbuf_format(out, "  source    %s\n", f->source);
}

static char *readme(const asl_options *o, const collection *c, asl_error *err)
{
    asl_strbuf t = {0};
    asl_strbuf_add(&t, "Test vectors for losses of one logit, made by aslab " ASLAB_VERSION ":\n\n  ");
    asl_options_write(o, &t);
    asl_strbuf_add(&t, "\n\nEach row is one label:\n"
                       "  logit   z; p = sigmoid(z), q = 1 - p\n"
                       "  label   0 or 1\n"
                       "  value   the loss, in nats\n"
                       "  grad    d(value)/dz; detached factors are constants\n"
                       "  hess    d(grad)/dz\n\n"
                       "Unless the entry of a file below says otherwise, every number is computed by the formula\n"
                       "in at least 256 bits, rounded once to double, and written with up to 17 digits, as many\n"
                       "as are needed to read back that double. log is natural.\n\n"
                       "To check your own numbers, computed at these logits or at others:\n\n"
                       "  aslab check --loss LOSS yours.csv\n");
    for (size_t i = 0; i < c->n; i++) describe(c, i, &t);
    return asl_strbuf_take(&t, err);
}

static int open_in(const asl_options *o, const char *name, asl_output **out, asl_error *err)
{
    char *path = asl_folder_path(asl_options_text(o, "output"), name, "", err);
    int code = path == NULL ? ASL_FAILED : asl_output_open(out, path, err);
    free(path);
    return code;
}

static int write_rows(const asl_options *o, collection *c, size_t i, asl_error *err)
{
    int code = open_in(o, c->names[i], &c->outputs[i], err);
    asl_csv_writer csv = {.out = c->outputs[i]};
    if (code == ASL_OK) code = asl_golden_rows(&c->losses[i], asl_csv_sink(&csv), err);
    asl_csv_writer_free(&csv);
    return code;
}

static int write_readme(const asl_options *o, collection *c, asl_error *err)
{
    char *text = readme(o, c, err);
    int code = text == NULL ? ASL_FAILED : open_in(o, "README.txt", &c->outputs[c->n], err);
    if (code == ASL_OK) asl_output_write(c->outputs[c->n], text, strlen(text));
    free(text);
    return code;
}

static int run(const asl_options *o, asl_error *err)
{
    collection c = {0};
    const char *dir = asl_options_text(o, "output");
    int code = choose(o, &c, err);
    if (code == ASL_OK) code = name_files(&c, err);
    if (code == ASL_OK) code = asl_folder_make(dir, err);
    for (size_t i = 0; i < c.n && code == ASL_OK; i++) code = write_rows(o, &c, i, err);
    if (code == ASL_OK) code = write_readme(o, &c, err);
    if (code == ASL_OK) code = asl_output_keep_all(c.outputs, c.n + 1, err);
    if (code == ASL_OK && !asl_options_quiet(o))
        fprintf(stderr, "aslab: wrote %zu file%s of test vectors and README.txt to %s\n", c.n, c.n == 1 ? "" : "s",
                dir);
    for (size_t i = 0; c.outputs != NULL && i <= c.n; i++) asl_output_abandon(c.outputs[i]);
    for (size_t i = 0; c.names != NULL && i < c.n; i++) free(c.names[i]);
    free(c.outputs);
    free(c.names);
    free(c.losses);
    return code;
}

const asl_command asl_command_golden = {
    .name = "golden",
    .summary = "write test vectors for your own implementation of a loss",
    .options = options,
    .description = "Writes one file per loss into DIR, NAME.csv (NAME-PARAM-VALUE.csv if a\n"
                   "parameter is not at its default), and README.txt with the formula and the\n"
                   "parameters of each file. The numbers are correct to the last bit. A loss that\n"
                   "stands for public code (see 'aslab dialects') has the numbers of that code, in\n"
                   "its own precision.\n",
    .details = "columns:\n"
               "  logit, label  about 190 logits, each with both labels: densely up to 40 in\n"
               "                size, tiny, huge, at and near kinks such as the margin, and at\n"
               "                the peak of the gradient\n"
               "  value         the loss in nats, computed by its formula (see 'aslab losses')\n"
               "                in at least 256 bits and rounded once\n"
               "  grad          d(value)/d(logit); detached factors are constants\n"
               "  hess          d(grad)/d(logit)\n\n"
               "examples:\n"
               "  aslab golden\n"
               "  aslab golden --loss asl --loss asl:gamma_neg=2,margin=0.2 -o vectors\n"
               "  aslab check --loss asl vectors/asl.csv\n",
    .run = run,
};
