/* The commands. To add one: write src/cli/cmd_NAME.c with `const asl_command asl_command_NAME` and add ONE line here.
 */
#ifndef ASL_CLI_COMMANDS_H
#define ASL_CLI_COMMANDS_H

#include "api/aslab.h"
#include "cli/options.h"

#define ASL_VERSION ASLAB_VERSION

#define ASL_COMMANDS(X)                                                                                                \
    X(figures)                                                                                                         \
    X(explain)                                                                                                         \
    X(curve)                                                                                                           \
    X(stats)                                                                                                           \
    X(eval)                                                                                                            \
    X(sweep)                                                                                                           \
    X(train)                                                                                                           \
    X(mislabel)                                                                                                        \
    X(properties)                                                                                                      \
    X(losses)                                                                                                          \
    X(dialects)                                                                                                        \
    X(golden)                                                                                                          \
    X(check)                                                                                                           \
    X(run)                                                                                                             \
    X(missing)                                                                                                         \
    X(merge)

size_t asl_command_count(void);
const asl_command *asl_command_at(size_t i);
const asl_command *asl_command_find(const char *name, asl_error *err); /* NULL with ASL_BAD where there is none */

/* The names of all options of all commands that make rows, each once: what an experiment file may hold. [*n], the array
 * to be freed. NULL on failure. */
const char **asl_command_option_names(size_t *n, asl_error *err);

#endif
