#include "commands/look/inventory.h"

#include "cli/inventory.h"
#include "cli/session.h"

int command_inventory(const struct invocation *invocation)
{
    struct inventory_request request = {
        .workspace = commands_argument(invocation, 0),
        .credential = commands_option(invocation, "credential"),
        .lfs = commands_has_option(invocation, "lfs"),
        .estimate = commands_has_option(invocation, "estimate"),
    };
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!inventory_print(&invocation->config, db, &request, &err))
        return session_fail_with(&err);
    return EX_OK;
}
