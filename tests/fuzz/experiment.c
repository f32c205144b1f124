/* Experiment files: writing and reading an experiment again changes nothing, and neither does saving its options. */
#include <stdlib.h>
#include <string.h>

#include "cli/commands.h"
#include "fuzz.h"
#include "options/command_table.h"
#include "options/options.h"

static const char **names; /* [nnames] names of options */
static size_t nnames;

static char *written(const asl_experiment *e)
{
    asl_strbuf t = {0};
    asl_experiment_write(e, &t);
    return fuzz_take(&t);
}

static void read_back(asl_experiment *e, const char *text)
{
    asl_error err;
    int code = asl_experiment_read(e, "again.conf", text, names, nnames, &err);
    MUST(code == ASL_OK, "what was written can be read: %s\n%s", err.text, text);
}

/* Returns the experiment's options as an experiment, as --save writes it; NULL if the command rejects them. */
static char *saved(const asl_experiment *e)
{
    asl_error err;
    const asl_command *c = asl_command_find(asl_commands, e->command, &err);
    asl_options o;
    asl_experiment kept;
    if (!fuzz_accepted(c != NULL ? ASL_OK : ASL_BAD, &err)) return NULL;
    if (!fuzz_accepted(asl_options_from(&o, c, e, NULL, &err), &err)) return NULL;
    MUST(asl_options_save(&o, &kept, &err) == ASL_OK, "options can be saved: %s", err.text);
    free(kept.title); /* the title is not an option of the command */
    kept.title = NULL;
    char *text = written(&kept);
    asl_experiment_free(&kept);
    asl_options_free(&o);
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    asl_experiment e, again;
    asl_error err;
    if (names == NULL) {
        asl_option_table_build();
        names = asl_command_option_names(asl_commands, &nnames, NULL);
    }
    MUST(names != NULL, "memory");
    char *text = fuzz_text(data, n);
    int code = asl_experiment_read(&e, "dir/input.conf", text, names, nnames, &err);
    free(text);
    if (!fuzz_accepted(code, &err)) return 0;
    char *first = written(&e), *options = saved(&e);
    asl_experiment_free(&e);
    read_back(&again, first);
    char *second = written(&again);
    MUST(strcmp(first, second) == 0, "what was written reads back:\n%s\n%s", first, second);
    asl_experiment_free(&again);
    if (options != NULL) {
        read_back(&again, options);
        char *same = saved(&again);
        MUST(same != NULL && strcmp(same, options) == 0, "saved options read back:\n%s\n%s", options, same);
        asl_experiment_free(&again);
        free(same);
    }
    free(first);
    free(second);
    free(options);
    return 0;
}
