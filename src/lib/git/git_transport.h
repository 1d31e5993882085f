/* git_transport.h: the network side of git, done by a spawned `git` (libgit2 1.5 has no time-out,
 * no protocol v2 and does not notice missing history).
 *
 * The child has a closed environment, its own process group, no hooks, templates, system or user
 * configuration, follows no redirect, speaks https alone (http to loopback), connects to addresses
 * alone that http_allow_addresses lets through (they are looked up here and named to git, which
 * asks no resolver), and is killed as a group on a stall, at its deadline, or when the caller says
 * so. The secret goes through an
 * inherited pipe read by the askpass program (this program itself, see main.c): never argv, URL,
 * environment or configuration. The pipe gives it once: a server that refuses it is not asked
 * twice.
 */
#ifndef BRIGADE_GIT_GIT_TRANSPORT_H
#define BRIGADE_GIT_GIT_TRANSPORT_H

#include "lib/git/git_listing.h"

struct git_source {
    const char *url;     /* https://host/path.git, without user info; or an absolute path of a local
                            repository */
    const char *user;    /* git user; NULL: anonymous */
    const char *secret;  /* its password, at most 4,096 bytes; NULL: anonymous */
    const char *askpass; /* absolute path of the program that answers git's question from
                            BRIGADE_ASKPASS_FD; needed with a secret */
    const char *ca_file; /* PEM; NULL: the system's */
    const char *head;    /* its main branch, which HEAD is to name; NULL: not known */
};

struct git_watch {
    /* Called at least every 500 ms while git runs, with git's last progress line ("Receiving
     * objects:  45% (450/1000), 1.2 MiB"), "" before the first. Returning false ends the transfer:
     * ERROR_RETRY. */
    bool (*tick)(const char *line, void *payload);
    void *payload;
    int64_t stall_ms;      /* setting git_stall; 0: LIMIT_GIT_STALL_S */
    int64_t wall_ms;       /* setting git_wall: of each run of git; 0: LIMIT_GIT_WALL_S */
    int64_t max_mib;       /* setting git_max_mib: a run may add so much to the directory; 0:
                              LIMIT_GIT_MAX_MIB */
    int64_t keep_free_mib; /* setting keep_free_mib: a run that writes is ended, ERROR_RETRY, when
                              less is free on the disk of the directory; 0: none */
};

/* Branches and tags that the server has. `directory`: where git may look for a repository of ours;
 * nothing is written. Errors as git_transport_mirror. */
bool git_transport_list(const struct git_source *source, const char *directory,
                        const struct git_watch *watch, struct git_listing *listing,
                        struct error *err) MUST_CHECK;
/* Makes `directory` (bare, created when it is not there) hold exactly the server's branches and
 * tags, those whose names cannot be stored as refs/refused/<n>: the list first, what it lacks
 * deleted, a fetch, refs packed, everything fsynced, and the refs compared with the list; when
 * somebody pushed in between, once more. Nothing is fetched when nothing changed. The caller has
 * the directory for itself. The locks and half packs that a killed predecessor left are removed.
 * After an error some refs may be new and others old. HEAD is set to source->head when that branch
 * exists, else to what the server's HEAD names, else left. Refs elsewhere (refs/merge-requests/)
 * stay. `watch` may be NULL; *listing gets the refs that the server advertised. Errors: http_status
 * is set when git reported one (429, 408, 5xx: ERROR_RETRY; others, redirects included:
 * ERROR_ITEM); refused credentials count as 401, "repository not found" as 404; objects that git
 * cannot read and URLs that are not allowed are ERROR_ITEM; a credential that no pipe can carry is
 * ERROR_IMPORT; other faults are ERROR_RETRY, `unreachable` when no connection came about; no space
 * left is ERROR_RETRY saying so. */
bool git_transport_mirror(const struct git_source *source, const char *directory,
                          const struct git_watch *watch, struct git_listing *listing,
                          struct error *err) MUST_CHECK;
/* Fetches refs into an existing repository. `refspecs`: lines of git's syntax. All objects that the
 * refs need are there afterwards. */
bool git_transport_fetch(const struct git_source *source, const char *directory,
                         const struct buffer *refspecs, const struct git_watch *watch,
                         struct error *err) MUST_CHECK;
/* Changes refs at once. `commands`: lines for `git update-ref --stdin`. All refs are packed and
 * fsynced. */
bool git_transport_update_refs(const char *directory, const struct buffer *commands,
                               const struct git_watch *watch, struct error *err) MUST_CHECK;
/* A copy of a bare repository whose files are hard links: git replaces files, it never changes them
 * in place. `to` must not exist, its parent must, on the same file system. Left-overs of killed
 * processes are not copied. `watch` (may be NULL) is told that we live. */
bool git_transport_link_copy(const char *from, const char *to, const struct git_watch *watch,
                             struct error *err) MUST_CHECK;
/* Hard links for the packs of `from` that `to` lacks: objects without refs, there for good. */
bool git_transport_link_packs(const char *from, const char *to, struct error *err) MUST_CHECK;
/* Commits reachable from branches, tags and refused refs. `watch` may be NULL. */
bool git_transport_count_commits(const char *directory, const struct git_watch *watch, int64_t *out,
                                 struct error *err) MUST_CHECK;

/* The askpass side: prints the secret that stands in the pipe named by BRIGADE_ASKPASS_FD. Returns
 * an exit code: not 0 when the pipe is empty, that is, when git asks again. Called by main() when
 * that variable is set and argv[1] is git's prompt. */
int git_transport_answer_prompt(void);

#endif
