#include <stdlib.h>
#include <string.h>

#include <git2/sys/repository.h>

#include "lib/git/git_private.h"
#include "lib/base/limits.h"

/* A tag of a tag of a tag ... : nobody stacks more, and a chain costs one read a link. */
#define TAG_CHAIN_MAX 100
/* Objects that are parsed once and looked at once need no 256 MiB of cache. */
#define OBJECT_CACHE_BYTES ((ssize_t)1 * 1024 * 1024)
/* Mapped pack pages count as our memory; look-ups jump about and gain nothing from large windows.
 */
#define PACK_WINDOW_BYTES ((size_t)512 * 1024)
#define PACK_MAPPED_BYTES ((size_t)8 * 1024 * 1024)

/* Folders in folders: a path has at most 4,096 bytes anywhere. */
#define TREE_DEPTH_MAX 64
/* A tree that holds itself many times over has no end of paths. */
#define TREE_ENTRIES_MAX 1000000

static void free_reference(git_reference **reference)
{
    git_reference_free(*reference);
}

static void free_tag(git_tag **tag)
{
    git_tag_free(*tag);
}

static void free_commit(git_commit **commit)
{
    git_commit_free(*commit);
}

static void free_odb_object(git_odb_object **object)
{
    git_odb_object_free(*object);
}

static void free_tree(git_tree **tree)
{
    git_tree_free(*tree);
}

static void free_entry(git_tree_entry **entry)
{
    git_tree_entry_free(*entry);
}

static void free_iterator(git_reference_iterator **iterator)
{
    git_reference_iterator_free(*iterator);
}

static bool set_git_error(struct error *err, const char *what, const char *path)
{
    const git_error *last = git_error_last();
    return error_set(err, ERROR_RETRY, "cannot %s %s: %s", what, path,
                     last != NULL && last->message != NULL ? last->message : "no reason given");
}

/* Once a process, and never shut down: each start of libgit2 reads all certificates of the host. */
static bool start(struct error *err)
{
    static const int levels[] = {GIT_CONFIG_LEVEL_PROGRAMDATA, GIT_CONFIG_LEVEL_SYSTEM,
                                 GIT_CONFIG_LEVEL_XDG, GIT_CONFIG_LEVEL_GLOBAL};
    static bool is_started;

    if (is_started)
        return true;
    if (git_libgit2_init() < 0)
        return error_set(err, ERROR_IMPORT, "libgit2 cannot be initialised");
    is_started = git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 1) == 0 &&
                 git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, OBJECT_CACHE_BYTES) == 0 &&
                 git_libgit2_opts(GIT_OPT_SET_MWINDOW_SIZE, PACK_WINDOW_BYTES) == 0 &&
                 git_libgit2_opts(GIT_OPT_SET_MWINDOW_MAPPED_LIMIT, PACK_MAPPED_BYTES) == 0;
    for (size_t i = 0; i < ARRAY_LENGTH(levels); i++)
        is_started = is_started && git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, levels[i], "") == 0;
    if (is_started)
        return true;
    git_libgit2_shutdown();
    return error_set(err, ERROR_IMPORT, "libgit2 lacks an option that is needed");
}

bool gitdir_open(struct gitdir **out, const char *path, struct error *err)
{
    CLEANUP(gitdir_close) struct gitdir *gitdir = NULL;

    if (!start(err))
        return false;
    gitdir = xcalloc(1, sizeof(*gitdir));
    if (git_repository_open_bare(&gitdir->repository, path) != 0 ||
        git_repository_odb(&gitdir->odb, gitdir->repository) != 0)
        return set_git_error(err, "open", path);
    *out = TAKE(gitdir);
    return true;
}

void gitdir_close(struct gitdir **gitdir)
{
    struct gitdir *old = TAKE(*gitdir);
    if (old == NULL)
        return;
    git_odb_free(old->odb);
    git_repository_free(old->repository);
    free(old);
}

static git_object_t type_of(struct gitdir *gitdir, const git_oid *oid)
{
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    if (git_odb_read_header(&size, &type, gitdir->odb, oid) != 0)
        return GIT_OBJECT_INVALID;
    return type;
}

/* Type and size stand in front of an object, so that they are known before it is read. */
static bool may_read(struct gitdir *gitdir, const git_oid *oid)
{
    size_t size = 0;
    git_object_t type = GIT_OBJECT_INVALID;
    return git_odb_read_header(&size, &type, gitdir->odb, oid) == 0 &&
           size <= LIMIT_GIT_OBJECT_BYTES;
}

static bool read_commit(struct gitdir *gitdir, const git_oid *oid, git_commit **out)
{
    return may_read(gitdir, oid) && git_commit_lookup(out, gitdir->repository, oid) == 0;
}

/* NULL when it cannot be had. */
static git_tree *read_tree(struct gitdir *gitdir, const git_oid *oid)
{
    git_tree *tree = NULL;
    return may_read(gitdir, oid) && git_tree_lookup(&tree, gitdir->repository, oid) == 0 ? tree
                                                                                         : NULL;
}

bool gitdir_resolve_commit(struct gitdir *gitdir, const char *prefix, char oid[GIT_OID_TEXT])
{
    git_oid beginning;
    git_oid full;
    size_t length = strlen(prefix);
    if (length < 4 || length > GIT_OID_HEXSZ || strspn(prefix, "0123456789abcdef") != length ||
        git_oid_fromstrn(&beginning, prefix, length) != 0 ||
        git_odb_exists_prefix(&full, gitdir->odb, &beginning, length) != 0 ||
        type_of(gitdir, &full) != GIT_OBJECT_COMMIT)
        return false;
    git_oid_tostr(oid, GIT_OID_TEXT, &full);
    return true;
}

bool gitdir_commit_time(struct gitdir *gitdir, const char *oid, int64_t *seconds)
{
    git_oid id;
    CLEANUP(free_commit) git_commit *commit = NULL;
    if (git_oid_fromstrp(&id, oid) != 0 || !read_commit(gitdir, &id, &commit))
        return false;
    *seconds = git_commit_time(commit);
    return true;
}

/* Follows tags to what they point to in the end. Reads tags only: the last may be a huge blob. */
static void follow_tags(struct gitdir *gitdir, const git_oid *oid, git_oid *end)
{
    git_object_t type = type_of(gitdir, oid);
    *end = *oid;
    for (int i = 0; type == GIT_OBJECT_TAG && i < TAG_CHAIN_MAX; i++) {
        CLEANUP(free_tag) git_tag *tag = NULL;
        if (!may_read(gitdir, end) || git_tag_lookup(&tag, gitdir->repository, end) != 0)
            return;
        *end = *git_tag_target_id(tag);
        type = git_tag_target_type(tag);
    }
}

/* packed-refs says what an annotated tag points to, and a branch is never a tag, so that few
 * objects are touched: each would map a piece of the pack. */
static void peel(struct gitdir *gitdir, git_reference *reference, char peeled[GIT_OID_TEXT])
{
    const git_oid *oid = git_reference_target(reference);
    const git_oid *known = git_reference_target_peel(reference);
    git_oid end = *oid;
    if (known != NULL)
        end = *known;
    else if (git_reference_is_tag(reference))
        follow_tags(gitdir, oid, &end);
    peeled[0] = '\0';
    if (!git_oid_equal(&end, oid))
        git_oid_tostr(peeled, GIT_OID_TEXT, &end);
}

/* Leaves out->name NULL for a ref that is gone, or symbolic, which no server sends. */
static bool read_ref(struct gitdir *gitdir, const char *name, struct gitdir_ref *out,
                     struct error *err)
{
    CLEANUP(free_reference) git_reference *reference = NULL;
    int outcome = git_reference_lookup(&reference, gitdir->repository, name);
    out->name = NULL;
    if (outcome == GIT_ENOTFOUND || outcome == GIT_EINVALIDSPEC)
        return true;
    if (outcome != 0)
        return set_git_error(err, "read a ref of", git_repository_path(gitdir->repository));
    if (git_reference_target(reference) == NULL)
        return true;
    out->name = name;
    git_oid_tostr(out->oid, GIT_OID_TEXT, git_reference_target(reference));
    peel(gitdir, reference, out->peeled_oid);
    return true;
}

struct names {
    char **items;
    size_t count;
    size_t capacity;
};

static void release_names(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->items[i]);
    free(names->items);
}

static void add_name(struct names *names, const char *name)
{
    if (names->count == names->capacity) {
        names->capacity = names->capacity > 0 ? 2 * names->capacity : 64;
        names->items = xrealloc(names->items, names->capacity * sizeof(*names->items));
    }
    names->items[names->count++] = xstrdup(name);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_branch_or_tag(const char *name)
{
    return strncmp(name, "refs/heads/", 11) == 0 || strncmp(name, "refs/tags/", 10) == 0;
}

/* libgit2 lists loose refs before packed ones; only the names are kept for sorting. */
static bool list_names(struct gitdir *gitdir, struct names *names, struct error *err)
{
    CLEANUP(free_iterator) git_reference_iterator *iterator = NULL;
    const char *name = NULL;
    int outcome = git_reference_iterator_new(&iterator, gitdir->repository);
    while (outcome == 0 && (outcome = git_reference_next_name(&name, iterator)) == 0) {
        if (!is_branch_or_tag(name))
            continue;
        if (names->count == LIMIT_REFS)
            return error_set(err, ERROR_ITEM, "the repository has more than %d refs", LIMIT_REFS);
        add_name(names, name);
    }
    if (outcome != GIT_ITEROVER)
        return set_git_error(err, "list the refs of", git_repository_path(gitdir->repository));
    if (names->count > 0)
        qsort(names->items, names->count, sizeof(*names->items), compare_names);
    return true;
}

bool gitdir_each_ref(struct gitdir *gitdir,
                     bool (*each)(const struct gitdir_ref *ref, void *payload), void *payload,
                     struct error *err)
{
    CLEANUP(release_names) struct names names = {0};
    if (!list_names(gitdir, &names, err))
        return false;
    bool wants_more = true;
    for (size_t i = 0; i < names.count && wants_more; i++) {
        struct gitdir_ref ref;
        if (!read_ref(gitdir, names.items[i], &ref, err))
            return false;
        wants_more = ref.name == NULL || each(&ref, payload);
    }
    return true;
}

void gitdir_head(struct gitdir *gitdir, char *name, size_t size)
{
    CLEANUP(free_reference) git_reference *head = NULL;
    CLEANUP(free_reference) git_reference *branch = NULL;
    name[0] = '\0';
    if (git_reference_lookup(&head, gitdir->repository, "HEAD") != 0)
        return;
    const char *target = git_reference_symbolic_target(head);
    if (target == NULL || strlen(target) >= size ||
        git_reference_lookup(&branch, gitdir->repository, target) != 0)
        return;
    memcpy(name, target, strlen(target) + 1);
}

bool gitdir_ref(struct gitdir *gitdir, const char *name, char oid[GIT_OID_TEXT])
{
    git_oid id;
    if (git_reference_name_to_id(&id, gitdir->repository, name) != 0)
        return false;
    git_oid_tostr(oid, GIT_OID_TEXT, &id);
    return true;
}

bool gitdir_parent(struct gitdir *gitdir, const char *oid, unsigned n, char parent[GIT_OID_TEXT])
{
    git_oid id;
    CLEANUP(free_commit) git_commit *commit = NULL;
    if (git_oid_fromstrp(&id, oid) != 0 || !read_commit(gitdir, &id, &commit))
        return false;
    const git_oid *found = git_commit_parent_id(commit, n);
    if (found == NULL)
        return false;
    git_oid_tostr(parent, GIT_OID_TEXT, found);
    return true;
}

bool gitdir_read_blob(struct gitdir *gitdir, const char *oid, struct buffer *out, struct error *err)
{
    CLEANUP(free_odb_object) git_odb_object *object = NULL;
    git_oid id;
    buffer_clear(out);
    if (git_oid_fromstrp(&id, oid) != 0 || git_odb_read(&object, gitdir->odb, &id) != 0)
        return set_git_error(err, "read a blob of", git_repository_path(gitdir->repository));
    if (buffer_append(out, git_odb_object_data(object), git_odb_object_size(object)))
        return true;
    return error_set(err, ERROR_RETRY, "the blob %s has more than %zu bytes", oid, out->maximum);
}

/* NULL when HEAD names no commit. */
static git_tree *head_tree(struct gitdir *gitdir)
{
    git_oid id;
    CLEANUP(free_commit) git_commit *commit = NULL;
    if (git_reference_name_to_id(&id, gitdir->repository, "HEAD") != 0 ||
        !read_commit(gitdir, &id, &commit))
        return NULL;
    return read_tree(gitdir, git_commit_tree_id(commit));
}

bool gitdir_has_file(struct gitdir *gitdir, const char *path)
{
    CLEANUP(free_tree) git_tree *tree = head_tree(gitdir);
    CLEANUP(free_entry) git_tree_entry *entry = NULL;
    return tree != NULL && git_tree_entry_bypath(&entry, tree, path) == 0 &&
           git_tree_entry_type(entry) == GIT_OBJECT_BLOB;
}

/* A way down a tree: one level per folder. */
struct walk {
    struct {
        git_tree *tree;
        size_t next;      /* entry */
        size_t path_size; /* of the folder, with its slash */
    } levels[TREE_DEPTH_MAX];
    size_t depth;
    struct buffer path;
};

static void release_walk(struct walk *walk)
{
    while (walk->depth > 0)
        git_tree_free(walk->levels[--walk->depth].tree);
    buffer_release(&walk->path);
}

/* Takes the tree. */
static void enter(struct walk *walk, git_tree *tree)
{
    if (tree == NULL || walk->depth == TREE_DEPTH_MAX) {
        git_tree_free(tree);
        return;
    }
    walk->levels[walk->depth].tree = tree;
    walk->levels[walk->depth].next = 0;
    walk->levels[walk->depth++].path_size = walk->path.size;
}

/* False: `each` wants no more. */
static bool step(struct gitdir *gitdir, struct walk *walk,
                 bool (*each)(const char *path, const char *oid, void *payload), void *payload)
{
    size_t level = walk->depth - 1;
    const git_tree_entry *entry =
        git_tree_entry_byindex(walk->levels[level].tree, walk->levels[level].next++);
    char oid[GIT_OID_TEXT];
    if (entry == NULL) {
        git_tree_free(walk->levels[--walk->depth].tree);
        return true;
    }
    walk->path.size = walk->levels[level].path_size;
    buffer_add(&walk->path, git_tree_entry_name(entry));
    if (git_tree_entry_type(entry) == GIT_OBJECT_BLOB) {
        git_oid_tostr(oid, sizeof(oid), git_tree_entry_id(entry));
        return each(walk->path.data, oid, payload);
    }
    buffer_add(&walk->path, "/");
    if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
        enter(walk, read_tree(gitdir, git_tree_entry_id(entry)));
    return true;
}

void gitdir_each_file(struct gitdir *gitdir,
                      bool (*each)(const char *path, const char *oid, void *payload), void *payload)
{
    CLEANUP(release_walk) struct walk walk = {0};
    enter(&walk, head_tree(gitdir));
    for (long seen = 0; walk.depth > 0 && seen < TREE_ENTRIES_MAX; seen++)
        if (!step(gitdir, &walk, each, payload))
            return;
}
