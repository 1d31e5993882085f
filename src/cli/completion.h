/* completion.h: what may stand at the cursor of a command line, for the shells that ask, from the
 * tables of verbs and settings and from the database. */
#ifndef BRIGADE_CLI_COMPLETION_H
#define BRIGADE_CLI_COMPLETION_H

#include "cli/invocation.h"

/* The script that a shell reads; NULL: there is none for it. */
const char *completion_script(const char *shell);

/* The words of a command line behind the program's name; the last one is that at the cursor, as far
 * as it was typed. */
struct completion_request {
    char *const *words;
    size_t count;
};

/* Prints what may stand there: one word a line, then a tab and what it means. ":files" alone stands
 * for names of files. What the database would say is left out where it cannot be asked. */
void completion_print_words(const struct completion_request *request);

#endif
