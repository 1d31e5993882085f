/* counts.h: rows of the store that were met in an output that is read back, held against those that
 * the export found when it was planned. */
#ifndef BRIGADE_EXPORT_SHARED_COUNTS_H
#define BRIGADE_EXPORT_SHARED_COUNTS_H

#include "engine/job_kind.h"
#include "lib/git/git.h"

/* Zeroed: nothing yet. */
struct counts {
    struct json_object *things; /* as in brigade.export_counts: how many */
};
void counts_release(struct counts *counts);
void counts_add(struct counts *counts, const char *thing, int64_t more);
/* What an element stands for, whose number is one of ours times 8 and what it stands for: 0 a
 * comment, 1 a task, 2 an event, 3 a change of an issue, 4 an opinion, 6 more about something, 7 an
 * opinion that an event tells of. `lines`: of changes. */
void counts_add_element(struct counts *counts, int64_t index, bool is_issue, int64_t lines);
int64_t counts_lines(const char *text);
/* Reviewers whom the footer of a text names as "- Reviewer without an opinion: Jo" or "- Reviewer
 * no longer at Bitbucket: Jo", where Jo may be called anything. */
int64_t counts_reviewers(const char *text);
/* What stands below the last line of dashes; NULL: there is none. */
const char *counts_footer(const char *text);

/* Counts people and members in people.csv of the output. */
bool counts_add_people(struct counts *counts, const struct task *task,
                       struct error *err) MUST_CHECK;
/* Counts repositories, and every branch and tag of the store that stands in them at the same
 * object. NULL: there is no such repository. */
struct counts_refs {
    struct gitdir *code;
    struct gitdir *wiki;
};
bool counts_add_refs(struct counts *counts, const struct task *task,
                     const struct counts_refs *repositories, struct error *err) MUST_CHECK;

/* Holds the numbers against those of the store, and puts them down. ERROR_ITEM: rows are missing,
 * and no loss names them. */
bool counts_end(struct counts *counts, struct task *task, struct error *err) MUST_CHECK;
/* Where several jobs count: puts down what one of them has met (part: its name), and, when all of
 * them are done, holds the sums against the store. */
void counts_put(const struct counts *counts, struct task *task, const char *part);
bool counts_hold(const struct task *task, struct error *err) MUST_CHECK;

#endif
