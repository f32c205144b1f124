#include "cli/commands.h"

#define DECLARE(name) extern const asl_command asl_command_##name;
#define ROW(name)     &asl_command_##name,

ASL_COMMANDS(DECLARE)

const asl_command *const asl_commands[] = {ASL_COMMANDS(ROW) NULL};
