#include "export/forgejo/forgejo_proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "export/forgejo/forgejo_check.h"
#include "export/forgejo/forgejo_counts.h"
#include "export/project.h"
#include "lib/base/limits.h"
#include "lib/git/git.h"
#include "lib/markup/yaml.h"
#include "lib/os/file.h"

struct proof {
    struct task *task;
    struct counts counts;
    struct json_object *numbers; /* of pull requests (true) and issues (false), as text */
    const char *folder;          /* whose files are read; NULL: they are looked for */
    struct json_object *labels;
    struct json_object *milestones;
    struct gitdir *git;  /* the copy; NULL: there is none */
    struct gitdir *wiki; /* likewise */
    int64_t number;      /* of the file that is read */
    bool is_issue;
};

static void proof_release(struct proof *proof)
{
    counts_release(&proof->counts);
    json_free(&proof->numbers);
    json_free(&proof->labels);
    json_free(&proof->milestones);
    gitdir_close(&proof->git);
    gitdir_close(&proof->wiki);
}

static bool read_list(struct proof *proof, const char *name, yaml_take *take, struct error *err)
{
    CLEANUP(free_pointer) char *below = xasprintf("output/%s", name);
    CLEANUP(free_pointer) char *path = project_path(proof->task, below);

    return (proof->task->workplace->tick(proof->task->workplace, NULL) ||
            error_set(err, ERROR_RETRY, "told to stop while %s was read back", name)) &&
           (yaml_each(path, LIMIT_EXPORT_LINE_BYTES, take, proof, err) ||
            error_prefix(err, "%s", name));
}

static bool take_whole(struct json_object *item, void *payload, struct error *err)
{
    (void)payload;
    return json_is_object(item) || error_set(err, ERROR_ITEM, "it is no object");
}

static bool take_label(struct json_object *item, void *payload, struct error *err)
{
    struct proof *proof = payload;
    const char *color = json_text_at(item, "color");
    const char *name = json_text_at(item, "name");

    if (name == NULL || color == NULL || strlen(color) != 6 ||
        strspn(color, "0123456789abcdef") != 6)
        return error_set(err, ERROR_ITEM, "a label has no name or color");
    json_set_boolean(proof->labels, name, true);
    forgejo_count_label(&proof->counts, item);
    return true;
}

static bool take_milestone(struct json_object *item, void *payload, struct error *err)
{
    struct proof *proof = payload;
    const char *title = json_text_at(item, "title");

    if (title == NULL || json_text_at(item, "deadline") == NULL)
        return error_set(err, ERROR_ITEM, "a milestone has no title or deadline");
    json_set_boolean(proof->milestones, title, true);
    counts_add(&proof->counts, "milestones",
               strcmp(json_text_at(item, "description"), "Named by issues alone") != 0);
    return true;
}

/* Pull requests and issues share one series, and use labels and milestones that are there. */
static bool take_numbered(struct proof *proof, const struct json_object *item, bool is_pull,
                          struct error *err)
{
    const struct json_object *labels = json_at(item, "labels");
    const char *milestone = json_text_at(item, "milestone");
    char number[32] = "";

    if (!json_integer_at(item, "number", &proof->number))
        return error_set(err, ERROR_ITEM, "something has no number");
    snprintf(number, sizeof(number), "%lld", (long long)proof->number);
    if (json_has_key(proof->numbers, number))
        return error_set(err, ERROR_ITEM, "the number %s is there twice", number);
    json_set_boolean(proof->numbers, number, is_pull);
    if (milestone != NULL && *milestone != '\0' && !json_has_key(proof->milestones, milestone))
        return error_set(err, ERROR_ITEM, "%s has a milestone that milestone.yml lacks", number);
    for (size_t i = 0; i < json_length(labels); i++) {
        const char *label = json_text_at(json_element(labels, i), "name");
        if (label == NULL || !json_has_key(proof->labels, label))
            return error_set(err, ERROR_ITEM, "%s has a label that label.yml lacks", number);
    }
    return true;
}

static bool take_issue(struct json_object *item, void *payload, struct error *err)
{
    struct proof *proof = payload;

    if (!forgejo_check_issue(item, err) || !take_numbered(proof, item, false, err))
        return false;
    forgejo_count_issue(&proof->counts, item);
    return true;
}

/* Its commits and branches are in the repository beside. */
static bool check_git(const struct proof *proof, const struct json_object *item, struct error *err)
{
    CLEANUP(free_pointer)
    char *pull = xasprintf("refs/pull/%lld/head", (long long)proof->number);
    CLEANUP(free_pointer)
    char *branch = xasprintf("refs/heads/%s", json_text_at(item, "head.ref"));
    const char *head = json_text_at(item, "head.sha");
    char oid[GIT_OID_TEXT] = "";
    int64_t seconds = 0;

    if (*head == '\0')
        return true;
    if (proof->git == NULL || !gitdir_ref(proof->git, pull, oid) || strcmp(oid, head) != 0)
        return error_set(err, ERROR_ITEM, "%s is not at %s in git/", pull, head);
    if (!gitdir_commit_time(proof->git, json_text_at(item, "base.sha"), &seconds))
        return error_set(err, ERROR_ITEM, "the base of pull request %lld is not in git/",
                         (long long)proof->number);
    return strcmp(json_text_at(item, "state"), "open") != 0 ||
           gitdir_ref(proof->git, branch, oid) ||
           error_set(err, ERROR_ITEM, "%s is not in git/, and its pull request is open", branch);
}

static bool take_pull(struct json_object *item, void *payload, struct error *err)
{
    struct proof *proof = payload;
    CLEANUP(free_pointer) char *below = NULL;
    CLEANUP(free_pointer) char *patch = NULL;

    if (!forgejo_check_pull(item, err) || !take_numbered(proof, item, true, err) ||
        !check_git(proof, item, err))
        return false;
    below = xasprintf("output/%s", json_text_at(item, "patch_url"));
    patch = project_path(proof->task, below);
    forgejo_count_pull(&proof->counts, item);
    return file_exists(patch) || error_set(err, ERROR_ITEM, "%s is not there", below);
}

static bool take_comment(struct json_object *item, void *payload, struct error *err)
{
    struct proof *proof = payload;

    if (!forgejo_check_comment(item, proof->number, err))
        return false;
    forgejo_count_comment(&proof->counts, item, proof->is_issue);
    return true;
}

static bool take_review(struct json_object *item, void *payload, struct error *err)
{
    struct proof *proof = payload;

    if (!forgejo_check_review(item, proof->number, err))
        return false;
    forgejo_count_review(&proof->counts, item);
    return true;
}

/* comments/<number>.yml or reviews/<number>.yml, whose number something must have: else the
 * receiver stops there. */
static bool check_talk(struct proof *proof, const char *name, struct error *err)
{
    const char *base = strchr(name, '/') + 1;
    CLEANUP(free_pointer) char *number = xasprintf("%.*s", (int)strcspn(base, "."), base);

    if (!json_has_key(proof->numbers, number))
        return error_set(err, ERROR_ITEM, "%s belongs to nothing", name);
    proof->number = strtoll(number, NULL, 10);
    proof->is_issue = !json_boolean_at(proof->numbers, number, false);
    return !proof->is_issue || strncmp(name, "reviews/", 8) != 0 ||
           error_set(err, ERROR_ITEM, "%s has reviews of an issue", name);
}

static bool is_talk(const char *name)
{
    return strncmp(name, "comments/", 9) == 0 || strncmp(name, "reviews/", 8) == 0;
}

static bool look_for_file(struct proof *proof, const char *name, struct error *err)
{
    CLEANUP(free_pointer) char *below = xasprintf("output/%s", name);
    CLEANUP(free_pointer) char *path = project_path(proof->task, below);

    if (is_talk(name))
        return check_talk(proof, name, err);
    if (!file_exists(path))
        return error_set(err, ERROR_ITEM, "%s is not there", name);
    counts_add(&proof->counts, "attachments", strncmp(name, "attachments/", 12) == 0);
    counts_add(&proof->counts, "lfs_objects", strncmp(name, "lfs/", 4) == 0);
    return true;
}

static bool read_talk(struct proof *proof, const char *name, struct error *err)
{
    size_t size = strlen(proof->folder);

    if (strncmp(name, proof->folder, size) != 0 || name[size] != '/')
        return true;
    return check_talk(proof, name, err) &&
           read_list(proof, name, *name == 'r' ? take_review : take_comment, err);
}

/* Files of the output, for each of which a row is there. */
static bool each_file(struct proof *proof,
                      bool (*take)(struct proof *proof, const char *name, struct error *err),
                      struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(proof->task->workplace->db,
                  DB_CALL("select path from brigade.export_output(run => $1)",
                          db_int(proof->task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        if (!take(proof, db_rows_cell(rows, i, 0), err))
            return false;
    return true;
}

static bool open_copy(const struct proof *proof, const char *folder, struct gitdir **gitdir,
                      struct error *err)
{
    CLEANUP(free_pointer) char *path = project_path(proof->task, folder);
    CLEANUP(free_pointer) char *head = xasprintf("%s/HEAD", path);

    /* Patches stand in git/ without a repository, too. */
    return !file_exists(head) || gitdir_open(gitdir, path, err);
}

static bool prove_lists(struct proof *proof, struct error *err)
{
    counts_add(&proof->counts, "projects", 1); /* repo.yml, which is read here */
    return open_copy(proof, "output/git", &proof->git, err) &&
           open_copy(proof, "output/git.wiki.git", &proof->wiki, err) &&
           read_list(proof, "repo.yml", take_whole, err) &&
           read_list(proof, "topic.yml", take_whole, err) &&
           read_list(proof, "label.yml", take_label, err) &&
           read_list(proof, "milestone.yml", take_milestone, err) &&
           read_list(proof, "issue.yml", take_issue, err) &&
           read_list(proof, "pull_request.yml", take_pull, err) &&
           each_file(proof, look_for_file, err) &&
           counts_add_people(&proof->counts, proof->task, err) &&
           counts_add_refs(&proof->counts, proof->task,
                           &(struct counts_refs){proof->git, proof->wiki}, err);
}

/* The numbers are those of the store: beside, the lists are read, and held against these files. */
static bool prove_talk(struct proof *proof, const char *folder, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(proof->task->workplace->db,
                  DB_CALL("select kind, number from forge.export_known(run => $1)",
                          db_int(proof->task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        const char *kind = db_rows_text(rows, i, "kind");
        if (kind != NULL)
            json_set_boolean(proof->numbers, db_rows_text(rows, i, "number"),
                             strcmp(kind, "issue") != 0);
    }
    proof->folder = folder;
    return each_file(proof, read_talk, err);
}

bool forgejo_proof_digest(struct task *task, struct error *err)
{
    CLEANUP(proof_release)
    struct proof proof = {.task = task,
                          .numbers = json_new_object(),
                          .labels = json_new_object(),
                          .milestones = json_new_object()};
    const char *key = task->job->key;
    bool is_whole = strcmp(key, "proof") == 0; /* an older version has begun the export */

    if (((is_whole || strcmp(key, "lists") == 0) && !prove_lists(&proof, err)) ||
        ((is_whole || strcmp(key, "comments") == 0) && !prove_talk(&proof, "comments", err)) ||
        ((is_whole || strcmp(key, "reviews") == 0) && !prove_talk(&proof, "reviews", err)))
        return false;
    counts_put(&proof.counts, task, key);
    return true;
}
