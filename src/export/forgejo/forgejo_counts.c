#include "export/forgejo/forgejo_counts.h"

#include <string.h>

#include "export/puts.h"

void forgejo_counts_release(struct forgejo_counts *counts)
{
    json_free(&counts->things);
}

void forgejo_count(struct forgejo_counts *counts, const char *thing, int64_t more)
{
    int64_t before = 0;

    if (counts->things == NULL)
        counts->things = json_new_object();
    if (!json_integer_at(counts->things, thing, &before))
        before = 0;
    json_set_integer(counts->things, thing, before + more);
}

static int64_t integer(const struct json_object *item, const char *key)
{
    int64_t number = 0;

    return json_integer_at(item, key, &number) ? number : 0;
}

static int64_t count_lines(const char *text)
{
    int64_t count = 1;

    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

/* The last digit of an index, base 8, says what it is of: forge.forgejo_talk has the list. */
static void count_index(struct forgejo_counts *counts, int64_t index, bool is_issue)
{
    switch (index % 8) {
    case 0:
        forgejo_count(counts, is_issue ? "issue_notes" : "merge_request_notes", 1);
        break;
    case 1:
        forgejo_count(counts, "tasks", 1);
        break;
    case 2:
        forgejo_count(counts, "merge_request_events", 1);
        break;
    case 4:
    case 7:
        forgejo_count(counts, "merge_request_reviewers", 1);
        break;
    default:
        break;
    }
}

void forgejo_count_comment(struct forgejo_counts *counts, const struct json_object *item,
                           bool is_issue)
{
    int64_t index = integer(item, "index");
    bool is_plain = strcmp(json_text_at(item, "comment_type"), "comment") == 0;

    if (index % 8 == 3)
        forgejo_count(counts, "issue_events",
                      is_plain ? count_lines(json_text_at(item, "content")) : 1);
    else
        count_index(counts, index, is_issue);
}

void forgejo_count_review(struct forgejo_counts *counts, const struct json_object *item)
{
    count_index(counts, integer(item, "id"), false);
    /* The event that tells of the opinion is in it. */
    forgejo_count(counts, "merge_request_events", integer(item, "id") % 8 == 7);
}

/* "- Reviewer without an opinion: Jo", where Jo may be called anything. */
static bool names_reviewer(const char *line)
{
    static const char *const words[] = {" without an opinion: ", " no longer at Bitbucket: "};
    const char *behind_role = line + 2 + strcspn(line + 2, " \n");

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (strncmp(behind_role, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

/* Lines of the footer, which is below the last line of dashes. */
static int64_t count_reviewers(const char *content)
{
    const char *footer = NULL;
    int64_t count = 0;

    for (const char *at = content; (at = strstr(at, "\n\n---\n\n")) != NULL; at++)
        footer = at;
    while (footer != NULL && (footer = strstr(footer, "\n- ")) != NULL)
        count += names_reviewer(++footer);
    return count;
}

void forgejo_count_pull(struct forgejo_counts *counts, const struct json_object *item)
{
    forgejo_count(counts, "merge_requests", 1);
    forgejo_count(counts, "merge_request_reviewers",
                  count_reviewers(json_text_at(item, "content")));
}

static bool has_scope(const struct json_object *label, const char *scope)
{
    const char *name = json_text_at(label, "name");

    return name != NULL && strncmp(name, scope, strlen(scope)) == 0;
}

void forgejo_count_issue(struct forgejo_counts *counts, const struct json_object *item)
{
    const struct json_object *labels = json_at(item, "labels");

    forgejo_count(counts, "issues", 1);
    for (size_t i = 0; i < json_length(labels); i++)
        forgejo_count(counts, "issue_labels", has_scope(json_element(labels, i), "kind/"));
}

void forgejo_count_label(struct forgejo_counts *counts, const struct json_object *item)
{
    const char *description = json_text_at(item, "description");

    if (description != NULL && strcmp(description, "Named by issues alone") == 0)
        return;
    forgejo_count(counts, "labels", has_scope(item, "kind/"));
    forgejo_count(counts, "components", has_scope(item, "component/"));
    forgejo_count(counts, "versions", has_scope(item, "version/"));
}

static bool compare(const struct forgejo_counts *counts, const struct db_rows *rows, size_t row,
                    struct error *err)
{
    const char *thing = db_rows_text(rows, row, "thing");
    int64_t here = db_rows_integer(rows, row, "here");
    int64_t dropped = db_rows_integer(rows, row, "dropped");
    int64_t written = integer(counts->things, thing);

    return here == written + dropped ||
           error_set(err, ERROR_ITEM,
                     "of %lld rows of %s, %lld are in the output and %lld are named as losses",
                     (long long)here, thing, (long long)written, (long long)dropped);
}

bool forgejo_counts_end(struct forgejo_counts *counts, struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select thing, here, dropped from brigade.export_accounts(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        const char *thing = db_rows_text(rows, i, "thing");
        struct json_object *row = NULL;
        if (!compare(counts, rows, i, err))
            return false;
        row = json_new_object();
        json_set_text(row, "thing", thing);
        json_set_integer(row, "written", integer(counts->things, thing));
        outcome_put(task->outcome, PUT_EXPORT_COUNTS, row);
    }
    return true;
}
