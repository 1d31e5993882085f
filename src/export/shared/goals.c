#include "export/shared/goals.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int compare_known(const void *left, const void *right)
{
    const struct known *one = left;
    const struct known *other = right;

    if (one->is_issue != other->is_issue)
        return one->is_issue ? -1 : 1;
    return (one->iid > other->iid) - (one->iid < other->iid);
}

const struct known *references_find(const struct references *references, bool is_issue, int64_t iid)
{
    struct known wanted = {.is_issue = is_issue, .iid = iid};

    return bsearch(&wanted, references->known, references->known_count, sizeof(wanted),
                   compare_known);
}

int references_compare_files(const void *left, const void *right)
{
    const struct reference_file *one = left;
    const struct reference_file *other = right;

    if (one->iid != other->iid)
        return one->iid < other->iid ? -1 : 1;
    return strcmp(one->name, other->name);
}

const struct reference_file *references_find_file(const struct references *references, int64_t iid,
                                                  const char *name, size_t size)
{
    CLEANUP(free_pointer) char *decoded = xasprintf("%.*s", (int)size, name);
    struct reference_file wanted = {.iid = iid, .name = decoded};

    address_decode(decoded);
    return bsearch(&wanted, references->files, references->file_count, sizeof(wanted),
                   references_compare_files);
}

static bool is_hash(const char *text, size_t size)
{
    if (size < 7 || size > 40)
        return false;
    for (size_t i = 0; i < size; i++)
        if (!isxdigit((unsigned char)text[i]) || isupper((unsigned char)text[i]))
            return false;
    return true;
}

static bool find_commit(const struct references *references, const char *text, size_t size,
                        char oid[GIT_OID_TEXT])
{
    char prefix[GIT_OID_TEXT];

    if (!is_hash(text, size) || references->gitdir == NULL)
        return false;
    memcpy(prefix, text, size);
    prefix[size] = '\0';
    return gitdir_resolve_commit(references->gitdir, prefix, oid);
}

/* Of a neighbour, no repository is at hand: a whole hash is taken for one. */
static bool find_goal_commit(const struct references *references, const struct goal *goal,
                             char oid[GIT_OID_TEXT])
{
    const struct address *address = &goal->address;

    if (goal->neighbour == NULL)
        return find_commit(references, address->ref, address->ref_size, oid);
    if (address->ref_size != GIT_OID_TEXT - 1 || !is_hash(address->ref, address->ref_size))
        return false;
    snprintf(oid, GIT_OID_TEXT, "%.*s", GIT_OID_TEXT - 1, address->ref);
    return true;
}

static char *web_source(const struct references *references, const struct goal *goal)
{
    const struct address *address = &goal->address;
    char oid[GIT_OID_TEXT];
    bool is_commit = find_goal_commit(references, goal, oid);
    CLEANUP(free_pointer)
    char *lines = address->first_line == 0 ? xstrdup("")
                  : address->first_line == address->last_line
                      ? xasprintf("#L%lld", (long long)address->first_line)
                      : xasprintf("#L%lld%s%lld", (long long)address->first_line,
                                  references->forms->last_line, (long long)address->last_line);

    return xasprintf("%s/%s/%.*s/%.*s%s", goal->web,
                     is_commit ? references->forms->file_at_commit
                               : references->forms->file_at_branch,
                     is_commit ? GIT_OID_TEXT - 1 : (int)address->ref_size,
                     is_commit ? oid : address->ref, (int)address->path_size, address->path, lines);
}

/* The number that a pull request or issue has at the target; 0: there is none. */
static int64_t goal_number(const struct references *references, const struct goal *goal,
                           bool *is_issue_there)
{
    bool is_issue = goal->address.kind == ADDRESS_ISSUE;
    const struct neighbour *neighbour = goal->neighbour;
    const struct known *known = NULL;

    *is_issue_there = is_issue;
    if (neighbour != NULL)
        return goal->address.number <= neighbour->upto[is_issue]
                   ? goal->address.number + neighbour->moved_by[is_issue]
                   : 0;
    known = references_find(references, is_issue, goal->address.number);
    if (known == NULL)
        return 0;
    *is_issue_there |= known->is_issue_there;
    return known->number;
}

/* The page of a pull request or an issue below an address; NULL: there is none. */
static char *numbered_page(const struct references *references, const struct goal *goal,
                           const char *above)
{
    bool is_issue = false;
    int64_t number = goal_number(references, goal, &is_issue);

    return number == 0 ? NULL
                       : xasprintf("%s/%s/%lld", above,
                                   is_issue ? references->forms->issues : references->forms->pulls,
                                   (long long)number);
}

/* The address by which the output itself names a pull request or an issue; NULL: it does not. */
static char *web_record(const struct references *references, const struct goal *goal)
{
    if (references->records == NULL || goal->neighbour != NULL ||
        (goal->address.kind != ADDRESS_PULL && goal->address.kind != ADDRESS_ISSUE))
        return NULL;
    return numbered_page(references, goal, references->records);
}

char *goal_page(const struct references *references, const struct goal *goal)
{
    const struct address *address = &goal->address;
    const struct reference_forms *forms = references->forms;
    char oid[GIT_OID_TEXT];

    if (goal->web == NULL)
        return web_record(references, goal);
    switch (address->kind) {
    case ADDRESS_PULL:
    case ADDRESS_ISSUE:
        return numbered_page(references, goal, goal->web);
    case ADDRESS_COMMIT:
        return find_goal_commit(references, goal, oid)
                   ? xasprintf("%s/%s/%s", goal->web, forms->commit, oid)
                   : NULL;
    case ADDRESS_SOURCE:
        return web_source(references, goal);
    case ADDRESS_BRANCH:
        return xasprintf("%s/%s/%.*s", goal->web, forms->branch, (int)address->ref_size,
                         address->ref);
    default:
        return NULL;
    }
}

/* Whether the output has an issue of that number. Numbers of a kind are all moved by the same; what
 * is known begins with issues and ends with pull requests. */
static bool is_record(const struct references *references, int64_t number)
{
    const size_t ends[] = {0, references->known_count - 1};

    for (size_t i = 0; references->known_count > 0 && i < ARRAY_LENGTH(ends); i++) {
        const struct known *end = &references->known[ends[i]];
        const struct known *found =
            references_find(references, end->is_issue, number - (end->number - end->iid));
        if (found != NULL && found->is_issue_there)
            return true;
    }
    return false;
}

char *goal_elsewhere(const struct references *references, const struct goal *goal, const char *text,
                     size_t size)
{
    CLEANUP(free_pointer)
    char *record = references->records == NULL
                       ? NULL
                       : xasprintf("%s/%s/%lld", references->records, references->forms->issues,
                                   (long long)goal->address.number);
    const char *host = strstr(text, "://");

    if (record == NULL || goal->address.kind != ADDRESS_ISSUE || size < strlen(record) ||
        strncasecmp(text, record, strlen(record)) != 0 || host == NULL ||
        !is_record(references, goal->address.number))
        return NULL;
    host += strlen("://");
    return xasprintf("%.*swww.%.*s", (int)(host - text), text, (int)(text + size - host), host);
}

char *goal_short_form(const struct references *references, const struct goal *goal)
{
    const struct address *address = &goal->address;
    const char *place = goal->neighbour != NULL ? goal->neighbour->place : "";
    char oid[GIT_OID_TEXT];
    bool is_issue = false;
    int64_t number = 0;

    if (address->kind == ADDRESS_COMMIT && goal->neighbour == NULL &&
        find_goal_commit(references, goal, oid))
        return xstrdup(oid);
    if ((address->kind != ADDRESS_PULL && address->kind != ADDRESS_ISSUE) || place == NULL)
        return NULL;
    number = goal_number(references, goal, &is_issue);
    return number > 0 ? xasprintf("%s%s%lld", place,
                                  address->kind == ADDRESS_PULL ? references->forms->pull : "#",
                                  (long long)number)
                      : NULL;
}

struct goal goal_find(const struct references *references, const char *text, size_t size)
{
    struct goal goal = {.web = references->web};

    goal.address = address_parse(text, size, references->site, references->full_name);
    for (size_t i = 0; goal.address.kind == ADDRESS_FOREIGN && i < references->neighbour_count;
         i++) {
        goal.neighbour = &references->neighbours[i];
        goal.web = goal.neighbour->web;
        goal.address = address_parse(text, size, references->site, goal.neighbour->full_name);
    }
    return goal;
}
