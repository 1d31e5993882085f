#include "commands/run/forget.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/output.h"
#include "cli/session.h"
#include "forge/place.h"
#include "lib/os/file.h"

/* Where a folder of the answer stands on this host; NULL: it is not here. */
static char *find_folder(const struct config *config, const char *setting, const char *path)
{
    const char *storage = config_text(config, SETTING_STORAGE);
    CLEANUP(free_pointer)
    char *root = strcmp(setting, "exports") == 0
                     ? place_exports(config_text(config, SETTING_EXPORTS), storage)
                     : xstrdup(storage);
    char *folder = xasprintf("%s/%s", root, path);

    if (access(folder, F_OK) != 0)
        free_pointer(&folder);
    return folder;
}

static void show_folder(const struct config *config, const char *setting, const char *path)
{
    CLEANUP(free_pointer) char *folder = find_folder(config, setting, path);

    if (folder != NULL)
        printf("the folder %s\n", folder);
}

/* Projects, counts of rows, and the folders that are on this host. */
static void show(const struct config *config, const struct db_rows *rows)
{
    for (size_t row = 0; row < db_rows_count(rows); row++) {
        const char *what = db_rows_text(rows, row, "what");
        const char *path = db_rows_text(rows, row, "path");
        const char *count = db_rows_text(rows, row, "rows");

        if (path != NULL)
            show_folder(config, what, path);
        else if (count != NULL)
            printf("%s %s of %s\n", count, strcmp(count, "1") == 0 ? "row" : "rows", what);
        else
            printf("the project %s\n", what);
    }
}

static bool remove_folders(const struct config *config, const struct db_rows *rows,
                           struct error *err)
{
    for (size_t row = 0; row < db_rows_count(rows); row++) {
        const char *path = db_rows_text(rows, row, "path");

        if (path == NULL)
            continue;
        CLEANUP(free_pointer)
        char *folder = find_folder(config, db_rows_text(rows, row, "what"), path);
        if (folder != NULL && !file_remove_tree(folder, err))
            return error_prefix(err,
                                "the rows are forgotten, but not all files; remove %s: ", folder);
    }
    return true;
}

int command_forget(const struct invocation *invocation)
{
    const char *run = commands_argument(invocation, 0);
    bool really = commands_has_option(invocation, "yes");
    const struct db_call *call =
        DB_CALL("select what, rows, path from brigade.forget(run => $1, data => $2, really => $3)",
                db_text(run), db_text(commands_has_option(invocation, "data") ? "true" : "false"),
                db_text(really ? "true" : "false"));
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    struct error err = {0};
    int exit_code;

    if (!session_check_import(run))
        return EX_USAGE;
    exit_code = session_ask(invocation, call, &rows);
    if (exit_code != EX_OK)
        return exit_code;
    show(&invocation->config, rows);
    if (!really)
        puts("nothing was forgotten yet: --yes forgets all this");
    else if (!remove_folders(&invocation->config, rows, &err))
        return session_fail_with(&err);
    else
        puts("all this is forgotten");
    return EX_OK;
}
