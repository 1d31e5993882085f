/* people.h: the people of a project as outputs name them: one name and one number each, the same
 * wherever they are met. */
#ifndef BRIGADE_EXPORT_SHARED_PEOPLE_H
#define BRIGADE_EXPORT_SHARED_PEOPLE_H

#include "engine/job_kind.h"

struct person {
    int64_t user_id; /* 0: nobody knows who it is */
    int64_t number;  /* at the target; never 0 */
    const char *name;
    const char *login; /* at the target; NULL: not known, or not to be used */
    const char *shown; /* the name that goes with the number */
};

struct people;

bool people_load(const struct task *task, struct people **out, struct error *err) MUST_CHECK;
void people_free(struct people **people);
/* The person of a user's number; of 0, and of one who is not of the project: "Unknown". */
const struct person *people_find(const struct people *people, int64_t user_id);
/* The person that texts mention by this account or uuid; NULL: nobody of the project. */
const struct person *people_mentioned(const struct people *people, const char *key);
/* Numbers of all, in the order of theirs here; *count of them. */
const int64_t *people_numbers(const struct people *people, size_t *count);

/* FNV-1a of a text, without the top bit, never 0: the number of who has no account at the target.
 */
int64_t people_hash(const char *text);

#endif
