#include "import/source.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "engine/room.h"
#include "import/git_work.h"
#include "lib/git/git_snapshot.h"
#include "lib/os/file.h"

struct opened {
    struct source source; /* its texts are borrowed from the rows */
    struct db_rows *rows; /* of brigade.source_of */
    char *about;
};

static void opened_free(struct opened **opened)
{
    if (*opened == NULL)
        return;
    free((*opened)->about);
    db_rows_free(&(*opened)->rows);
    free(*opened);
    *opened = NULL;
}

bool source_open(struct workplace *workplace, struct error *err)
{
    CLEANUP(opened_free) struct opened *opened = xcalloc(1, sizeof(*opened));
    const char *workspace = NULL;
    const char *slug = NULL;

    if (!db_query(workplace->db,
                  DB_CALL("select * from brigade.source_of(run => $1)", db_int(workplace->run_id)),
                  &opened->rows, err))
        return false;
    if (db_rows_count(opened->rows) == 0)
        return error_set(err, ERROR_RETRY, "run %lld was deleted", (long long)workplace->run_id);
    workspace = db_rows_text(opened->rows, 0, "workspace");
    slug = db_rows_text(opened->rows, 0, "slug");
    opened->source = (struct source){
        .base = {.api_url = workplace->settings->api_url,
                 .web_url = workplace->settings->web_url,
                 .workspace = workspace,
                 .slug = slug},
        .wiki_source = db_rows_text(opened->rows, 0, "wiki_source"),
        .issues_archive = db_rows_text(opened->rows, 0, "issues_export"),
        .brings_git = db_rows_boolean(opened->rows, 0, "brings_git"),
        .brings_wiki = db_rows_boolean(opened->rows, 0, "brings_wiki"),
        .brings_pull_requests = db_rows_boolean(opened->rows, 0, "brings_pull_requests"),
        .brings_comments = db_rows_boolean(opened->rows, 0, "brings_comments"),
    };
    opened->about = xasprintf("%s%s%s", workspace, *slug != '\0' ? "/" : "", slug);
    workplace->about = opened->about;
    workplace->workspace = workspace;
    workplace->storage_key = db_rows_text(opened->rows, 0, "storage_key");
    workplace->adopts_storage = db_rows_boolean(opened->rows, 0, "adopts_storage");
    workplace->subject = opened;
    opened = NULL;
    return true;
}

void source_close(struct workplace *workplace)
{
    CLEANUP(opened_free) struct opened *opened = workplace->subject;

    workplace->subject = NULL;
}

const struct source *source_of(const struct task *task)
{
    const struct opened *opened = task->workplace->subject;

    return &opened->source;
}

/* Scopes of API tokens are called read:pullrequest:bitbucket, those of all others pullrequest or
 * pullrequest:write. Whatever has that word lets read. */
bool source_check_scopes(const struct task *task, struct error *err)
{
    const char *granted = task->answers[0]->scopes;
    const char *name = task->workplace->identity->name;
    bool is_api_token = false;

    if (!source_of(task)->brings_pull_requests || granted == NULL || *granted == '\0' ||
        name == NULL || strstr(granted, "pullrequest") != NULL)
        return true;
    is_api_token = strstr(granted, ":bitbucket") != NULL;
    error_set_about(err, CAUSE_NO_SCOPE, name,
                    "credential %s lacks the scope %s, without which no pull request of %s can be "
                    "read; it has %.300s",
                    name, is_api_token ? "read:pullrequest:bitbucket" : "pullrequest",
                    task->workplace->about, granted);
    err->http_status = 403;
    return false;
}

/* Storage and credentials hold the code and the secrets of others: no source stands there. */
static struct trusted_path named_path(const struct settings *settings, const char *what,
                                      const char *path)
{
    return (struct trusted_path){.path = path,
                                 .what = what,
                                 .sources = settings->sources,
                                 .barred = {settings->storage, settings->credentials}};
}

struct trusted_path source_archive(const struct task *task)
{
    return named_path(task->workplace->settings, "issues_export", source_of(task)->issues_archive);
}

static bool open_wiki(const struct task *task, int *fd, struct error *err)
{
    struct trusted_path path =
        named_path(task->workplace->settings, "wiki_source", source_of(task)->wiki_source);
    struct stat status;

    if (!trusted_path_open(&path, fd, err)) {
        err->class = ERROR_ITEM; /* another worker cannot read it either */
        return false;
    }
    if (fstat(*fd, &status) == 0 && S_ISDIR(status.st_mode))
        return true;
    return error_set(err, ERROR_ITEM,
                     "wiki_source %s is a file: a bundle is not taken, so unpack it with \"git "
                     "clone --mirror\" and name that folder",
                     path.path);
}

bool source_copy_wiki(struct task *task, const char *staging, char **copy, struct error *err)
{
    struct git_watch watch = watch_git(task->workplace);
    CLEANUP(free_pointer)
    char *name = xasprintf("wiki_source %s", source_of(task)->wiki_source);
    CLEANUP(trusted_path_close) int fd = -1;

    if (!open_wiki(task, &fd, err) || !room_on_disk(task->workplace->settings, 0, err))
        return false;
    *copy = xasprintf("%s-from", staging);
    return file_remove_tree(*copy, err) && git_snapshot_make(fd, name, *copy, &watch, err);
}

void source_remove_wiki(char **copy)
{
    struct error ignored;

    if (*copy != NULL && !file_remove_tree(*copy, &ignored))
        return; /* the next sweep takes it */
    free_pointer(copy);
}
