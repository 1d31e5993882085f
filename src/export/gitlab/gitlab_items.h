/* gitlab_items.h: a page of merge requests or issues, a line each, into which what was said comes
 * row by row. */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_ITEMS_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_ITEMS_H

#include "export/gitlab/gitlab_notes.h"

struct gitlab_item {
    int64_t iid;
    struct json_object *author;    /* who wrote it and when, as its notes need to know */
    struct gitlab_written written; /* what did not fit into its description */
};

/* Zeroed but for thing, begin and payload; to be released. */
struct gitlab_items {
    const char *thing; /* "merge_requests" or "issues" */
    /* Begins the line of an item, up to its notes; what its text has no room for is
     * known behind it. */
    bool (*begin)(void *payload, size_t index, struct error *err);
    void *payload;
    struct gitlab_work work;
    struct gitlab_notes notes;
    struct db_rows *rows; /* of forge.gitlab_pulls or forge.gitlab_issues */
    struct gitlab_item *items;
    size_t count;
    size_t next; /* that is to be opened next */
};
void gitlab_items_release(struct gitlab_items *items);

/* Calls `sql` with run, after_key and upto_key: iid, item, header, footer, markup, link, author_id,
 * created_at. */
bool gitlab_items_open(struct gitlab_items *items, struct task *task, const char *sql,
                       struct error *err) MUST_CHECK;
/* What a row is about. */
struct export_subject gitlab_items_subject(const struct gitlab_items *items, size_t row);
/* Parses the item of a row, and rewrites its description. */
bool gitlab_items_parse(struct gitlab_items *items, size_t row, struct json_object **out,
                        struct error *err) MUST_CHECK;
/* Writes the lines to a part, with the notes of `sql`, and puts down what was lost. */
bool gitlab_items_write(struct gitlab_items *items, const char *folder, const char *sql,
                        struct error *err) MUST_CHECK;

#endif
