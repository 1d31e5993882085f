#include "commands/look/clone.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "cli/session.h"
#include "engine/home.h"
#include "lib/git/git_copy.h"
#include "lib/os/file.h"
#include "lib/os/sink.h"

/* Branches and tags alone, so that `git push --mirror` takes to any server. */
static const char refspecs[] = "+refs/heads/*:refs/heads/*\n+refs/tags/*:refs/tags/*\n";

struct clone {
    const struct invocation *invocation;
    struct db *db;
    struct db_rows *found; /* of brigade.repository_of */
    const char *storage;
    char *directory; /* what is made */
    char *made;      /* its name until it is whole */
    int64_t files;   /* large ones, so far */
};

static void remove_made(const struct clone *clone)
{
    struct error ignored = {0};

    if (clone->made != NULL)
        (void)!file_remove_tree(clone->made, &ignored);
}

static void clone_release(struct clone *clone)
{
    remove_made(clone);
    free_pointer(&clone->made);
    free_pointer(&clone->directory);
    db_rows_free(&clone->found);
    db_close(&clone->db);
}

static bool tick(const char *line, void *payload)
{
    (void)payload;
    if (*line != '\0' && isatty(STDERR_FILENO))
        fprintf(stderr, "\r%.70s\033[K", line);
    return !interrupted;
}

static bool tick_silently(void *payload)
{
    return tick("", payload);
}

/* Where git-lfs looks for it: lfs/objects/ab/cd/abcd... */
static bool copy_file(const struct db_rows *rows, void *payload, struct error *err)
{
    struct clone *clone = payload;
    const char *oid = db_rows_text(rows, 0, "oid");
    CLEANUP(free_pointer)
    char *from = xasprintf("%s/%s", clone->storage, db_rows_text(rows, 0, "path"));
    CLEANUP(free_pointer)
    char *folder = xasprintf("%s/lfs/objects/%.2s/%.2s", clone->made, oid, oid + 2);
    CLEANUP(free_pointer) char *path = xasprintf("%s/%s", folder, oid);
    CLEANUP(free_pointer) char *temporary = xasprintf("%s.new", path);
    CLEANUP(sink_abandon) struct sink *sink = NULL;
    struct sink_watch watch = {tick_silently, NULL};
    struct sink_file file;

    if (interrupted)
        return error_set(err, ERROR_RETRY, "cut off");
    if (!file_check_no_links(clone->storage, from, err) ||
        !file_make_directories(folder, 0777, err) || !sink_open(&sink, path, temporary, err) ||
        !sink_add_file(sink, from, &watch, err) || !sink_close(&sink, &file, err))
        return false;
    clone->files++;
    return strcmp(file.sha256, oid) == 0 ||
           error_set(err, ERROR_ITEM, "the large file %s has other bytes than it had when it came",
                     oid);
}

static bool copy(struct clone *clone, struct error *err)
{
    CLEANUP(buffer_release) struct buffer wanted = {0};
    CLEANUP(free_pointer)
    char *from = xasprintf("%s/%s", clone->storage, db_rows_text(clone->found, 0, "path"));
    struct git_watch watch = {.tick = tick};

    buffer_add(&wanted, refspecs);
    if (access(from, R_OK | X_OK) != 0)
        return error_set(err, ERROR_IMPORT,
                         "%s is not there, or this user may not read it: run this on a worker "
                         "host, as the user who runs the workers",
                         from);
    return git_copy_make(&(struct git_copy){from, clone->made, &wanted,
                                            db_rows_text(clone->found, 0, "head")},
                         &watch, err) &&
           (strcmp(db_rows_text(clone->found, 0, "repository"), "code") != 0 ||
            db_read(clone->db,
                    DB_CALL("select oid, path from forge.lfs_objects where project_id = $1",
                            db_text(db_rows_text(clone->found, 0, "project_id"))),
                    copy_file, clone, err));
}

/* No server takes such names, and the storage has them as refs/refused/ at most. */
static bool tell_refused(const struct clone *clone, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(clone->db,
                  DB_CALL("select name from forge.refused_refs where project_id = $1 and kind = $2",
                          db_text(db_rows_text(clone->found, 0, "project_id")),
                          db_text(db_rows_text(clone->found, 0, "repository"))),
                  &rows, err))
        return false;
    if (db_rows_count(rows) > 0)
        printf("%zu branches and tags are not in it, because git takes no such names: "
               "forge.refused_refs has them\n",
               db_rows_count(rows));
    return true;
}

static void tell(const struct clone *clone)
{
    const char *directory = clone->directory;

    printf("%s: %s, with %lld branches and tags and %lld large files. To push it:\n",
           db_rows_text(clone->found, 0, "full_name"), directory,
           (long long)db_rows_integer(clone->found, 0, "refs"), (long long)clone->files);
    printf("  git -C %s push --mirror URL\n", directory);
    if (clone->files > 0)
        printf("  git -C %s lfs push --all URL\n", directory);
}

static int make(struct clone *clone)
{
    const char *asked = commands_argument(clone->invocation, 1);
    struct interrupt signals;
    struct error err = {0};
    bool is_whole = false;

    clone->directory =
        asked != NULL
            ? xstrdup(asked)
            : xasprintf("%s%s.git", db_rows_text(clone->found, 0, "slug"),
                        strcmp(db_rows_text(clone->found, 0, "repository"), "wiki") == 0 ? ".wiki"
                                                                                         : "");
    if (access(clone->directory, F_OK) == 0)
        return session_fail(EX_CANTCREAT, "%s is there already: name another directory",
                            clone->directory);
    clone->made = xasprintf("%s.new-%ld", clone->directory, (long)getpid());
    interrupt_begin(&signals);
    is_whole = copy(clone, &err) && !interrupted;
    if (!is_whole)
        remove_made(clone);
    interrupt_end(&signals);
    if (interrupted)
        return session_fail(EX_TEMPFAIL, "cut off: nothing of %s stays; clone it again",
                            clone->directory);
    if (!is_whole)
        return session_fail_with(&err);
    if (rename(clone->made, clone->directory) != 0)
        return session_fail(EX_CANTCREAT, "%s cannot be made", clone->directory);
    tell(clone);
    return tell_refused(clone, &err) ? EX_OK : session_fail_with(&err);
}

int command_clone(const struct invocation *invocation)
{
    CLEANUP(clone_release)
    struct clone clone = {.invocation = invocation,
                          .storage = config_text(&invocation->config, SETTING_STORAGE)};
    struct error err = {0};
    int exit_code = EX_OK;

    clone.db = session_open_database(invocation, &exit_code);
    if (clone.db == NULL)
        return exit_code;
    if (!db_query(clone.db,
                  DB_CALL("select project_id, full_name, slug, repository, path, head, refs from "
                          "brigade.repository_of(source => $1, kind => $2)",
                          db_text(commands_argument(invocation, 0)),
                          db_text(commands_has_option(invocation, "wiki") ? "wiki" : "code")),
                  &clone.found, &err) ||
        !home_has(clone.db, config_text(&invocation->config, SETTING_PLACE),
                  db_rows_text(clone.found, 0, "project_id"), &err))
        return session_fail_with(&err);
    return make(&clone);
}
