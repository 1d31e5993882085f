#include "bitbucket/path.h"

#include <string.h>

#include "lib/base/buffer.h"
#include "lib/base/text.h"

/* base + /2.0/repositories/workspace/slug + tail */
static char *repository_path(const struct address_base *base, const char *tail)
{
    CLEANUP(buffer_release) struct buffer workspace = {0};
    CLEANUP(buffer_release) struct buffer slug = {0};

    text_url_encode(&workspace, base->workspace);
    text_url_encode(&slug, base->slug);
    return xasprintf("%s/2.0/repositories/%s/%s%s", base->api_url, buffer_text(&workspace),
                     buffer_text(&slug), tail);
}

static char *workspace_path(const struct address_base *base, const char *tail)
{
    CLEANUP(buffer_release) struct buffer workspace = {0};

    text_url_encode(&workspace, base->workspace);
    return xasprintf("%s/2.0/workspaces/%s%s", base->api_url, buffer_text(&workspace), tail);
}

static char *web_path(const struct address_base *base, const char *tail)
{
    CLEANUP(buffer_release) struct buffer workspace = {0};
    CLEANUP(buffer_release) struct buffer slug = {0};

    text_url_encode(&workspace, base->workspace);
    text_url_encode(&slug, base->slug);
    return xasprintf("%s/%s/%s%s", base->web_url, buffer_text(&workspace), buffer_text(&slug),
                     tail);
}

char *path_repository(const struct address_base *base)
{
    return repository_path(base, "");
}

char *path_file(const struct address_base *base, const char *name)
{
    CLEANUP(buffer_release) struct buffer tail = {0};

    buffer_add(&tail, "/src/HEAD/");
    text_url_encode(&tail, name);
    return repository_path(base, buffer_text(&tail));
}

char *path_repositories(const struct address_base *base)
{
    CLEANUP(buffer_release) struct buffer workspace = {0};

    text_url_encode(&workspace, base->workspace);
    return xasprintf("%s/2.0/repositories/%s?pagelen=100&sort=created_on", base->api_url,
                     buffer_text(&workspace));
}

const char *path_slug_of(const struct json_object *repository)
{
    const char *slug = json_text_at(repository, "slug");
    const char *full_name = json_text_at(repository, "full_name");
    const char *slash = full_name != NULL ? strrchr(full_name, '/') : NULL;

    return slug != NULL ? slug : slash != NULL ? slash + 1 : NULL;
}

bool path_is_slug(const char *slug)
{
    size_t length = slug != NULL ? strlen(slug) : 0;

    return length > 0 && length <= 62 && strcmp(slug, ".") != 0 && strcmp(slug, "..") != 0 &&
           strspn(slug, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") ==
               length;
}

char *path_members(const struct address_base *base)
{
    return workspace_path(base, "/members?pagelen=100");
}

char *path_workspace_permissions(const struct address_base *base)
{
    return workspace_path(base, "/permissions/repositories?pagelen=100");
}

char *path_permissions(const struct address_base *base)
{
    CLEANUP(buffer_release) struct buffer slug = {0};
    CLEANUP(free_pointer) char *tail = NULL;

    text_url_encode(&slug, base->slug);
    tail = xasprintf("/permissions/repositories/%s?pagelen=100", buffer_text(&slug));
    return workspace_path(base, tail);
}

char *path_pull_requests(const struct address_base *base)
{
    return repository_path(base, "/pullrequests?pagelen=50&state=OPEN&state=MERGED&state=DECLINED"
                                 "&state=SUPERSEDED&sort=created_on"
                                 "&fields=%2Bvalues.reviewers,%2Bvalues.participants,"
                                 "-values.summary.html,-values.rendered");
}

char *path_changed_pull_requests(const struct address_base *base)
{
    return repository_path(base, "/pullrequests?pagelen=50&state=OPEN&state=MERGED&state=DECLINED"
                                 "&state=SUPERSEDED&sort=-updated_on"
                                 "&fields=%2Bvalues.reviewers,%2Bvalues.participants,"
                                 "-values.summary.html,-values.rendered");
}

char *path_pull_requests_with(const struct address_base *base, const char *condition)
{
    CLEANUP(buffer_release) struct buffer query = {0};
    CLEANUP(free_pointer)
    char *text = xasprintf("(state=\"OPEN\" OR state=\"MERGED\" OR state=\"DECLINED\" OR "
                           "state=\"SUPERSEDED\") AND %s",
                           condition);
    CLEANUP(free_pointer) char *tail = NULL;

    text_url_encode(&query, text);
    tail = xasprintf("/pullrequests?pagelen=50&state=OPEN&state=MERGED&state=DECLINED"
                     "&state=SUPERSEDED&sort=created_on&q=%s&fields=size,next,values.id",
                     buffer_text(&query));
    return repository_path(base, tail);
}

char *path_pull_request(const struct address_base *base, int64_t iid)
{
    CLEANUP(free_pointer)
    char *tail = xasprintf("/pullrequests/%lld?fields=-summary.html,-rendered", (long long)iid);
    return repository_path(base, tail);
}

char *path_pull_requests_size(const struct address_base *base)
{
    return repository_path(base, "/pullrequests?pagelen=1&state=OPEN&state=MERGED"
                                 "&state=DECLINED&state=SUPERSEDED");
}

char *path_newest_pull_requests(const struct address_base *base)
{
    return repository_path(base, "/pullrequests?pagelen=50&state=OPEN&state=MERGED&state=DECLINED"
                                 "&state=SUPERSEDED&sort=-created_on");
}

char *path_issues_size(const struct address_base *base)
{
    return repository_path(base, "/issues?pagelen=1");
}

#define ACTIVITY                                                                                   \
    "/activity?pagelen=50&fields=%2Bvalues.comment.resolution.*"                                   \
    ",%2Bvalues.comment.resolution.user.*,%2Bvalues.comment.inline.*,-values.comment.content.html"

char *path_activity(const struct address_base *base)
{
    return repository_path(base, "/pullrequests" ACTIVITY);
}

char *path_own_activity(const struct address_base *base, int64_t iid)
{
    CLEANUP(free_pointer) char *tail = xasprintf("/pullrequests/%lld%s", (long long)iid, ACTIVITY);
    return repository_path(base, tail);
}

char *path_comment(const struct address_base *base, int64_t iid, int64_t comment)
{
    CLEANUP(free_pointer)
    char *tail = xasprintf("/pullrequests/%lld/comments/%lld"
                           "?fields=%%2Bresolution.*,%%2Bresolution.user.*",
                           (long long)iid, (long long)comment);
    return repository_path(base, tail);
}

char *path_comments(const struct address_base *base, int64_t iid)
{
    CLEANUP(free_pointer)
    char *tail = xasprintf("/pullrequests/%lld/comments?pagelen=100"
                           "&fields=%%2Bvalues.resolution.*,%%2Bvalues.resolution.user.*"
                           ",%%2Bvalues.inline.*,-values.content.html",
                           (long long)iid);
    return repository_path(base, tail);
}

char *path_tasks(const struct address_base *base, int64_t iid)
{
    CLEANUP(free_pointer)
    char *tail = xasprintf("/pullrequests/%lld/tasks?pagelen=100", (long long)iid);
    return repository_path(base, tail);
}

char *path_web_repository(const struct address_base *base)
{
    return web_path(base, "");
}

char *path_issues(const struct address_base *base)
{
    return repository_path(base, "/issues?pagelen=100&sort=created_on");
}

char *path_tracker_list(const struct address_base *base, const char *list)
{
    CLEANUP(free_pointer) char *tail = xasprintf("/%s?pagelen=100", list);
    return repository_path(base, tail);
}

char *path_issue_list(const struct address_base *base, int64_t iid, const char *list)
{
    CLEANUP(free_pointer)
    char *tail = xasprintf("/issues/%lld/%s?pagelen=100", (long long)iid, list);
    return repository_path(base, tail);
}

char *path_issue_attachment(const struct address_base *base, int64_t iid, const char *name)
{
    CLEANUP(buffer_release) struct buffer encoded = {0};
    CLEANUP(free_pointer) char *tail = NULL;

    if (*name == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        return NULL;
    text_url_encode(&encoded, name);
    tail = xasprintf("/issues/%lld/attachments/%s", (long long)iid, buffer_text(&encoded));
    return repository_path(base, tail);
}

char *path_web_issue(const struct address_base *base, int64_t iid)
{
    CLEANUP(free_pointer) char *tail = xasprintf("/issues/%lld", (long long)iid);
    return web_path(base, tail);
}

char *path_web_pull_request(const struct address_base *base, int64_t iid)
{
    CLEANUP(free_pointer) char *tail = xasprintf("/pull-requests/%lld", (long long)iid);
    return web_path(base, tail);
}

/* Of the repository workspace/slug, whatever the base's. */
static char *named_path(const struct address_base *base, const char *full_name, const char *tail)
{
    const char *slash = strchr(full_name, '/');
    CLEANUP(free_pointer)
    char *workspace =
        slash != NULL ? xasprintf("%.*s", (int)(slash - full_name), full_name) : xstrdup("");
    struct address_base other = *base;

    other.workspace = workspace;
    other.slug = slash != NULL ? slash + 1 : full_name;
    return web_path(&other, tail);
}

char *path_web_named(const struct address_base *base, const char *full_name)
{
    return named_path(base, full_name, "");
}

char *path_web_item(const struct address_base *base, const char *collection)
{
    CLEANUP(free_pointer) char *tail = xasprintf("/%s/{key}", collection);
    return web_path(base, tail);
}

char *path_git(const struct address_base *base)
{
    return web_path(base, ".git");
}

char *path_git_wiki(const struct address_base *base)
{
    return web_path(base, ".git/wiki");
}

char *path_lfs(const struct address_base *base)
{
    return web_path(base, ".git/info/lfs");
}

char *path_lfs_named(const struct address_base *base, const char *full_name)
{
    return named_path(base, full_name, ".git/info/lfs");
}

char *path_web_file(const struct address_base *base, const char *path)
{
    CLEANUP(buffer_release) struct buffer tail = {0};

    buffer_add(&tail, "/src/HEAD");
    while (path != NULL) {
        const char *slash = strchr(path, '/');
        CLEANUP(free_pointer)
        char *part = slash != NULL ? xasprintf("%.*s", (int)(slash - path), path) : xstrdup(path);
        buffer_add(&tail, "/");
        text_url_encode(&tail, part);
        path = slash != NULL ? slash + 1 : NULL;
    }
    return web_path(base, buffer_text(&tail));
}
