#include "export/gitlab/gitlab_diff.h"

#include <stdio.h>
#include <string.h>

#include "lib/base/timestamp.h"
#include "lib/git/git_changes.h"

/* GitLab collapses the changes of a file above this, and shows them on request. */
#define FILE_BYTES_MAX ((size_t)200 * 1024)
/* Beyond so much of all files together they are marked as too large, and GitLab reads them from the
 * repository. */
#define HUNK_BYTES_MAX ((size_t)4 * 1024 * 1024)
/* GitLab keeps no more files of a merge request. */
#define FILES_MAX ((size_t)3000)
#define FILE_LIST_BYTES_MAX ((int64_t)8 * 1024 * 1024)
/* Of a message, which git does not bound, so many bytes: the bundle has the whole. */
#define MESSAGE_BYTES_MAX ((size_t)64 * 1024)
/* The newest commits, up to so many bytes. */
#define COMMIT_BYTES_MAX ((int64_t)2 * 1024 * 1024)

struct writing {
    struct gitlab_work *work;
    size_t commits; /* seen */
    size_t commits_written;
    int64_t begin_bytes; /* of the list that is being written, in the line */
    size_t files_written;
    size_t hunk_bytes;
    struct error *err;
    bool is_failed;
};

/* A time that no calendar has is that of the epoch. */
static void set_time(struct json_object *item, const char *key, int64_t time_s)
{
    char text[TIMESTAMP_BYTES] = "";

    if (!timestamp_from_epoch(time_s, text) && !timestamp_from_epoch(0, text))
        bug("the epoch is no time");
    json_set_text(item, key, text);
}

static void set_signature(struct json_object *item, const char *key,
                          const struct gitdir_signature *signature)
{
    struct json_object *person = json_new_object();

    json_set_text(person, "name", signature->name);
    json_set_text(person, "email", signature->email);
    json_set(item, key, person);
}

static bool take_commit(const struct gitdir_commit *commit, void *payload)
{
    struct writing *writing = payload;
    CLEANUP(json_free) struct json_object *item = NULL;
    CLEANUP(free_pointer) char *message = NULL;

    writing->commits++;
    if (writing->work->line_size_bytes - writing->begin_bytes > COMMIT_BYTES_MAX)
        return true;
    item = json_new_object();
    message =
        xasprintf("%.*s", (int)gitlab_piece(commit->message, MESSAGE_BYTES_MAX), commit->message);
    set_time(item, "authored_date", commit->author.time_s);
    set_time(item, "committed_date", commit->committer.time_s);
    json_set_integer(item, "relative_order", (int64_t)writing->commits_written);
    json_set_text(item, "sha", commit->oid);
    json_set_text(item, "message", message);
    json_set(item, "trailers", json_new_object());
    set_signature(item, "commit_author", &commit->author);
    set_signature(item, "committer", &commit->committer);
    writing->is_failed =
        !gitlab_add_element(writing->work, item, writing->commits_written == 0, writing->err);
    writing->commits_written++;
    return !writing->is_failed;
}

static void set_mode(struct json_object *item, const char *key, unsigned mode)
{
    char text[16] = "";

    snprintf(text, sizeof(text), "%o", mode);
    json_set_text(item, key, text);
}

static bool take_file(const struct gitdir_file *file, void *payload, struct error *err)
{
    struct writing *writing = payload;
    CLEANUP(json_free) struct json_object *item = json_new_object();

    writing->hunk_bytes += strlen(file->hunks);
    json_set_integer(item, "relative_order", (int64_t)writing->files_written);
    json_set_boolean(item, "new_file", file->is_new);
    json_set_boolean(item, "renamed_file", file->is_renamed);
    json_set_boolean(item, "deleted_file", file->is_deleted);
    set_mode(item, "a_mode", file->old_mode);
    set_mode(item, "b_mode", file->new_mode);
    json_set_text(item, "new_path", file->new_path);
    json_set_text(item, "old_path", file->old_path);
    json_set_boolean(item, "too_large", file->is_too_large);
    json_set_boolean(item, "binary", file->is_binary);
    json_set_boolean(item, "encoded_file_path", false);
    json_set_text(item, "utf8_diff", file->hunks);
    return gitlab_add_element(writing->work, item, writing->files_written++ == 0, err);
}

static bool add_commits(struct writing *writing, struct gitdir_changes *changes, struct error *err)
{
    if (!gitlab_add_text(writing->work, "\"merge_request_diff_commits\":[", err))
        return false;
    writing->begin_bytes = writing->work->line_size_bytes;
    return (changes == NULL || gitdir_changes_each_commit(changes, take_commit, writing, err)) &&
           !writing->is_failed && gitlab_add_text(writing->work, "],", err);
}

static bool add_files(struct writing *writing, const struct gitdir_changes *changes,
                      struct error *err)
{
    size_t count = changes != NULL ? gitdir_changes_count(changes) : 0;

    if (!gitlab_add_text(writing->work, "\"merge_request_diff_files\":[", err))
        return false;
    writing->begin_bytes = writing->work->line_size_bytes;
    for (size_t i = 0; i < count && i < FILES_MAX; i++) {
        size_t left = writing->hunk_bytes < HUNK_BYTES_MAX ? FILE_BYTES_MAX : 0;
        struct gitdir_file_taker taker = {left, take_file, writing};
        if (writing->work->line_size_bytes - writing->begin_bytes > FILE_LIST_BYTES_MAX)
            break;
        if (!gitdir_changes_file(changes, i, &taker, err))
            return false;
    }
    return gitlab_add_text(writing->work, "],", err);
}

static bool add_facts(const struct writing *writing, const struct pull_range *range,
                      const char *created_at, bool is_whole, struct error *err)
{
    CLEANUP(json_free) struct json_object *facts = json_new_object();
    CLEANUP(free_pointer)
    char *size = xasprintf("%zu%s", writing->files_written, is_whole ? "" : "+");
    const char *base = *range->base != '\0' ? range->base : NULL;

    json_set_text(facts, "state", writing->commits > 0 ? "collected" : "empty");
    json_set_text(facts, "base_commit_sha", base);
    json_set_text(facts, "start_commit_sha", base);
    json_set_text(facts, "head_commit_sha", *range->head != '\0' ? range->head : NULL);
    json_set_text(facts, "real_size", size);
    json_set_integer(facts, "commits_count", (int64_t)writing->commits);
    json_set_integer(facts, "files_count", (int64_t)writing->files_written);
    json_set_boolean(facts, "sorted", true);
    json_set_text(facts, "diff_type", "regular");
    json_set_text(facts, "created_at", created_at);
    json_set_text(facts, "updated_at", created_at);
    /* Without its first bracket: the lists stand before. */
    return gitlab_add_text(writing->work, json_print(facts, NULL) + 1, err);
}

bool gitlab_add_diff(struct gitlab_work *work, const struct pull_range *range,
                     const char *created_at, struct error *err)
{
    CLEANUP(gitdir_changes_close) struct gitdir_changes *changes = NULL;
    struct writing writing = {.work = work, .err = err};
    struct gitdir_range asked = {range->base, range->head};

    if (*range->base != '\0' && !gitdir_changes_open(&changes, work->shared.gitdir, &asked))
        return error_set(err, ERROR_ITEM, "the changes from %s to %s cannot be read", range->base,
                         range->head);
    return gitlab_add_text(work, "\"merge_request_diff\":{", err) &&
           add_commits(&writing, changes, err) && add_files(&writing, changes, err) &&
           add_facts(&writing, range, created_at,
                     changes == NULL || writing.files_written == gitdir_changes_count(changes),
                     err);
}
