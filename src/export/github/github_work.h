/* github_work.h: what the pages of an export for GitHub share: records that go into parts, a file
 * for each type and page, and texts as GitHub takes them. */
#ifndef BRIGADE_EXPORT_GITHUB_GITHUB_WORK_H
#define BRIGADE_EXPORT_GITHUB_GITHUB_WORK_H

#include "export/shared/work.h"

/* GitHub takes texts of so many characters. */
#define GITHUB_TEXT_CHARACTERS_MAX ((size_t)65000)
/* Parts of issues are numbered from here on: pull requests that become issues have those below. */
#define GITHUB_ISSUE_PAGES 500000

/* The element (place of forge.export_talk times 8, and its code) of what a thing's text has no room
 * for. */
#define GITHUB_ELEMENT_REST 6

/* Takes run, thing, after_key and upto_key. */
#define GITHUB_LOSSES                                                                              \
    "select loss from forge.github_losses(run => $1, thing => $2, after_key => $3, upto_key => "   \
    "$4)"

enum github_type {
    GITHUB_ISSUES,
    GITHUB_ISSUE_COMMENTS,
    GITHUB_ISSUE_EVENTS,
    GITHUB_PULL_REQUESTS,
    GITHUB_REVIEWS,
    GITHUB_THREADS,
    GITHUB_REVIEW_COMMENTS,
    GITHUB_ATTACHMENTS,
    GITHUB_USERS,
    GITHUB_ORGANIZATIONS,
    GITHUB_REPOSITORIES,
    GITHUB_MILESTONES,
    GITHUB_TYPES
};
/* As files of the archive are named, such as "issues". */
const char *github_type_name(enum github_type type);

/* Zeroed but for page, the number of the parts. */
struct github_work {
    struct export_work shared;
    int64_t page;
    struct sink *sinks[GITHUB_TYPES]; /* NULL: no record of it yet */
    int64_t element;                  /* of the last comment on `subject` */
    int part;
};

/* With people, references and the repository; without them, only shared.task needs to be set. */
bool github_work_open(struct github_work *work, struct task *task, struct error *err) MUST_CHECK;
void github_work_close(struct github_work *work);
/* Adds a record to the part of its type. */
bool github_add(struct github_work *work, enum github_type type, struct json_object *record,
                struct error *err) MUST_CHECK;
/* The same of a record as SQL made it. */
bool github_add_text(struct github_work *work, enum github_type type, const char *record,
                     struct error *err) MUST_CHECK;
/* Notes the parts, and gives them their names. */
bool github_work_end(struct github_work *work, struct error *err) MUST_CHECK;

/* A text, with what stands around it. */
struct github_text {
    struct export_text text;
    const char *prefix; /* stands in front; NULL: nothing */
    const char *footer; /* stands below; NULL: nothing */
};
/* As GitHub takes it. Zeroed; to be released. */
struct github_written {
    struct buffer first;
    struct buffer rest; /* what it has no room for */
};
void github_written_release(struct github_written *written);
void github_rewrite(const struct github_work *work, const struct github_text *text,
                    const struct export_subject *subject, struct github_written *out);

/* A comment on a pull request or issue. */
struct github_comment {
    const char *subject_key; /* "issue" or "pull_request" */
    const char *subject;     /* its address */
    const char *person;
    const char *at;
    int64_t element; /* what the comment is, as the address says */
    int part;        /* from 1 on; above that, it goes on with the text of the former */
};
/* Adds a text as one, and what there is no room for as further ones. */
bool github_add_comments(struct github_work *work, const struct github_comment *comment,
                         const struct github_written *written, struct error *err) MUST_CHECK;
/* Adds a pull request or an issue, whose body is the text: what it has no room for are comments. */
bool github_add_thing(struct github_work *work, enum github_type type, struct json_object *record,
                      const struct github_written *written, struct error *err) MUST_CHECK;
/* "-2" behind the address of a second part, else "". The caller frees it. */
char *github_part(int part) MUST_CHECK;
/* How many bytes of a text are the next piece of at most `maximum` characters: whole lines where
 * that does not make it much shorter. */
size_t github_piece(const char *text, size_t maximum);

#endif
