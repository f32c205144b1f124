#include "options/command_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/suggest.h"

static const char *command_name(const void *table, size_t i)
{
    const asl_command *const *commands = table;
    return commands[i] != NULL ? commands[i]->name : NULL;
}

const asl_command *asl_command_find(const asl_command *const *commands, const char *name, asl_error *err)
{
    for (size_t i = 0; commands[i] != NULL; i++) {
        if (strcmp(commands[i]->name, name) == 0) return commands[i];
    }
    char hint[ASL_HINT_CHARS];
    asl_fail(err, ASL_BAD, "unknown command '%.60s'%s; 'aslab --help' lists the commands", name,
             asl_name_hint(hint, name, command_name, commands));
    return NULL;
}

static int add_name(const char ***names, size_t *n, size_t *capacity, const char *name, asl_error *err)
{
    for (size_t i = 0; i < *n; i++) {
        if (strcmp((*names)[i], name) == 0) return ASL_OK;
    }
    void *list = (void *)*names;
    int code = asl_grow(&list, *n, capacity, sizeof **names, err);
    *names = list;
    if (code == ASL_OK) (*names)[(*n)++] = name;
    return code;
}

const char **asl_command_option_names(const asl_command *const *commands, size_t *n, asl_error *err)
{
    const char **names = NULL;
    size_t capacity = 0;
    *n = 0;
    int code = ASL_OK;
    for (size_t c = 0; commands[c] != NULL && code == ASL_OK; c++) {
        if (!asl_command_makes_rows(commands[c])) continue;
        const asl_option *r;
        for (size_t i = 0; code == ASL_OK && (r = asl_options_row_at(commands[c], i)) != NULL; i++) {
            if (!r->not_saved) code = add_name(&names, n, &capacity, r->name, err);
        }
    }
    if (code == ASL_OK) return names;
    free(names);
    return NULL;
}
