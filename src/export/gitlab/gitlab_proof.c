#include "export/gitlab/gitlab_proof.h"

#include <string.h>

#include "export/gitlab/gitlab_git.h"
#include "export/gitlab/gitlab_keys.h"
#include "export/gitlab/gitlab_lines.h"
#include "export/project.h"
#include "export/shared/repository.h"
#include "lib/archive/tar_read.h"
#include "lib/os/file.h"

#define BELOW "parts/archive/"
#define LISTS "tree/project/"

struct proof {
    struct task *task;
    struct gitlab_seen seen;
    struct json_object *parts;       /* member -> SHA-256 of what it was made of */
    struct json_object *large_files; /* of lfs-objects.json */
    int64_t as_of;
    char *name;     /* of the member that is being read, behind "./" */
    char *relation; /* that it has, an object a line; NULL: it has no lines */
    struct gitlab_lines lines;
    struct buffer text; /* of one that is small */
};

static void proof_release(struct proof *proof)
{
    gitlab_seen_release(&proof->seen);
    json_free(&proof->parts);
    json_free(&proof->large_files);
    free_pointer(&proof->name);
    free_pointer(&proof->relation);
    gitlab_lines_release(&proof->lines);
    buffer_release(&proof->text);
}

static bool is_small(const char *name)
{
    return strcmp(name, "VERSION") == 0 || strcmp(name, "lfs-objects.json") == 0 ||
           strcmp(name, "tree/project.json") == 0;
}

static bool begin_member(const struct tar_member *member, void *payload, struct error *err)
{
    struct proof *proof = payload;
    const char *name = member->name + 2;

    if (member->is_folder || strncmp(member->name, "./", 2) != 0 ||
        json_text_of(proof->parts, name) == NULL)
        return error_set(err, ERROR_ITEM, "the archive has %s, which no job wrote", member->name);
    if (member->time_s != proof->as_of)
        return error_set(err, ERROR_ITEM, "%s has another time than the archive", member->name);
    if (!proof->task->workplace->tick(proof->task->workplace, NULL))
        return error_set(err, ERROR_RETRY, "told to stop while the archive was read back");
    free_pointer(&proof->name);
    free_pointer(&proof->relation);
    proof->name = xstrdup(name);
    buffer_clear(&proof->text);
    if (strncmp(name, LISTS, sizeof(LISTS) - 1) != 0)
        return true;
    name += sizeof(LISTS) - 1;
    proof->relation = xasprintf("%.*s", (int)strcspn(name, "."), name);
    gitlab_lines_release(&proof->lines);
    gitlab_lines_begin(&proof->lines, &proof->seen, proof->relation);
    return true;
}

static bool take_bytes(const char *bytes, size_t size, void *payload, struct error *err)
{
    struct proof *proof = payload;

    if (proof->relation != NULL)
        return gitlab_lines_feed(&proof->lines, bytes, size, err);
    if (is_small(proof->name))
        buffer_add_bytes(&proof->text, bytes, size);
    return true;
}

static bool end_large_files(struct proof *proof, struct error *err)
{
    return json_parse(buffer_text(&proof->text), proof->text.size, &proof->large_files, NULL, err);
}

static bool end_project(const struct proof *proof, struct error *err)
{
    CLEANUP(json_free) struct json_object *project = NULL;
    const char *about = NULL;
    int64_t level = -1;

    if (!json_parse(buffer_text(&proof->text), proof->text.size, &project, NULL, err) ||
        !gitlab_keys_check("project", project, err))
        return false;
    about = json_text_at(project, "description");
    if (about == NULL || gitlab_check_characters(about) > GITLAB_ABOUT_CHARACTERS_MAX)
        return error_set(err, ERROR_ITEM,
                         "project.json has a description of more than 2,000 characters, or none");
    return (json_integer_at(project, "visibility_level", &level) && (level == 0 || level == 20)) ||
           error_set(err, ERROR_ITEM, "project.json has no visibility_level");
}

/* GitLab stops at a large file that has no key. */
static bool end_large_file(struct proof *proof, struct error *err)
{
    const char *oid = strchr(proof->name, '/') + 1;

    counts_add(&proof->seen.counts, "lfs_objects", 1);
    return json_has_key(proof->large_files, oid) ||
           error_set(err, ERROR_ITEM, "%s has no key in lfs-objects.json", proof->name);
}

static bool end_upload(struct proof *proof, struct error *err)
{
    const char *link = strchr(proof->name, '/') + 1;
    bool is_linked = json_has_key(proof->seen.links, link);

    counts_add(&proof->seen.counts, "attachments", 1);
    json_remove(proof->seen.links, link);
    return is_linked || error_set(err, ERROR_ITEM, "no text links to %s", proof->name);
}

static bool end_by_name(struct proof *proof, struct error *err)
{
    const char *name = proof->name;

    if (proof->relation != NULL)
        return gitlab_lines_end(&proof->lines, err);
    if (strcmp(name, "VERSION") == 0)
        return strcmp(buffer_text(&proof->text), "0.2.4") == 0 ||
               error_set(err, ERROR_ITEM, "VERSION is not 0.2.4");
    if (strcmp(name, "lfs-objects.json") == 0)
        return end_large_files(proof, err);
    if (strcmp(name, "tree/project.json") == 0)
        return end_project(proof, err);
    if (strncmp(name, "lfs-objects/", 12) == 0)
        return end_large_file(proof, err);
    return strncmp(name, "uploads/", 8) != 0 || end_upload(proof, err);
}

static bool end_member(const char *sha256, void *payload, struct error *err)
{
    struct proof *proof = payload;
    const char *wanted = json_text_of(proof->parts, proof->name);

    if (wanted == NULL || strcmp(wanted, sha256) != 0)
        return error_set(err, ERROR_ITEM, "%s of the archive has other bytes than were written",
                         proof->name);
    json_remove(proof->parts, proof->name);
    return end_by_name(proof, err);
}

static bool load_parts(struct proof *proof, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(proof->task->workplace->db,
                  DB_CALL("select path, sha256 from forge.export_parts(run => $1, folder => $2)",
                          db_int(proof->task->workplace->run_id), db_text("archive")),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        json_set_text(proof->parts, db_rows_text(rows, i, "path") + strlen(BELOW),
                      db_rows_text(rows, i, "sha256"));
    return true;
}

static void keep_one(const char *key, struct json_object *value, void *payload)
{
    (void)value;
    *(const char **)payload = key;
}

static bool is_empty(const struct json_object *object, const char *why, struct error *err)
{
    const char *left = NULL;

    json_each(object, keep_one, (void *)&left);
    return left == NULL || error_set(err, ERROR_ITEM, "%s %s", left, why);
}

static bool read_archive(struct proof *proof, struct error *err)
{
    struct tar_taker taker = {begin_member, take_bytes, end_member, proof};
    CLEANUP(db_rows_free) struct db_rows *facts = NULL;
    CLEANUP(free_pointer) char *below = NULL;
    CLEANUP(free_pointer) char *path = NULL;

    if (!db_query(proof->task->workplace->db,
                  DB_CALL("select archive, as_of from forge.export_archive(run => $1)",
                          db_int(proof->task->workplace->run_id)),
                  &facts, err))
        return false;
    proof->as_of = db_rows_integer(facts, 0, "as_of");
    below = xasprintf("output/%s", db_rows_text(facts, 0, "archive"));
    path = project_path(proof->task, below);
    return tar_read(path, &taker, err) && gitlab_seen_end(&proof->seen, err) &&
           is_empty(proof->parts, "is not in the archive", err) &&
           is_empty(proof->seen.links, "is linked to, and is not in the archive", err);
}

/* That the bundles have what these repositories have is proven beside. */
static bool count_rest(struct proof *proof, struct error *err)
{
    struct counts *counts = &proof->seen.counts;
    CLEANUP(free_pointer) char *path = NULL;
    CLEANUP(gitdir_close) struct gitdir *wiki = NULL;

    if (!repository_find(proof->task, "wiki", &path, err) ||
        (path != NULL && !gitdir_open(&wiki, path, err)))
        return false;
    return counts_add_people(counts, proof->task, err) &&
           counts_add_refs(counts, proof->task, &(struct counts_refs){proof->seen.refs, wiki},
                           err) &&
           counts_end(counts, proof->task, err);
}

bool gitlab_proof_digest(struct task *task, struct error *err)
{
    CLEANUP(proof_release)
    struct proof proof = {.task = task,
                          .seen = {.project_id = project_of(task)->id,
                                   .labels = json_new_object(),
                                   .milestones = json_new_object(),
                                   .wanted_labels = json_new_object(),
                                   .wanted_milestones = json_new_object(),
                                   .links = json_new_object()},
                          .parts = json_new_object()};
    CLEANUP(free_pointer) char *refs = project_path(task, GITLAB_REFS);

    counts_add(&proof.seen.counts, "projects", 1); /* project.json, which is read here */
    return (!file_exists(refs) || gitdir_open(&proof.seen.refs, refs, err)) &&
           load_parts(&proof, err) && read_archive(&proof, err) && count_rest(&proof, err);
}
