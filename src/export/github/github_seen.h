/* github_seen.h: what is known of an archive that is read back, record by record: what each stands
 * for, and whether those that it names are there. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_SEEN_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_SEEN_H

#include "export/github/github_addresses.h"
#include "export/shared/counts.h"
#include "lib/git/git.h"

/* Zeroed; to be released. */
struct github_seen {
    struct counts counts;
    struct gitdir *gitdir;        /* the repository of the archive; NULL: it has none */
    struct json_object *headless; /* numbers of issues that stand for pull requests */
    struct buffer events;         /* a letter for each by its number: what it stands for */
    size_t events_seen;
    char *merging;                  /* the pull request of the last event, if that was its merge */
    struct github_addresses there;  /* of records, and of files */
    struct github_addresses named;  /* by records */
    struct github_addresses logins; /* of users */
    struct github_addresses merged; /* pull requests, by their events */
    struct github_addresses ended;  /* pull requests and issues, by their events */
    struct github_addresses answers;
    struct github_addresses answered;
    int64_t sought; /* when it is read again: the address that is wrong; 0: none */
    const char *why;
};
void github_seen_release(struct github_seen *seen);

/* Takes a record of a file, such as "issues". */
bool github_seen_take(struct github_seen *seen, const char *types, const struct json_object *record,
                      struct error *err) MUST_CHECK;
/* Whether all that is named is there, once, and what belongs together is. False with seen->sought:
 * the records are to be taken again, and the one that is wrong will say so. */
bool github_seen_end(struct github_seen *seen, struct error *err) MUST_CHECK;

#endif
