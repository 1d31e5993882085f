#include "import/mirror.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "forge/place.h"
#include "forge/puts.h"
#include "import/source.h"
#include "lib/os/file.h"
#include "lib/git/git.h"
#include "lib/git/git_flaws.h"
#include "lib/json/json_write.h"
#include "lib/base/limits.h"
#include "lib/base/text.h"
#include "import/git_work.h"

/* Objects that get a note each. */
#define FLAWS_NOTED 100

struct mirror {
    const char *kind; /* code, wiki */
    const char *url;  /* what people read; a path is one on this host */
    char *copy;       /* of what stands at that path; NULL: it is an address */
    const char *head; /* branch that HEAD is to name; NULL: not known */
    char *path;       /* below storage */
    struct staging staging;
    struct git_listing listing; /* the refs that the server advertises */
};

static void mirror_release(struct mirror *mirror)
{
    source_remove_wiki(&mirror->copy);
    free_pointer(&mirror->path);
    staging_end(&mirror->staging);
    git_listing_release(&mirror->listing);
}

/* What git reads from. */
static struct git_source source_to_read(const struct workplace *workplace,
                                        const struct mirror *mirror)
{
    return git_work_source(workplace, mirror->copy != NULL ? mirror->copy : mirror->url);
}

static bool fetch(struct workplace *workplace, struct mirror *mirror, struct error *err)
{
    struct git_source source = source_to_read(workplace, mirror);
    struct git_watch watch = watch_git(workplace);

    source.head = mirror->head;
    return git_work_copy(&mirror->staging, workplace, err) &&
           git_transport_mirror(&source, mirror->staging.directory, &watch, &mirror->listing, err);
}

/* The row of PUT_REFS on its way: 50,000 refs are never a tree of objects. */
struct ref_list {
    struct buffer text;
    int64_t count;
};

static void ref_list_release(struct ref_list *list)
{
    buffer_release(&list->text);
}

static bool note_ref(const struct gitdir_ref *ref, void *payload)
{
    struct ref_list *list = payload;
    struct json_object *row = json_new_object();

    json_set_text(row, "name", ref->name);
    json_set_text(row, "oid", ref->oid);
    json_set_text(row, "peeled_oid", ref->peeled_oid[0] != '\0' ? ref->peeled_oid : NULL);
    json_write_value(&list->text, row);
    list->count++;
    return true;
}

static void note_refusals(const struct git_listing *listing, struct ref_list *list)
{
    for (size_t i = 0; i < listing->count; i++) {
        const struct git_advertised *ref = &listing->refs[i];
        CLEANUP(free_pointer) char *digits = NULL;
        CLEANUP(free_pointer) char *kept = NULL;
        struct json_object *row = NULL;
        if (ref->refusal == NULL)
            continue;
        digits = text_hex(ref->name); /* PostgreSQL's text may not hold these bytes */
        kept = git_listing_kept_name(ref);
        row = json_new_object();
        json_set_text(row, "name", digits);
        json_set_text(row, "oid", ref->oid);
        json_set_text(row, "reason", ref->refusal);
        json_set_text(row, "kept_as", kept);
        json_write_value(&list->text, row);
    }
}

/* {"kind", "refused": [...], "refs": [...]} */
static bool list_refs(const struct mirror *mirror, struct gitdir *gitdir, struct ref_list *list,
                      struct error *err)
{
    json_write_begin(&list->text, '{');
    json_write_key(&list->text, "kind");
    json_write_value(&list->text, json_new_text(mirror->kind));
    json_write_key(&list->text, "refused");
    json_write_begin(&list->text, '[');
    note_refusals(&mirror->listing, list);
    json_write_end(&list->text, ']');
    json_write_key(&list->text, "refs");
    json_write_begin(&list->text, '[');
    if (!gitdir_each_ref(gitdir, note_ref, list, err))
        return false;
    json_write_end(&list->text, ']');
    json_write_end(&list->text, '}');
    return true;
}

static bool describe(struct task *task, const struct mirror *mirror, const char *directory,
                     struct error *err)
{
    struct git_watch watch = watch_git(task->workplace);
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    CLEANUP(ref_list_release) struct ref_list list = {0};
    struct json_object *row = NULL;
    int64_t commits = 0;
    char head[1024];

    if (!gitdir_open(&gitdir, directory, err) || !list_refs(mirror, gitdir, &list, err) ||
        !git_transport_count_commits(directory, &watch, &commits, err))
        return false;
    gitdir_head(gitdir, head, sizeof(head));
    row = json_new_object();
    json_set_text(row, "kind", mirror->kind);
    json_set_text(row, "path", mirror->path);
    json_set_text(row, "head", head[0] != '\0' ? head : NULL);
    json_set_integer(row, "ref_count", list.count);
    json_set_integer(row, "commit_count", commits);
    json_set_integer(row, "size_bytes", (int64_t)file_tree_bytes(directory));
    outcome_put(task->outcome, PUT_REPOSITORIES, row);
    outcome_put_text(task->outcome, PUT_REFS, buffer_text(&list.text));
    return true;
}

/* Tells the refs that the server named, by the names under which brigade.holdings has them. There
 * is one page: when the refs are read again at the end, it takes the place of the first. */
static void see_refs(struct task *task, const struct mirror *mirror)
{
    const struct git_listing *listing = &mirror->listing;
    CLEANUP(json_free) struct json_object *names = json_new_array();

    for (size_t i = 0; i < listing->count; i++) {
        CLEANUP(free_pointer) char *name = git_listing_recorded_name(&listing->refs[i]);
        json_append(names, json_new_text(name));
    }
    outcome_see(task->outcome, &(struct seen_page){
                                   .thing = "refs",
                                   .list = "code",
                                   .page = 1,
                                   .job = "code",
                                   .announced = (int64_t)listing->count,
                                   .keys = json_share(names),
                                   .is_last = true,
                                   .link = mirror->url,
                               });
}

static void note_refused(struct task *task, const struct mirror *mirror)
{
    CLEANUP(free_pointer) char *key = NULL;
    CLEANUP(free_pointer) char *message = NULL;

    if (mirror->listing.refused == 0)
        return;
    key = xasprintf("%s", strcmp(mirror->kind, "code") == 0 ? "refs" : "wiki refs");
    message = xasprintf("%zu of %zu branches and tags have names that cannot be stored: "
                        "what they name is here, and forge.refused_refs lists them with their "
                        "objects, reasons and the refs that keep them",
                        mirror->listing.refused, mirror->listing.count);
    outcome_omit(task->outcome, &(struct omission){.stage = "repository",
                                                   .key = key,
                                                   .why = "unsupported",
                                                   .message = message,
                                                   .url = mirror->url});
}

/* Notes in brigade.omissions about objects with flaws. The objects are here all the same. */
struct flaw_notes {
    struct task *task;
    const struct mirror *mirror;
    size_t count;
};

static bool note_flaw(const char *oid, const char *words, void *payload)
{
    struct flaw_notes *notes = payload;
    bool is_wiki = strcmp(notes->mirror->kind, "wiki") == 0;
    CLEANUP(free_pointer) char *key = NULL;
    CLEANUP(free_pointer) char *message = NULL;

    if (++notes->count > FLAWS_NOTED)
        return true;
    key =
        xasprintf("%sobject %s %.*s", is_wiki ? "wiki " : "", oid, (int)strcspn(words, ":"), words);
    message =
        xasprintf("git fsck says of object %s: %s; it is here as it is at the source", oid, words);
    outcome_omit(notes->task->outcome, &(struct omission){.stage = "repository",
                                                          .key = key,
                                                          .why = "unsupported",
                                                          .message = message,
                                                          .url = notes->mirror->url});
    return true;
}

static bool note_flaws(struct task *task, const struct mirror *mirror, const char *directory,
                       struct error *err)
{
    struct flaw_notes notes = {task, mirror, 0};
    CLEANUP(free_pointer) char *key = NULL;
    CLEANUP(free_pointer) char *message = NULL;

    if (!git_flaws_each(directory, note_flaw, &notes, err))
        return false;
    if (notes.count <= FLAWS_NOTED)
        return true;
    key = xasprintf("%s objects", mirror->kind);
    message = xasprintf("git fsck says something of %zu objects: of the first %d there is a note "
                        "each, and \"git fsck\" in the stored repository lists all",
                        notes.count, FLAWS_NOTED);
    outcome_omit(task->outcome, &(struct omission){.stage = "repository",
                                                   .key = key,
                                                   .why = "unsupported",
                                                   .message = message,
                                                   .url = mirror->url});
    return true;
}

/* HEAD cannot name a branch that is not there. */
static bool has_head(const struct mirror *mirror, struct gitdir *gitdir)
{
    CLEANUP(free_pointer)
    char *wanted = xasprintf("refs/heads/%s", mirror->head != NULL ? mirror->head : "");
    char name[1024];

    gitdir_head(gitdir, name, sizeof(name));
    return strcmp(name, wanted) == 0 || git_listing_find(&mirror->listing, wanted) == NULL;
}

/* Whether what is published is just what the server has. */
static bool look(struct workplace *workplace, struct mirror *mirror, bool *is_same,
                 struct error *err)
{
    struct git_source source = source_to_read(workplace, mirror);
    struct git_watch watch = watch_git(workplace);
    const char *published = mirror->staging.published;
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;

    *is_same = false;
    if (!staging_is_published(published))
        return true;
    if (!git_transport_list(&source, published, &watch, &mirror->listing, err) ||
        !gitdir_open(&gitdir, published, err) ||
        !git_listing_is_in(&mirror->listing, gitdir, is_same, err))
        return false;
    *is_same = *is_same && has_head(mirror, gitdir);
    return true;
}

/* Git's words help only people who know which repository they are about, and whose it is. */
static bool explain_damage(const struct mirror *mirror, struct error *err)
{
    if (err->cause != CAUSE_GIT_DAMAGED)
        return false;
    return error_prefix(
        err,
        "%s cannot be read as a whole: if that stays so, move it away, and a retry brings it anew",
        mirror->staging.published);
}

static bool bring(struct task *task, const char *kind, const char *url, const char *head,
                  struct error *err)
{
    CLEANUP(mirror_release) struct mirror mirror = {.kind = kind, .url = url, .head = head};
    bool is_same = false;

    mirror.path = place_repository(task->workplace->project_id, kind);
    if (!staging_begin(&mirror.staging, task->workplace, task->job, mirror.path, err) ||
        (*url == '/' && !source_copy_wiki(task, mirror.staging.directory, &mirror.copy, err)) ||
        !look(task->workplace, &mirror, &is_same, err))
        return false;
    if (is_same && (!describe(task, &mirror, mirror.staging.published, err) ||
                    !note_flaws(task, &mirror, mirror.staging.published, err)))
        return explain_damage(&mirror, err);
    if (!is_same && (!fetch(task->workplace, &mirror, err) ||
                     !describe(task, &mirror, mirror.staging.directory, err) ||
                     !note_flaws(task, &mirror, mirror.staging.directory, err) ||
                     !git_work_publish(&mirror.staging, err)))
        return false;
    if (strcmp(kind, "code") == 0)
        see_refs(task, &mirror);
    note_refused(task, &mirror);
    return true;
}

static bool bring_code(struct task *task, const char *head, struct error *err)
{
    CLEANUP(free_pointer) char *url = path_git(&source_of(task)->base);

    if (bring(task, "code", url, head, err))
        return true;
    if (err->http_status == 401 && !identity_is_anonymous(task->workplace->identity))
        err->class = ERROR_IMPORT;
    return false;
}

bool mirror_digest_code(struct task *task, struct error *err)
{
    return bring_code(task, json_text_at(task->job->payload, "head"), err);
}

bool mirror_digest_wiki(struct task *task, struct error *err)
{
    CLEANUP(free_pointer)
    char *url = source_of(task)->wiki_source != NULL ? xstrdup(source_of(task)->wiki_source)
                                                     : path_git_wiki(&source_of(task)->base);

    if (bring(task, "wiki", url, NULL, err))
        return true;
    /* Bitbucket has no wikis any more: that one is not there is no news. */
    if (source_of(task)->wiki_source == NULL &&
        (err->http_status == 404 || err->http_status == 410)) {
        outcome_release(task->outcome);
        return true;
    }
    if (source_of(task)->wiki_source != NULL)
        err->http_status = 0; /* somebody named it: that it is not there is a failure, not a note */
    return false;
}

static bool ask_failed(struct workplace *workplace, bool *has_failed, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(workplace->db,
                  DB_CALL("select brigade.has_failed(run => $1, stage => $2, "
                          "key => $3) as has_failed",
                          db_int(workplace->run_id), db_text("repository"), db_text("code")),
                  &rows, err))
        return false;
    *has_failed = db_rows_boolean(rows, 0, "has_failed");
    return true;
}

/* Compares the refs that the server has now with the stored ones, and fetches again where they
 * differ. */
bool mirror_digest_refs(struct task *task, struct error *err)
{
    CLEANUP(free_pointer) char *there = git_work_code(task->workplace);
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    bool has_failed = false;
    char head[1024];

    if (!ask_failed(task->workplace, &has_failed, err))
        return false;
    if (there == NULL || has_failed) /* there is a failure row already */
        return true;
    if (!gitdir_open(&gitdir, there, err))
        return false;
    gitdir_head(gitdir, head, sizeof(head));
    return bring_code(task, head[0] != '\0' ? head + strlen("refs/heads/") : NULL, err);
}
