/* path.h: addresses of the API and of the web, made of operator settings and checked names, never
 * of what an answer says. Sources of page sizes and fields: Bitbucket REST API 2.0 as of November
 * 2026 (page maxima seen: 50 for pull requests and activity, else 100). */
#ifndef BRIGADE_BITBUCKET_PATH_H
#define BRIGADE_BITBUCKET_PATH_H

#include "lib/base/base.h"
#include "lib/json/json.h"

/* One repository at one server. The strings are borrowed. */
struct address_base {
    const char *api_url; /* https://api.bitbucket.org, without a slash at the end */
    const char *web_url; /* https://bitbucket.org */
    const char *workspace;
    const char *slug;
};

/* All return addresses that the caller frees. */
char *path_repository(const struct address_base *base) MUST_CHECK;
char *path_members(const struct address_base *base) MUST_CHECK;
/* Effective permissions on the repository; needs its administration right. */
char *path_workspace_permissions(const struct address_base *base) MUST_CHECK;
char *path_permissions(const struct address_base *base) MUST_CHECK;
/* Pull requests in all four states with reviewers and participants (fields=), so that none needs a
 * request of its own; oldest first, because page numbers drift when rows appear while we walk. */
char *path_pull_requests(const struct address_base *base) MUST_CHECK;
/* The same, the one that was changed last at the head. */
char *path_changed_pull_requests(const struct address_base *base) MUST_CHECK;
/* One of them, as the lists show it. */
/* The numbers of those for which a condition of `q` holds. */
char *path_pull_requests_with(const struct address_base *base, const char *condition) MUST_CHECK;
char *path_pull_request(const struct address_base *base, int64_t iid) MUST_CHECK;
/* The same list, one to a page: for its size. */
char *path_pull_requests_size(const struct address_base *base) MUST_CHECK;
/* One page of them, newest first: for estimates. */
char *path_newest_pull_requests(const struct address_base *base) MUST_CHECK;
/* A page of one issue: what matters is the size of the list. */
char *path_issues_size(const struct address_base *base) MUST_CHECK;
/* The activity of all pull requests, newest first, with what path_comments asks for of comments. */
char *path_activity(const struct address_base *base) MUST_CHECK;
/* That of one pull request. */
char *path_own_activity(const struct address_base *base, int64_t iid) MUST_CHECK;
/* One comment of a pull request. */
char *path_comment(const struct address_base *base, int64_t iid, int64_t comment) MUST_CHECK;
/* With resolution and all keys of inline, which the plain list leaves out. The keys of resolution
 * are asked for one by one: where it was asked for as a whole, {} came (seen in 2026). */
char *path_comments(const struct address_base *base, int64_t iid) MUST_CHECK;
char *path_tasks(const struct address_base *base, int64_t iid) MUST_CHECK;
/* Issues in every state and whole, oldest first. */
char *path_issues(const struct address_base *base) MUST_CHECK;
/* list: "milestones", "versions" or "components". */
char *path_tracker_list(const struct address_base *base, const char *list) MUST_CHECK;
/* list: "comments", "changes" or "attachments". */
char *path_issue_list(const struct address_base *base, int64_t iid, const char *list) MUST_CHECK;
/* Answered with a redirect to where the bytes are. NULL for a name that would lead elsewhere. */
char *path_issue_attachment(const struct address_base *base, int64_t iid,
                            const char *name) MUST_CHECK;
/* The repositories of a workspace that the credential can read; `slug` is not looked at. */
char *path_repositories(const struct address_base *base) MUST_CHECK;
/* Whether it may be a repository's name in an address: letters, digits, "_", "." and "-", at most
 * 62, neither "." nor "..". NULL is not one. */
/* The slug of a repository; seen on objects of 2014: there is none, and it is the last part of the
 * full name. NULL: it has neither. Owned by the object. */
const char *path_slug_of(const struct json_object *repository);
bool path_is_slug(const char *slug);
/* A file at the root of the main branch, by its bytes. HEAD stands for that branch, whose own name
 * may have a slash, which this address does not take (seen on: what Renovate asks). */
char *path_file(const struct address_base *base, const char *name) MUST_CHECK;
/* For people. full_name: workspace/slug of another repository there. */
char *path_web_repository(const struct address_base *base) MUST_CHECK;
char *path_web_issue(const struct address_base *base, int64_t iid) MUST_CHECK;
char *path_web_pull_request(const struct address_base *base, int64_t iid) MUST_CHECK;
char *path_web_named(const struct address_base *base, const char *full_name) MUST_CHECK;
/* For people: one of a collection such as pull-requests, with {key} where its number belongs. */
char *path_web_item(const struct address_base *base, const char *collection) MUST_CHECK;
/* A file as it stands at HEAD. */
char *path_web_file(const struct address_base *base, const char *path) MUST_CHECK;
/* For git. The wiki is a repository of its own: .git replaced by .git/wiki. */
char *path_git(const struct address_base *base) MUST_CHECK;
char *path_git_wiki(const struct address_base *base) MUST_CHECK;
/* The LFS server, as git-lfs derives it from the address of the repository. */
char *path_lfs(const struct address_base *base) MUST_CHECK;
/* That of another repository, by its full name. */
char *path_lfs_named(const struct address_base *base, const char *full_name) MUST_CHECK;

#endif
