/* git.h: the only door to libgit2. Everything local: refs, look-ups of abbreviated hashes, dates.
 * Never the network. System, user and XDG configuration are not read. Error texts are copied at
 * once (libgit2 keeps them per thread). Commits, tags and folders of more than
 * LIMIT_GIT_OBJECT_BYTES are not read: functions treat such an object as missing.
 */
#ifndef BRIGADE_GIT_GIT_H
#define BRIGADE_GIT_GIT_H

#include "lib/base/buffer.h"
#include "lib/base/error.h"

#define GIT_OID_TEXT 41
/* Refs whose names cannot be stored keep their objects below this prefix; a number follows. */
#define GIT_REFUSED "refs/refused/"
#define GIT_MERGE_REQUESTS "refs/merge-requests/"

struct gitdir; /* an open bare repository; keep one open for many look-ups */

/* Does not check who owns it. ERROR_RETRY when it is not there or not readable. */
bool gitdir_open(struct gitdir **out, const char *path, struct error *err) MUST_CHECK;
void gitdir_close(struct gitdir **gitdir);

/* Full id of the commit whose id begins with `prefix` (4 to 40 lower-case hex digits). False,
 * without an error, when there is none, more than one object, or it is not a commit. About 4
 * microseconds each; a miss costs ten times more per pack, so remember misses. */
bool gitdir_resolve_commit(struct gitdir *gitdir, const char *prefix, char oid[GIT_OID_TEXT]);
/* Committer date of a commit, seconds since 1970. False when there is no such commit. */
bool gitdir_commit_time(struct gitdir *gitdir, const char *oid, int64_t *seconds);

struct gitdir_ref {
    const char *name; /* such as refs/heads/main; any bytes but NUL */
    char oid[GIT_OID_TEXT];
    char peeled_oid[GIT_OID_TEXT]; /* the object that an annotated tag points to in the end, commit
                                      or not;
                                      "" when the same as oid */
};
/* Calls `each` for every ref under refs/heads/ and refs/tags/, by name (byte order). The ref is
 * gone after the call; `each` returning false ends it, which is success. ERROR_ITEM for more than
 * LIMIT_REFS refs. */
bool gitdir_each_ref(struct gitdir *gitdir,
                     bool (*each)(const struct gitdir_ref *ref, void *payload), void *payload,
                     struct error *err) MUST_CHECK;
/* The branch that HEAD names ("refs/heads/main"), "" when HEAD is detached or broken, or the branch
 * is not there. */
void gitdir_head(struct gitdir *gitdir, char *name, size_t size);
/* Object that a ref names, and whether it is there. */
bool gitdir_ref(struct gitdir *gitdir, const char *name, char oid[GIT_OID_TEXT]);
/* The n-th parent (from 0 on) of a commit. False when there is no such commit or parent. */
bool gitdir_parent(struct gitdir *gitdir, const char *oid, unsigned n, char parent[GIT_OID_TEXT]);

/* The bytes of a blob, in place of what `out` holds. ERROR_RETRY when it cannot be read, or is
 * larger than out->maximum. */
bool gitdir_read_blob(struct gitdir *gitdir, const char *oid, struct buffer *out,
                      struct error *err) MUST_CHECK;
/* Whether the commit that HEAD names has a file of that path. */
bool gitdir_has_file(struct gitdir *gitdir, const char *path);
/* Calls `each` for every file of the commit that HEAD names, with path and blob, until it returns
 * false. The walk passes over folders that are nested too deep and entries after the millionth,
 * because it is for people alone. Without a commit there is nothing. */
void gitdir_each_file(struct gitdir *gitdir,
                      bool (*each)(const char *path, const char *oid, void *payload),
                      void *payload);
/* Whether git itself takes the name (git-check-ref-format). */
bool git_ref_name_is_valid(const char *name);
/* NULL when `name` may be a ref of ours, else why not, as a half-sentence. Taken are git's rules,
 * refs/heads/ or refs/tags/ alone, no component with a leading '-', no 40 hex digits as the last
 * component, not refs/heads/HEAD, no C1 or bidirectional control characters, valid UTF-8,
 * components to 250 bytes, at most 1,000 bytes. */
const char *git_ref_name_refusal(const char *name);

#endif
