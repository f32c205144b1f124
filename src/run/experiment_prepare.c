#include "run/experiment_prepare.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "options/command_table.h"
#include "run/resources.h"

/* Whether `over` replaces what the picture shows: losses, choices, axes, data or flags. Numbers, titles, seeds and what the
 * experiment needs do not count. */
static bool shows_another(const asl_command *c, const asl_options *over, const char *needs)
{
    for (size_t i = 0; over != NULL && i < over->n; i++) {
        const asl_option *r = asl_options_row(c, over->settings[i].name);
        bool own = asl_options_row(over->command, over->settings[i].name) != NULL;
        if (own || r == NULL || r->keeps_claims || strcmp(r->name, "title") == 0) continue;
        bool needed = strncmp(needs, "--", 2) == 0 && strncmp(needs + 2, r->name, strcspn(needs + 2, " ")) == 0;
        if (!needed && r->kind != ASL_OPTION_REAL && r->kind != ASL_OPTION_COUNT) return true;
    }
    return false;
}

bool asl_experiment_run_judged(const asl_experiment_run *f, const asl_options *over)
{
    const asl_command *c = f->options.command;
    for (size_t i = 0; over != NULL && i < over->n; i++) {
        const asl_option *r = asl_options_row(c, over->settings[i].name);
        bool own = asl_options_row(over->command, over->settings[i].name) != NULL;
        if (!own && (r == NULL || !r->keeps_claims)) return false;
    }
    return true;
}

/* A picture of something else is drawn with the command's plot, and has a title only if one is given. */
static int adapt_picture(asl_experiment_run *f, const asl_options *over, asl_error *err)
{
    asl_experiment *e = &f->experiment;
    const char *given = over != NULL && asl_options_given(over, "title") ? asl_options_text(over, "title") : NULL;
    bool other = shows_another(f->options.command, over, e->needs);
    if (given != NULL || other) {
        char *title = asl_copy_text(given != NULL ? given : "", err);
        if (title == NULL) return ASL_FAILED;
        free(e->title);
        e->title = title;
    }
    if (!other) return ASL_OK;
    e->plot[0] = '\0';
    for (; e->nlabels > 0; e->nlabels--) free(e->labels[e->nlabels - 1]);
    return ASL_OK;
}

/* Put the options together; f->experiment has been read. */
static int prepare(asl_experiment_run *f, const asl_command *const *commands, const char *name_or_path,
                   const asl_options *over, asl_error *err)
{
    asl_experiment *e = &f->experiment;
    const asl_command *c = asl_command_find(commands, e->command, err);
    if (c == NULL || !asl_command_makes_rows(c)) {
        if (c != NULL) asl_fail(err, ASL_BAD, "aslab %s does not produce rows", c->name);
        return asl_fail_in(err, ASL_BAD, "%.100s: ", name_or_path);
    }
    int code = asl_options_from(&f->options, c, e, over, err);
    if (code != ASL_OK) return over == NULL ? asl_fail_in(err, code, "%.100s: ", name_or_path) : code;
    asl_options_sort(&f->options); /* so that `aslab merge` writes the same command line */
    if (adapt_picture(f, over, err) != ASL_OK) return ASL_FAILED;
    asl_strbuf t = {0};
    asl_options_write(&f->options, &t);
    f->command = asl_strbuf_take(&t, err);
    return f->command == NULL ? ASL_FAILED : ASL_OK;
}

int asl_experiment_run_prepare(asl_experiment_run *f, const asl_command *const *commands, const char *name_or_path,
                               const asl_options *over, asl_error *err)
{
    int code = asl_experiment_load(&f->experiment, commands, name_or_path, err);
    return code == ASL_OK ? prepare(f, commands, name_or_path, over, err) : code;
}

int asl_experiment_run_prepare_text(asl_experiment_run *f, const asl_command *const *commands, const char *where,
                                    const char *text, asl_error *err)
{
    int code = asl_experiment_load_text(&f->experiment, commands, where, text, err);
    return code == ASL_OK ? prepare(f, commands, where, NULL, err) : code;
}
