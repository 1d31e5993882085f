#include "commands/completion.h"

#include <stdio.h>
#include <string.h>

#include "cli/completion.h"
#include "cli/session.h"

int command_completion(const struct invocation *invocation)
{
    const char *shell = commands_argument(invocation, 0);
    const char *script = completion_script(shell);

    if (strcmp(shell, "words") == 0)
        completion_print_words(&(struct completion_request){
            .words = invocation->arguments + 1, .count = invocation->argument_count - 1});
    else if (script == NULL || invocation->argument_count > 1)
        return session_fail(EX_USAGE, "completion is there for bash, zsh and fish: write "
                                      "\"brigade completion bash\"");
    else
        fputs(script, stdout);
    return EX_OK;
}
