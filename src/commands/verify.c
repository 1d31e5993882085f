#include "commands/verify.h"

#include <stdio.h>

#include "cli/output.h"
#include "cli/session.h"
#include "cli/verify/verify.h"

static void print(const struct verification *verification, bool all, bool is_part)
{
    const size_t *counts = verification->counts;

    verify_print(verification, all);
    if (counts[VERIFY_BROKEN] > 0)
        printf("\nIt does not hold: %zu of %zu findings are broken.\n", counts[VERIFY_BROKEN],
               counts[0] + counts[1] + counts[2]);
    else if (counts[VERIFY_UNKNOWN] > 0)
        printf("\nNothing is broken, and %zu checks could not be made.\n", counts[VERIFY_UNKNOWN]);
    else
        printf("\n%s\n", is_part ? "All that this role sees holds." : "All holds.");
}

static int exit_code_of(const struct verification *verification)
{
    if (verification->counts[VERIFY_BROKEN] > 0)
        return EX_DATAERR;
    return verification->counts[VERIFY_UNKNOWN] > 0 ? EX_UNAVAILABLE : EX_OK;
}

int command_verify(const struct invocation *invocation)
{
    const char *import = commands_argument(invocation, 0);
    CLEANUP(db_close) struct db *db = NULL;
    CLEANUP(free_pointer) char *hidden = NULL;
    CLEANUP(json_free) struct json_object *lines = json_new_array();
    struct verification verification = {
        .config = &invocation->config, .import = import, .lines = lines};
    int exit_code = EX_OK;

    if (!session_check_import(import))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    if (db == NULL || !(import != NULL ? session_find_import(db, import, &exit_code)
                                       : session_read_hidden(db, &hidden, &exit_code)))
        return exit_code;
    verification.db = db;
    verify_all(&verification, commands_has_option(invocation, "offline"));
    if (commands_has_option(invocation, "json"))
        output_json(json_print(lines, NULL));
    else
        print(&verification, commands_has_option(invocation, "all"), hidden != NULL);
    if (hidden != NULL)
        session_fail(EX_OK, "%s", hidden);
    return exit_code_of(&verification);
}
