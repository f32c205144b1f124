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
    {.name = "loss",
     .kind = ASL_OPTION_LOSS,
     .metavar = "LOSS",
     .repeated = true,
     .help = "a loss, as in asl:gamma_neg=4,margin=0.05 (default: every loss of one logit, at its defaults)"},
    {.name = "output",
     .kind = ASL_OPTION_TEXT,
     .metavar = "DIR",
     .def = "golden",
     .not_saved = true,
     .help = "folder to write into"},
    {.name = NULL},
};

/* What is to be written, in memory and then on the disk, before any of it appears. */
typedef struct collection {
    asl_loss *losses; /* [n] */
    size_t n;
    char **names;         /* [n] of the files, without folder */
    asl_output **outputs; /* [n + 1], the last one README.txt's */
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

/* asl.csv, and asl-gamma_neg-2.csv where a parameter is not at its default. */
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
        asl_strbuf_add(out, "  numbers   as that code computes them, in its own precision, not by a 256-bit program\n");
    asl_strbuf_format(out, "  source    %s\n", f->source);
}

static char *readme(const asl_options *o, const collection *c, asl_error *err)
{
    asl_strbuf t = {0};
    asl_strbuf_add(&t, "Test vectors of losses of one logit, made by aslab " ASLAB_VERSION ":\n\n  ");
    asl_options_write(o, &t);
    asl_strbuf_add(
        &t, "\n\nA row is one label:\n"
            "  logit   z; p = sigmoid(z), q = 1 - p\n"
            "  label   0 or 1\n"
            "  value   the loss, in nats\n"
            "  grad    d(value)/dz; what is detached is a constant in it\n"
            "  hess    d(grad)/dz\n\n"
            "Every number is the formula's, computed in 256 bits and more, rounded once to double, and written\n"
            "with as many digits (up to 17) as it takes to read back that double, unless the file's entry below says\n"
            "otherwise. log is natural.\n\n"
            "To judge numbers of yours, computed at these logits or at any others:\n\n"
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
        fprintf(stderr, "aslab: %zu %s, and what they mean in README.txt, are in %s\n", c.n,
                c.n == 1 ? "file of test vectors" : "files of test vectors", dir);
    for (size_t i = 0; c.outputs != NULL && i <= c.n; i++) asl_output_abandon(c.outputs[i]);
    for (size_t i = 0; c.names != NULL && i < c.n; i++) free(c.names[i]);
    free(c.outputs);
    free(c.names);
    free(c.losses);
    return code;
}

const asl_command asl_command_golden = {
    .name = "golden",
    .summary = "test vectors for your own implementation: loss and derivatives, right to the last bit",
    .options = options,
    .details =
        "Writes a file a loss into DIR, NAME.csv (NAME-PARAM-VALUE.csv where a parameter is not at its default), and\n"
        "README.txt, which gives each file's formula and parameters. Columns:\n"
        "  logit, label   some 190 logits, each with both labels: dense up to +-40, tiny, huge, on and beside the\n"
        "                 margin's logit and other kinks, where the gradient peaks\n"
        "  value          the loss in nats, by its formula (aslab losses) in 256 bits and more, rounded once\n"
        "  grad, hess     d(value)/d(logit) and d(grad)/d(logit), likewise; what is detached is a constant in grad\n"
        "A dialect, which stands for somebody's code in its own precision, gives that code's numbers.\n\n"
        "examples:\n"
        "  aslab golden\n"
        "  aslab golden --loss asl --loss asl:gamma_neg=2,margin=0.2 -o vectors\n"
        "  aslab check --loss asl vectors/asl.csv\n",
    .run = run,
};
