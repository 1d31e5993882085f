#include "commands/completion.h"

#include <stdio.h>
#include <string.h>

#include "cli/completion.h"
#include "cli/session.h"

int command_completion(const struct invocation *invocation)
{
    const char *shell = commands_argument(invocation, 0);
    CLEANUP(buffer_release) struct buffer script = {0};

    if (strcmp(shell, "bash") != 0)
        return session_fail(EX_USAGE, "completion is there for bash, not for \"%s\"", shell);
    completion_print_bash(&script);
    fputs(buffer_text(&script), stdout);
    return EX_OK;
}
