#include "commands/credential/credential_keygen.h"

#include <stdio.h>

#include "cli/credential.h"
#include "cli/session.h"

int command_credential_keygen(const struct invocation *invocation)
{
    CLEANUP(free_pointer) char *fingerprint = NULL;
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!credential_make_key(&invocation->config, db, &fingerprint, &err))
        return session_fail_with(&err);
    printf("%s\n", fingerprint);
    session_say(invocation,
                "copy %s/workers-%.16s.key to every other worker host; tell requesters the line "
                "above, for workers_key = in their brigade.conf",
                config_text(&invocation->config, SETTING_CREDENTIALS), fingerprint);
    return EX_OK;
}
