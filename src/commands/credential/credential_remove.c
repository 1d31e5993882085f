#include "commands/credential/credential_remove.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/credential.h"
#include "cli/session.h"

/* Tokens that a renewal left here belong to what was there before. */
static void forget_renewed(const struct config *config, const char *name)
{
    CLEANUP(free_pointer)
    char *path = xasprintf("%s/.renewed-%s", config_text(config, SETTING_CREDENTIALS), name);

    unlink(path);
}

int command_credential_remove(const struct invocation *invocation)
{
    const char *name = commands_argument(invocation, 0);
    CLEANUP(free_pointer) char *path = credential_path(&invocation->config, name);
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!credential_check_any_name(name))
        return EX_USAGE;
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!db_query(db, DB_CALL("select brigade.remove_credential(name => $1)", db_text(name)), NULL,
                  &err))
        return session_fail_with(&err);
    forget_renewed(&invocation->config, name);
    if (unlink(path) != 0 && errno != ENOENT)
        return session_fail(EX_CONFIG, "the secret file %s cannot be removed: %s", path,
                            strerror(errno));
    session_say(invocation, "remove %s on the other worker hosts, too", path);
    return EX_OK;
}
