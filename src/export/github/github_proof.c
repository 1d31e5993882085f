#include "export/github/github_proof.h"

#include <stdio.h>
#include <string.h>

#include "export/github/github_check.h"
#include "export/github/github_events.h"
#include "export/github/github_pack.h"
#include "export/github/github_records.h"
#include "export/project.h"
#include "export/shared/repository.h"
#include "lib/archive/tar_read.h"
#include "lib/os/file.h"

#define REPOSITORIES "repositories/"

struct proof {
    struct task *task;
    struct github_seen seen;
    struct json_object *parts; /* member -> SHA-256 of what it was made of */
    struct db_rows *facts;
    size_t files_wanted;
    size_t files_seen;
    char *name; /* of the member that is being read */
    FILE *file; /* of a repository, whose bytes it has; NULL: another member */
    bool has_records;
    struct github_records records;
};

static void close_file(FILE **file)
{
    if (*file != NULL)
        fclose(TAKE(*file));
}

static void proof_release(struct proof *proof)
{
    github_seen_release(&proof->seen);
    json_free(&proof->parts);
    db_rows_free(&proof->facts);
    free_pointer(&proof->name);
    close_file(&proof->file);
    github_records_release(&proof->records);
}

static bool is_repository(const struct proof *proof)
{
    return strncmp(proof->name, REPOSITORIES, strlen(REPOSITORIES)) == 0;
}

/* A folder or file of a repository, which is there as it is in the archive. */
static bool begin_of_repository(struct proof *proof, bool is_folder, struct error *err)
{
    CLEANUP(free_pointer) char *part = xasprintf("parts/%s", proof->name);
    CLEANUP(free_pointer) char *path = project_path(proof->task, part);

    if (is_folder) {
        CLEANUP(free_pointer)
        char *address = xasprintf("tarball://root/%.*s", (int)strlen(proof->name) - 1, proof->name);
        github_addresses_add(&proof->seen.there, address);
        return file_exists(path) || error_set(err, ERROR_ITEM, "no job wrote %s", proof->name);
    }
    proof->file = fopen(path, "rbe");
    return proof->file != NULL || error_set(err, ERROR_ITEM, "no job wrote %s", proof->name);
}

static bool begin_member(const struct tar_member *member, void *payload, struct error *err)
{
    struct proof *proof = payload;

    if (member->time_s != db_rows_integer(proof->facts, 0, "as_of"))
        return error_set(err, ERROR_ITEM, "%s has another time than the archive", member->name);
    if (!proof->task->workplace->tick(proof->task->workplace, NULL))
        return error_set(err, ERROR_RETRY, "told to stop while the archive was read back");
    free_pointer(&proof->name);
    proof->name = xstrdup(member->name);
    if (is_repository(proof))
        return begin_of_repository(proof, member->is_folder, err);
    if (json_text_of(proof->parts, proof->name) == NULL)
        return error_set(err, ERROR_ITEM, "the archive has %s, which no job wrote", member->name);
    proof->has_records = strchr(proof->name, '_') != NULL && strchr(proof->name, '/') == NULL;
    if (!proof->has_records) {
        CLEANUP(free_pointer) char *address = xasprintf("tarball://root/%s", proof->name);
        github_addresses_add(&proof->seen.there, address);
        return true;
    }
    github_records_release(&proof->records);
    return github_records_begin(&proof->records, &proof->seen, proof->name, err);
}

static bool take_bytes(const char *bytes, size_t size, void *payload, struct error *err)
{
    struct proof *proof = payload;

    if (proof->file != NULL) {
        CLEANUP(free_pointer) char *there = xcalloc(1, size);
        return (fread(there, 1, size, proof->file) == size && memcmp(there, bytes, size) == 0) ||
               error_set(err, ERROR_ITEM, "%s has other bytes than were written", proof->name);
    }
    return !proof->has_records || github_records_feed(&proof->records, bytes, size, err) ||
           error_prefix(err, "%s", proof->name);
}

static bool end_member(const char *sha256, void *payload, struct error *err)
{
    struct proof *proof = payload;
    const char *wanted = json_text_of(proof->parts, proof->name);

    proof->files_seen += proof->name[strlen(proof->name) - 1] != '/';
    if (is_repository(proof)) {
        bool is_whole = proof->file == NULL || fgetc(proof->file) == EOF;
        close_file(&proof->file);
        return is_whole || error_set(err, ERROR_ITEM, "%s was cut off", proof->name);
    }
    if (strcmp(wanted, sha256) != 0)
        return error_set(err, ERROR_ITEM, "%s has other bytes than were written", proof->name);
    return !proof->has_records || github_records_end(&proof->records, err) ||
           error_prefix(err, "%s", proof->name);
}

static bool load_parts(struct proof *proof, const char *folder, size_t cut, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(proof->task->workplace->db,
                  DB_CALL("select path, sha256 from forge.export_parts(run => $1, folder => $2)",
                          db_int(proof->task->workplace->run_id), db_text(folder)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        json_set_text(proof->parts, db_rows_text(rows, i, "path") + cut,
                      db_rows_text(rows, i, "sha256"));
    proof->files_wanted += db_rows_count(rows);
    return true;
}

static bool load_headless(struct proof *proof, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(proof->task->workplace->db,
                  DB_CALL("select number::text from forge.github_headless(run => $1)",
                          db_int(proof->task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        json_set_boolean(proof->seen.headless, db_rows_cell(rows, i, 0), true);
    return true;
}

/* A repository of the archive; *gitdir stays NULL when there is none. */
static bool open_repository(const struct proof *proof, const char *suffix, struct gitdir **gitdir,
                            struct error *err)
{
    CLEANUP(free_pointer)
    char *part =
        xasprintf("%s/%s/%s%s", GITHUB_REPOSITORIES, db_rows_text(proof->facts, 0, "owner"),
                  db_rows_text(proof->facts, 0, "name"), suffix);
    CLEANUP(free_pointer) char *path = project_path(proof->task, part);

    return !file_exists(path) || gitdir_open(gitdir, path, err);
}

static bool load(struct proof *proof, struct error *err)
{
    CLEANUP(free_pointer) char *repositories = project_path(proof->task, GITHUB_REPOSITORIES);
    struct workplace *workplace = proof->task->workplace;
    size_t files = 0;

    if (!db_query(workplace->db,
                  DB_CALL("select archive, as_of, owner, name from forge.export_archive(run => $1)",
                          db_int(workplace->run_id)),
                  &proof->facts, err) ||
        !load_parts(proof, "files", strlen("parts/files/"), err) ||
        !load_parts(proof, "attachments", strlen("parts/"), err) || !load_headless(proof, err) ||
        !file_count(repositories, &files, err))
        return false;
    proof->files_wanted += files;
    return open_repository(proof, ".git", &proof->seen.gitdir, err) &&
           github_events_load(proof->task, &proof->seen.events, err);
}

static bool read_once(struct proof *proof, struct error *err)
{
    struct tar_taker taker = {begin_member, take_bytes, end_member, proof};
    CLEANUP(free_pointer)
    char *below = xasprintf("output/%s", db_rows_text(proof->facts, 0, "archive"));
    CLEANUP(free_pointer) char *path = project_path(proof->task, below);

    proof->files_seen = 0;
    return tar_read(path, &taker, err) &&
           (proof->files_seen == proof->files_wanted ||
            error_set(err, ERROR_ITEM, "%zu files are in the archive, and %zu were written",
                      proof->files_seen, proof->files_wanted));
}

static bool read_archive(struct proof *proof, struct error *err)
{
    if (!read_once(proof, err))
        return false;
    if (github_seen_end(&proof->seen, err))
        return true;
    if (proof->seen.sought == 0 || !read_once(proof, err))
        return false;
    return error_set(err, ERROR_ITEM, "a file of the archive %s", proof->seen.why);
}

static bool keep_hash(const struct gitdir_ref *ref, void *payload)
{
    const char *name = strchr(ref->name + strlen("refs/"), '/') + 1;

    if (github_check_hash(name))
        *(char **)payload = xstrdup(ref->name);
    return !github_check_hash(name);
}

/* GitHub takes no branch or tag whose name could be a commit. */
static bool check_names(const struct proof *proof, struct error *err)
{
    CLEANUP(free_pointer) char *refused = NULL;

    return (proof->seen.gitdir == NULL ||
            gitdir_each_ref(proof->seen.gitdir, keep_hash, &refused, err)) &&
           (refused == NULL ||
            error_set(err, ERROR_ITEM, "GitHub takes no ref called %s", refused));
}

/* Large files lie beside the archive. */
static bool count_large_files(struct proof *proof, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(proof->task->workplace->db,
                  DB_CALL("select path from brigade.export_output(run => $1)",
                          db_int(proof->task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        counts_add(&proof->seen.counts, "lfs_objects",
                   strncmp(db_rows_cell(rows, i, 0), "lfs/", 4) == 0);
    return true;
}

static bool count_rest(struct proof *proof, struct error *err)
{
    struct counts *counts = &proof->seen.counts;
    CLEANUP(gitdir_close) struct gitdir *wiki = NULL;
    CLEANUP(free_pointer) char *code = NULL;
    struct counts_refs repositories = {0};

    /* Where the store has none, an empty one is in the archive. */
    if (!repository_find(proof->task, "code", &code, err) ||
        !open_repository(proof, ".wiki.git", &wiki, err))
        return false;
    repositories.code = code != NULL ? proof->seen.gitdir : NULL;
    repositories.wiki = wiki;
    return counts_add_people(counts, proof->task, err) &&
           counts_add_refs(counts, proof->task, &repositories, err) &&
           count_large_files(proof, err) && counts_end(counts, proof->task, err);
}

bool github_proof_digest(struct task *task, struct error *err)
{
    CLEANUP(proof_release)
    struct proof proof = {
        .task = task, .seen = {.headless = json_new_object()}, .parts = json_new_object()};

    return load(&proof, err) && read_archive(&proof, err) && check_names(&proof, err) &&
           count_rest(&proof, err);
}
