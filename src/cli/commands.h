/* The commands. To add one, write src/cli/cmd_NAME.c with `const asl_command asl_command_NAME` and add one line here. */
#ifndef ASL_CLI_COMMANDS_H
#define ASL_CLI_COMMANDS_H

#include "options/option_table.h"

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

/* All of them, in the order of --help, ending with NULL. */
extern const asl_command *const asl_commands[];

#endif
