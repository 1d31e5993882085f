/* git_transport.h: the network side of git, done by a spawned `git` (reference: libgit2 1.5 has no
 * time-out, no protocol v2 and does not notice missing history).
 *
 * The child has a closed environment, its own process group, no hooks, templates, system or user
 * configuration, follows no redirect, speaks https alone (http to loopback), and is killed as a
 * group on a stall, at its deadline, or when the caller says so. The secret goes through an
 * inherited pipe read by the askpass program (this program itself, see main.c): never argv, URL,
 * environment or configuration. The pipe gives it once: a server that refuses it is not asked
 * twice.
 */
#ifndef BRIGADE_GIT_TRANSPORT_H
#define BRIGADE_GIT_TRANSPORT_H

#include "lib/error.h"

struct git_source {
    const char *url;     /* https://host/path.git, without user info; or an absolute path of a local
                            repository */
    const char *user;    /* git user; NULL: anonymous */
    const char *secret;  /* its password, at most 4,096 bytes; NULL: anonymous */
    const char *askpass; /* absolute path of the program that answers git's question from
                            BRIGADE_ASKPASS_FD; needed with a secret */
    const char *ca_file; /* PEM; NULL: the system's */
};

struct git_watch {
    /* Called at least every 500 ms while git runs, with git's last progress line ("Receiving
     * objects:  45% (450/1000), 1.2 MiB"), "" before the first. Returning false ends the transfer:
     * ERROR_RETRY. */
    bool (*tick)(const char *line, void *payload);
    void *payload;
    int64_t stall_ms; /* 0: LIMIT_GIT_STALL_S */
};

/* Makes `directory` (bare, created when it is not there) hold exactly the server's branches and
 * tags: fetch with prune, refs packed, everything fsynced. The caller has the directory for itself:
 * what a killed predecessor left (locks, half packs) is removed, and after an error some refs may
 * be new and others old. HEAD is set to refs/heads/<head> when that exists, else to what the
 * server's HEAD names, else left. `head` and `watch` may be NULL. Errors: http_status is set when
 * git reported one (429, 408, 5xx: ERROR_RETRY; others, redirects included: ERROR_ITEM); refused
 * credentials count as 401, "repository not found" as 404; objects that git's fsck refuses and URLs
 * that are not allowed are ERROR_ITEM; a credential that no pipe can carry is ERROR_IMPORT; other
 * faults are ERROR_RETRY, `unreachable` when no connection came about; no space left is ERROR_RETRY
 * saying so. */
bool git_transport_mirror(const struct git_source *source, const char *directory, const char *head,
                          const struct git_watch *watch, struct error *err) MUST_CHECK;
/* A copy of a bare repository whose files are hard links: git replaces files, it never changes them
 * in place. `to` must not exist, its parent must, on the same file system. Left-overs of killed
 * processes are not copied. */
bool git_transport_link_copy(const char *from, const char *to, struct error *err) MUST_CHECK;
/* Commits reachable from any ref. */
bool git_transport_count_commits(const char *directory, int64_t *out, struct error *err) MUST_CHECK;

/* The askpass side: prints the secret that stands in the pipe named by BRIGADE_ASKPASS_FD. Returns
 * an exit code: not 0 when the pipe is empty, that is, when git asks again. Called by main() when
 * that variable is set and argv[1] is git's prompt. */
int git_transport_answer_prompt(void);

#endif
