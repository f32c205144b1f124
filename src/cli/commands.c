#include "cli/commands.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/names.h"

#define DECLARE(name) extern const asl_command asl_command_##name;
#define ROW(name)     &asl_command_##name,

ASL_COMMANDS(DECLARE)

static const asl_command *const commands[] = {ASL_COMMANDS(ROW)};

size_t asl_command_count(void) { return sizeof commands / sizeof commands[0]; }

const asl_command *asl_command_at(size_t i) { return commands[i]; }

static const char *command_name(const void *table, size_t i)
{
    (void)table;
    return i < asl_command_count() ? commands[i]->name : NULL;
}

const asl_command *asl_command_find(const char *name, asl_error *err)
{
    for (size_t i = 0; i < asl_command_count(); i++) {
        if (strcmp(commands[i]->name, name) == 0) return commands[i];
    }
    char hint[ASL_HINT_CHARS];
    asl_fail(err, ASL_BAD, "unknown command '%.60s'%s; 'aslab --help' lists them", name,
             asl_name_hint(hint, name, command_name, NULL));
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

const char **asl_command_option_names(size_t *n, asl_error *err)
{
    const char **names = NULL;
    size_t capacity = 0;
    *n = 0;
    int code = ASL_OK;
    for (size_t c = 0; c < asl_command_count() && code == ASL_OK; c++) {
        if (!asl_command_makes_rows(commands[c])) continue;
        const asl_option *r;
        for (size_t i = 0; code == ASL_OK && (r = asl_options_row_at(commands[c], i)) != NULL; i++) {
            if (!r->once) code = add_name(&names, n, &capacity, r->name, err);
        }
    }
    if (code == ASL_OK) return names;
    free(names);
    return NULL;
}
