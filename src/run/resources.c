#include "run/resources.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/suggest.h"
#include "io/output.h"
#include "options/command_table.h"

const char *asl_embedded_name(const void *table, size_t i)
{
    const asl_embedded *files = table;
    return files[i].name;
}

static const char *text_of(const asl_embedded *files, const char *kind, const char *name, asl_error *err)
{
    for (const asl_embedded *f = files; f->name != NULL; f++) {
        if (strcmp(f->name, name) == 0) return f->text;
    }
    char hint[ASL_HINT_CHARS];
    asl_fail(err, ASL_BAD, "unknown %s '%.60s'%s", kind, name, asl_name_hint(hint, name, asl_embedded_name, files));
    return NULL;
}

const char *asl_experiment_text(const char *name, asl_error *err)
{
    return text_of(asl_embedded_experiments, "experiment", name, err);
}

const char *asl_plot_text(const char *name, asl_error *err) { return text_of(asl_embedded_plots, "plot", name, err); }

/* Whether a name is the path of a file with this ending. */
static bool is_path(const char *name, const char *ending)
{
    size_t n = strlen(name), m = strlen(ending);
    return strchr(name, '/') != NULL || (n > m && strcmp(name + n - m, ending) == 0);
}

bool asl_plot_is_path(const char *plot) { return is_path(plot, ".gp"); }

char *asl_experiment_plot(const asl_experiment *e, asl_error *err)
{
    size_t bytes;
    if (asl_plot_is_path(e->plot)) return asl_input_file(e->plot, &bytes, err);
    const char *text = asl_plot_text(e->plot[0] != '\0' ? e->plot : e->command, err);
    return text != NULL ? asl_copy_text(text, err) : NULL;
}

int asl_experiment_load_text(asl_experiment *e, const asl_command *const *commands, const char *where, const char *text,
                             asl_error *err)
{
    size_t noptions;
    const char **known = asl_command_option_names(commands, &noptions, err);
    int code = known == NULL ? ASL_FAILED : ASL_OK;
    if (strncmp(text, "\xef\xbb\xbf", 3) == 0) text += 3; /* a byte order mark */
    if (code == ASL_OK) code = asl_experiment_read(e, where, text, known, noptions, err);
    free(known);
    return code;
}

int asl_experiment_load(asl_experiment *e, const asl_command *const *commands, const char *name, asl_error *err)
{
    size_t bytes;
    asl_error own;
    if (err == NULL) err = &own;
    bool path = is_path(name, ".conf");
    char *file = path ? asl_input_file(name, &bytes, err) : NULL;
    const char *text = path ? file : asl_experiment_text(name, err);
    int code = text == NULL ? err->code : ASL_OK;
    if (code == ASL_OK && path && strlen(file) != bytes)
        code = asl_fail(err, ASL_BAD, "%.200s: a NUL byte: this is not an experiment file", name);
    if (code == ASL_OK) code = asl_experiment_load_text(e, commands, name, text, err);
    free(file);
    return code;
}
