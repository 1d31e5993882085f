#include <stdio.h>

#include "commands/session.h"
#include "commands/verbs.h"
#include "lib/file.h"

/* The script has about 100 kB. */
#define SCRIPT_BYTES ((size_t)16 * 1024 * 1024)

int command_install(const struct invocation *invocation)
{
    const char *path = config_text(&invocation->config, SETTING_SQL);
    CLEANUP(buffer_release) struct buffer script = {0};
    CLEANUP(db_close) struct db *db = NULL;
    struct error err = {0};
    int exit_code = EX_OK;

    if (!file_read(path, SCRIPT_BYTES, &script, &err))
        return session_fail(EX_CONFIG, "%s; the setting sql says where it is (from: %s)",
                            err.message, invocation->config.origins[SETTING_SQL]);
    if (commands_has_option(invocation, "print")) {
        fputs(buffer_text(&script), stdout);
        return EX_OK;
    }
    db = session_open_database(invocation, &exit_code);
    if (db == NULL)
        return exit_code;
    if (!db_script(db, buffer_text(&script), &err))
        return session_fail_with(&err);
    session_say(invocation, "the schemas brigade and forge are up to date");
    return EX_OK;
}
