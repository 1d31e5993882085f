/* Stage repository: bare mirrors of the git repository and of the wiki.
 *
 * Work goes on in a directory that this attempt alone owns, below <storage>/staging. Only what is
 * complete and on disk is renamed to <storage>/repositories/<project>/<kind>.git, and only then
 * does the row say so. A later import starts from hard links to what is there, so it fetches only
 * what is new, and a kill at any moment leaves the published repository as it was.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "importers/importers.h"
#include "lib/file.h"
#include "lib/git.h"
#include "lib/git_transport.h"
#include "lib/limits.h"

struct mirror {
    const char *kind; /* code, wiki */
    char *staging_root;
    char *staging;   /* absolute */
    char *parent;    /* directory of the published repository, absolute */
    char *published; /* absolute */
    char *path;      /* the same, below storage */
};

static void mirror_release(struct mirror *mirror)
{
    char **texts[] = {&mirror->staging_root, &mirror->staging, &mirror->parent, &mirror->published,
                      &mirror->path};

    for (size_t i = 0; i < ARRAY_LENGTH(texts); i++)
        free_pointer(texts[i]);
}

static void mirror_name(struct mirror *mirror, const struct workplace *workplace,
                        const struct job *job, const char *kind)
{
    const char *storage = workplace->settings->storage;
    long long project = (long long)workplace->project_id;

    mirror->kind = kind;
    mirror->staging_root = xasprintf("%s/staging", storage);
    mirror->staging =
        xasprintf("%s/%lld-%lld-%lld", mirror->staging_root, (long long)workplace->import_id,
                  (long long)job->id, (long long)job->attempt);
    mirror->parent = xasprintf("%s/repositories/%lld", storage, project);
    mirror->path = xasprintf("repositories/%lld/%s.git", project, kind);
    mirror->published = xasprintf("%s/%s", storage, mirror->path);
}

/* What killed attempts of the same job left. */
static bool sweep(const struct mirror *mirror, const struct workplace *workplace,
                  const struct job *job, struct error *err)
{
    CLEANUP(free_pointer)
    char *prefix = xasprintf("%lld-%lld-", (long long)workplace->import_id, (long long)job->id);
    DIR *directory = opendir(mirror->staging_root);
    bool good = true;

    for (struct dirent *entry = NULL;
         directory != NULL && good && (entry = readdir(directory)) != NULL;) {
        CLEANUP(free_pointer) char *path = NULL;
        if (strncmp(entry->d_name, prefix, strlen(prefix)) != 0)
            continue;
        path = xasprintf("%s/%s", mirror->staging_root, entry->d_name);
        good = file_remove_tree(path, err);
    }
    if (directory != NULL)
        closedir(directory);
    return good;
}

static bool prepare(const struct mirror *mirror, const struct workplace *workplace,
                    const struct job *job, struct error *err)
{
    if (!file_make_directories(mirror->staging_root, 0700, err) ||
        !file_make_directories(mirror->parent, 0700, err) || !sweep(mirror, workplace, job, err))
        return error_prefix(err, "the storage directory cannot be used");
    if (file_exists(mirror->published))
        return git_transport_link_copy(mirror->published, mirror->staging, err);
    return true;
}

static bool tick(const char *line, void *payload)
{
    struct workplace *workplace = payload;
    CLEANUP(free_pointer) char *doing = xasprintf("git: %s", line);

    return workplace->tick(workplace, *line != '\0' ? doing : NULL);
}

/* The secret goes to Bitbucket alone, never to another wiki_source. */
static bool is_our_host(const struct workplace *workplace, const char *url)
{
    CLEANUP(http_url_release) struct http_url web = {0};
    CLEANUP(http_url_release) struct http_url other = {0};
    struct error ignored;

    return http_url_parse(workplace->settings->web_url, &web, &ignored) &&
           http_url_parse(url, &other, &ignored) && http_url_same_origin(&web, &other);
}

static bool fetch(struct workplace *workplace, const struct mirror *mirror, const char *url,
                  const char *head, struct error *err)
{
    bool ours = is_our_host(workplace, url);
    struct git_source source = {
        .url = url,
        .user = ours ? identity_git_user(workplace->identity) : NULL,
        .secret = ours ? workplace->identity->secret : NULL,
        .askpass = workplace->settings->program,
        .ca_file = workplace->settings->ca_file,
    };
    struct git_watch watch = {.tick = tick, .payload = workplace};

    return git_transport_mirror(&source, mirror->staging, head, &watch, err);
}

/* Refs as JSON text: 50,000 of them as a tree of objects would be 50 MB. */
struct ref_list {
    struct buffer rows;
    struct json_object *names; /* array */
    int64_t count;
};

static void ref_list_release(struct ref_list *list)
{
    buffer_release(&list->rows);
    json_free(&list->names);
}

static bool note_ref(const struct gitdir_ref *ref, void *payload)
{
    struct ref_list *list = payload;
    CLEANUP(json_free) struct json_object *row = NULL;

    if (list->count >= LIMIT_REFS)
        return false;
    row = json_new_object();
    json_set_text(row, "name", ref->name);
    json_set_text(row, "oid", ref->oid);
    json_set_text(row, "peeled_oid", ref->peeled_oid[0] != '\0' ? ref->peeled_oid : NULL);
    if (list->rows.size > 0)
        buffer_add(&list->rows, ",");
    buffer_add(&list->rows, json_print(row, NULL));
    json_append(list->names, json_new_text(ref->name));
    list->count++;
    return true;
}

static void put_refs(const struct mirror *mirror, const struct ref_list *list,
                     struct outcome *outcome)
{
    CLEANUP(buffer_release) struct buffer row = {0};

    buffer_printf(&row, "{\"kind\":\"%s\",\"refs\":[", mirror->kind);
    buffer_add(&row, buffer_text(&list->rows));
    buffer_add(&row, "]}");
    outcome_put_text(outcome, PUT_REFS, buffer_text(&row));
}

static void see_refs(const struct job *job, const struct ref_list *list, struct outcome *outcome)
{
    outcome_see(outcome, &(struct seen_page){
                             .kind = "refs",
                             .list = job->key,
                             .page = 1,
                             .job = job->key,
                             .announced = list->count,
                             .keys = json_share(list->names),
                             .is_last = true,
                             .link = job->link,
                         });
}

static bool describe(const struct mirror *mirror, const struct job *job, struct outcome *outcome,
                     struct error *err)
{
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;
    CLEANUP(ref_list_release) struct ref_list list = {.names = json_new_array()};
    struct json_object *row = NULL;
    int64_t commits = 0;
    char head[512];

    if (!gitdir_open(&gitdir, mirror->staging, err) ||
        !gitdir_each_ref(gitdir, note_ref, &list, err) ||
        !git_transport_count_commits(mirror->staging, &commits, err))
        return false;
    gitdir_head(gitdir, head, sizeof(head));
    row = json_new_object();
    json_set_text(row, "kind", mirror->kind);
    json_set_text(row, "path", mirror->path);
    json_set_text(row, "head", head[0] != '\0' ? head : NULL);
    json_set_integer(row, "ref_count", list.count);
    json_set_integer(row, "commit_count", commits);
    json_set_integer(row, "size_bytes", (int64_t)file_tree_bytes(mirror->staging));
    outcome_put(outcome, PUT_REPOSITORIES, row);
    put_refs(mirror, &list, outcome);
    if (strcmp(mirror->kind, "code") == 0)
        see_refs(job, &list, outcome);
    return true;
}

/* The name is free for a moment; the row is written behind it, and a crash in between is mended by
 * the next attempt. */
static int replace_in_two_steps(const struct mirror *mirror)
{
    CLEANUP(free_pointer) char *old = xasprintf("%s-old", mirror->staging);

    if (!file_exists(mirror->published))
        return rename(mirror->staging, mirror->published);
    if (rename(mirror->published, old) != 0 || rename(mirror->staging, mirror->published) != 0)
        return -1;
    return rename(old, mirror->staging); /* removed with it */
}

static bool publish(const struct mirror *mirror, struct error *err)
{
    /* A first publication, or an exchange with what is there; either way the name always holds a
     * complete repository. */
    unsigned flags = file_exists(mirror->published) ? RENAME_EXCHANGE : RENAME_NOREPLACE;

    int done = renameat2(AT_FDCWD, mirror->staging, AT_FDCWD, mirror->published, flags);
    if (done != 0 && errno == EINVAL) /* NFS takes no flags */
        done = replace_in_two_steps(mirror);
    if (done != 0)
        return error_set(err, ERROR_RETRY, "%s cannot be renamed to %s: %s", mirror->staging,
                         mirror->published, strerror(errno));
    return file_sync_directory(mirror->parent, err) && file_remove_tree(mirror->staging, err);
}

static bool bring(struct workplace *workplace, const struct job *job, const char *kind,
                  const char *url, struct outcome *outcome, struct error *err)
{
    CLEANUP(mirror_release) struct mirror mirror = {0};
    struct error ignored;
    bool removed = false;

    mirror_name(&mirror, workplace, job, kind);
    if (prepare(&mirror, workplace, job, err) &&
        fetch(workplace, &mirror, url, json_text_at(job->payload, "head"), err) &&
        describe(&mirror, job, outcome, err) && publish(&mirror, err))
        return true;
    /* The error that matters is the first; what cannot be removed now, the next attempt sweeps. */
    removed = file_remove_tree(mirror.staging, &ignored);
    (void)removed;
    return false;
}

static bool digest_code(struct workplace *workplace, const struct job *job,
                        struct http_response *const answers[], struct outcome *outcome,
                        struct error *err)
{
    CLEANUP(free_pointer) char *url = path_git(&workplace->repository);

    (void)answers;
    if (bring(workplace, job, "code", url, outcome, err))
        return true;
    if (err->http_status == 401 && !identity_is_anonymous(workplace->identity))
        err->class = ERROR_IMPORT;
    return false;
}

/* A path is somebody's word: who cannot read it is told, not what git makes of it. */
static bool check_wiki_source(const char *path, struct error *err)
{
    CLEANUP(free_pointer) char *reader = NULL;

    if (*path != '/' || access(path, R_OK | X_OK) == 0)
        return true;
    error_set(err, ERROR_ITEM, "%s", strerror(errno));
    reader = file_reader_name();
    return error_prefix(err, "wiki_source %s cannot be read by %s", path, reader);
}

static bool digest_wiki(struct workplace *workplace, const struct job *job,
                        struct http_response *const answers[], struct outcome *outcome,
                        struct error *err)
{
    CLEANUP(free_pointer)
    char *url = workplace->wiki_source != NULL ? xstrdup(workplace->wiki_source)
                                               : path_git_wiki(&workplace->repository);

    (void)answers;
    if (workplace->wiki_source != NULL && !check_wiki_source(url, err))
        return false;
    if (bring(workplace, job, "wiki", url, outcome, err))
        return true;
    if (workplace->wiki_source != NULL)
        err->http_status = 0; /* somebody named it: that it is not there is a failure, not a note */
    return false;
}

const struct importer importer_mirror = {
    .kind = "mirror",
    .digest = digest_code,
};

const struct importer importer_wiki = {
    .kind = "wiki",
    .absence = ABSENCE_IS_NOTED,
    .omitted = "wiki",
    .digest = digest_wiki,
};
