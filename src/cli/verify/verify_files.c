#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/verify/verify.h"
#include "engine/home.h"
#include "lib/os/file.h"
#include "lib/git/git_check.h"
#include "lib/os/store.h"

bool verify_can_read_storage(struct verification *verification)
{
    const struct verify_check check = {verification, "storage", "files", 0};
    const char *storage = config_text(verification->config, SETTING_STORAGE);

    if (access(storage, R_OK | X_OK) == 0 || errno != EACCES) {
        struct error err = {0};
        if (home_look(verification->db, storage, config_text(verification->config, SETTING_PLACE),
                      &err))
            return true;
        verify_tell(&check, VERIFY_UNKNOWN, "%s", err.message);
        return false;
    }
    verify_tell(&check, VERIFY_UNKNOWN,
                "this user may not look into %s: run \"brigade verify\" as the user who runs the "
                "workers",
                storage);
    return false;
}

/* Refs as they are recorded, compared with those of the repository. */
struct comparison {
    struct verify_check *check;
    const struct git_names *found;
    size_t there; /* recorded ones that the repository has */
};

static bool take_ref(const struct db_rows *rows, void *payload, struct error *err)
{
    struct comparison *comparison = payload;
    const char *name = db_rows_text(rows, 0, "kept_as");
    const char *oid = db_rows_text(rows, 0, "oid");
    const struct git_named *ref = git_names_find(comparison->found, name);

    (void)err;
    comparison->there += ref != NULL;
    if (ref == NULL)
        verify_problem(comparison->check, "%s is recorded, and not in the repository", name);
    else if (strcmp(ref->oid, oid) != 0)
        verify_problem(comparison->check, "%s is recorded at %s, and stands at %s", name, oid,
                       ref->oid);
    return true;
}

/* The heads of merge requests. The object of a merge stands in no row. */
static bool take_head(const struct db_rows *rows, void *payload, struct error *err)
{
    struct comparison *comparison = payload;
    const char *oid = db_rows_text(rows, 0, "oid");
    CLEANUP(free_pointer)
    char *head = xasprintf(GIT_MERGE_REQUESTS "%s/head", db_rows_text(rows, 0, "iid"));
    CLEANUP(free_pointer)
    char *merge = xasprintf(GIT_MERGE_REQUESTS "%s/merge", db_rows_text(rows, 0, "iid"));
    const struct git_named *ref = git_names_find(comparison->found, head);

    (void)err;
    comparison->there += (ref != NULL) + (git_names_find(comparison->found, merge) != NULL);
    if (oid != NULL && (ref == NULL || strcmp(ref->oid, oid) != 0))
        verify_problem(comparison->check, "%s is recorded at %s, and %s%s", head, oid,
                       ref != NULL ? "stands at " : "is not in the repository",
                       ref != NULL ? ref->oid : "");
    return true;
}

/* Each ref that is recorded stands at its object, and there is no other. False when that cannot be
 * known. */
static bool compare_refs(struct verify_check *check, const char *project_id,
                         const struct git_names *found)
{
    struct comparison comparison = {check, found, 0};
    const struct db_call *call =
        DB_CALL("select kept_as, oid from brigade.kept_refs where project_id = $1 and kind = $2",
                db_text(project_id), db_text(check->name));

    const struct db_call *heads =
        DB_CALL("select iid, oid from brigade.kept_heads(project => $1)", db_text(project_id));

    if (!verify_read(check, call, take_ref, &comparison) ||
        (strcmp(check->name, "code") == 0 && !verify_read(check, heads, take_head, &comparison)))
        return false;
    if (comparison.there < found->count)
        verify_problem(check, "%zu refs of the repository are not recorded",
                       found->count - comparison.there);
    return true;
}

/* A row's path is looked at only where a file of ours of that kind can be. */
static bool is_ours(struct verify_check *check, const char *path, void *payload)
{
    static const char *const folders[] = {"repositories", "attachments", "lfs", "exports"};
    const char *id = verify_text(payload, "project_id");

    for (size_t i = 0; i < ARRAY_LENGTH(folders); i++) {
        CLEANUP(free_pointer) char *start = xasprintf("%s/%s/", folders[i], id);
        if (strncmp(path, start, strlen(start)) == 0 && strstr(path, "/../") == NULL &&
            strstr(path, "//") == NULL)
            return true;
    }
    verify_problem(
        check, "the path %s is none of this project below storage, and was not looked at", path);
    return false;
}

static void check_repository(struct verification *verification, struct verify_project *project,
                             const char *kind, const char *path)
{
    CLEANUP(free_pointer)
    char *directory = xasprintf("%s/%s", config_text(verification->config, SETTING_STORAGE), path);
    CLEANUP(git_names_release) struct git_names found = {0};
    struct verify_check check = {verification, verify_text(project, "full_name"), kind, 0};
    struct error err = {0};

    if (is_ours(&check, path, project) && !file_exists(directory))
        verify_problem(&check, "%s is not there: import again, or look at storage", directory);
    else if (check.problems == 0 && !git_check_refs(directory, &found, &err))
        verify_problem(&check, "%s cannot be read: %s", directory, err.message);
    else if (check.problems == 0 &&
             !compare_refs(&check, verify_text(project, "project_id"), &found))
        return;
    if (check.problems == 0 && !git_check_objects(directory, &err))
        verify_problem(&check, "%s is not whole: %s", directory, err.message);
    verify_end(&check, "%zu refs, each at its object, and every object that they need is there",
               found.count);
}

static void check_repositories(struct verification *verification, struct verify_project *project)
{
    const struct db_call *call = DB_CALL("select kind, path from forge.repositories where "
                                         "project_id = $1 order by kind",
                                         db_text(verify_text(project, "project_id")));
    const struct verify_check check = {verification, verify_text(project, "full_name"),
                                       "repositories", 0};
    CLEANUP(db_rows_free) struct db_rows *rows = verify_query(&check, call);

    for (size_t i = 0; rows != NULL && i < db_rows_count(rows); i++)
        check_repository(verification, project, db_rows_text(rows, i, "kind"),
                         db_rows_text(rows, i, "path"));
}

/* A file as it is recorded. */
struct record {
    char *path, *sha256, *size_bytes;
};

static void record_release(struct record *record)
{
    free_pointer(&record->path);
    free_pointer(&record->sha256);
    free_pointer(&record->size_bytes);
}

static bool read_cell(FILE *list, char **cell)
{
    size_t size = 0;

    return getdelim(cell, &size, '\0', list) > 0;
}

static bool write_record(const struct db_rows *rows, void *list, struct error *err)
{
    for (size_t column = 0; column < db_rows_columns(rows); column++)
        if (fprintf(list, "%s%c", db_rows_cell(rows, 0, column), '\0') < 0)
            return error_set(err, ERROR_RETRY, "cannot write a temporary file: %s",
                             strerror(errno));
    return true;
}

static void check_file(struct verify_check *check, const struct verify_listed *listed,
                       const struct record *record)
{
    CLEANUP(free_pointer) char *full = xasprintf("%s/%s", listed->root, record->path);
    int64_t size_bytes = 0;
    char sha256[SHA256_TEXT] = "";
    struct error err = {0};

    if (!listed->is_ours(check, record->path, listed->payload))
        return;
    if (!store_hash_file(full, sha256, &size_bytes, &err))
        verify_problem(check, "%s: %s", record->path, err.message);
    else if (size_bytes != strtoll(record->size_bytes, NULL, 10))
        verify_problem(check, "%s has %lld bytes, and %s are recorded", record->path,
                       (long long)size_bytes, record->size_bytes);
    else if (strcmp(sha256, record->sha256) != 0)
        verify_problem(check, "%s holds other bytes: its SHA-256 is %s", record->path, sha256);
}

static size_t check_records(struct verify_check *check, const struct verify_listed *listed,
                            FILE *list)
{
    size_t count = 0;

    rewind(list);
    for (;; count++) {
        CLEANUP(record_release) struct record record = {0};
        if (!read_cell(list, &record.path) || !read_cell(list, &record.sha256) ||
            !read_cell(list, &record.size_bytes))
            return count;
        check_file(check, listed, &record);
    }
}

/* Hashing takes long, and no transaction may stay open for it: the list waits in a temporary file,
 * because it may be too long for the memory. */
bool verify_listed_files(struct verify_check *check, const struct db_call *call,
                         const struct verify_listed *listed, size_t *count)
{
    FILE *list = tmpfile();
    bool is_known = false;

    if (list == NULL) {
        verify_tell(check, VERIFY_UNKNOWN, "cannot make a temporary file: %s", strerror(errno));
        return false;
    }
    is_known = verify_read(check, call, write_record, list);
    if (is_known)
        *count = check_records(check, listed, list);
    fclose(list);
    return is_known;
}

static void check_files(struct verification *verification, struct verify_project *project)
{
    struct verify_check check = {verification, verify_text(project, "full_name"), "files", 0};
    const struct verify_listed listed = {config_text(verification->config, SETTING_STORAGE),
                                         is_ours, project};
    const struct db_call *call =
        DB_CALL("select path, sha256, size_bytes from brigade.files(project => $1)",
                db_text(verify_text(project, "project_id")));
    size_t count = 0;

    if (verify_listed_files(&check, call, &listed, &count))
        verify_end(&check, "%zu attachments and LFS objects, each with its bytes", count);
}

void verify_files(struct verification *verification, struct verify_project *project)
{
    const struct verify_check check = {verification, verify_text(project, "full_name"), "files", 0};
    struct error err = {0};

    if (!home_has(verification->db, config_text(verification->config, SETTING_PLACE),
                  verify_text(project, "project_id"), &err)) {
        verify_tell(&check, VERIFY_UNKNOWN, "%s", err.message);
        return;
    }
    check_repositories(verification, project);
    check_files(verification, project);
}

/* Paths below storage on their way to the question whether a row knows of them. */
struct leftovers {
    struct verify_check check;
    const char *storage;
    struct json_object *paths;
    bool is_known; /* the database answered each time */
};

/* Of one question: some MB of memory. */
#define PATHS_ASKED 10000

static void ask(struct leftovers *leftovers)
{
    CLEANUP(db_rows_free)
    struct db_rows *rows = verify_query(
        &leftovers->check, DB_CALL("select path, reason from brigade.leftovers(paths => $1)",
                                   db_text(json_print(leftovers->paths, NULL))));

    leftovers->is_known = leftovers->is_known && rows != NULL;
    for (size_t i = 0; rows != NULL && i < db_rows_count(rows); i++)
        verify_problem(&leftovers->check, "%s/%s: %s", leftovers->storage,
                       db_rows_text(rows, i, "path"), db_rows_text(rows, i, "reason"));
    json_free(&leftovers->paths);
    leftovers->paths = json_new_array();
}

/* Looks at the entries of a folder below storage, `levels` down. No folder is no entry. */
static void look_into(struct leftovers *leftovers, const char *folder, int levels)
{
    CLEANUP(free_pointer) char *full = xasprintf("%s/%s", leftovers->storage, folder);
    DIR *directory = opendir(full);

    for (struct dirent *entry = NULL; directory != NULL && (entry = readdir(directory)) != NULL;) {
        CLEANUP(free_pointer) char *path = xasprintf("%s/%s", folder, entry->d_name);
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (levels > 1)
            look_into(leftovers, path, levels - 1);
        else
            json_append(leftovers->paths, json_new_text(path));
        if (json_length(leftovers->paths) >= PATHS_ASKED)
            ask(leftovers);
    }
    if (directory != NULL)
        closedir(directory);
}

void verify_leftovers(struct verification *verification)
{
    struct leftovers leftovers = {
        .check = {verification, "storage", "leftovers", 0},
        .storage = config_text(verification->config, SETTING_STORAGE),
        .paths = json_new_array(),
        .is_known = true,
    };

    look_into(&leftovers, "staging", 1);
    look_into(&leftovers, "repositories", 2);
    look_into(&leftovers, "attachments", 2);
    look_into(&leftovers, "lfs", 2);
    ask(&leftovers);
    json_free(&leftovers.paths);
    if (leftovers.is_known)
        verify_end(&leftovers.check, "nothing in %s that no row knows of", leftovers.storage);
}
