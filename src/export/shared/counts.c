#include "export/shared/counts.h"

#include <string.h>

#include "export/project.h"
#include "export/puts.h"
#include "lib/base/limits.h"
#include "lib/os/csv.h"
#include "lib/os/file.h"

/* The column of people.csv that says who is a member. */
#define MEMBER_COLUMN 7

void counts_release(struct counts *counts)
{
    json_free(&counts->things);
}

void counts_add(struct counts *counts, const char *thing, int64_t more)
{
    int64_t before = 0;

    if (counts->things == NULL)
        counts->things = json_new_object();
    if (!json_integer_at(counts->things, thing, &before))
        before = 0;
    json_set_integer(counts->things, thing, before + more);
}

int64_t counts_lines(const char *text)
{
    int64_t count = 1;

    for (; *text != '\0'; text++)
        count += *text == '\n';
    return count;
}

void counts_add_element(struct counts *counts, int64_t index, bool is_issue, int64_t lines)
{
    switch (index % 8) {
    case 0:
        counts_add(counts, is_issue ? "issue_notes" : "merge_request_notes", 1);
        break;
    case 1:
        counts_add(counts, "tasks", 1);
        break;
    case 2:
        counts_add(counts, "merge_request_events", 1);
        break;
    case 3:
        counts_add(counts, "issue_events", lines);
        break;
    case 7: /* the event that tells of the opinion is in it */
        counts_add(counts, "merge_request_events", 1);
        counts_add(counts, "merge_request_reviewers", 1);
        break;
    case 4:
        counts_add(counts, "merge_request_reviewers", 1);
        break;
    default:
        break;
    }
}

static bool names_reviewer(const char *line)
{
    static const char *const words[] = {" without an opinion: ", " no longer at Bitbucket: "};
    const char *behind_role = line + 2 + strcspn(line + 2, " \n");

    for (size_t i = 0; i < ARRAY_LENGTH(words); i++)
        if (strncmp(behind_role, words[i], strlen(words[i])) == 0)
            return true;
    return false;
}

const char *counts_footer(const char *text)
{
    const char *footer = NULL;

    for (const char *at = text; (at = strstr(at, "\n\n---\n\n")) != NULL; at++)
        footer = at;
    return footer;
}

int64_t counts_reviewers(const char *text)
{
    const char *footer = counts_footer(text);
    int64_t count = 0;

    while (footer != NULL && (footer = strstr(footer, "\n- ")) != NULL)
        count += names_reviewer(++footer);
    return count;
}

bool counts_add_people(struct counts *counts, const struct task *task, struct error *err)
{
    CLEANUP(buffer_release) struct buffer text = {0};
    CLEANUP(free_pointer) char *path = project_path(task, "output/people.csv");
    CLEANUP(csv_release) struct csv csv = {0};
    bool found = false;

    if (!file_read(path, LIMIT_SUMS_BYTES, &text, err))
        return false;
    csv.at = buffer_text(&text);
    if (!csv_next(&csv, &found, err)) /* the heading */
        return false;
    while (csv_next(&csv, &found, err)) {
        if (!found)
            return true;
        counts_add(counts, "people", 1);
        counts_add(counts, "members",
                   csv.count > MEMBER_COLUMN && *csv.cells[MEMBER_COLUMN] != '\0');
    }
    return false;
}

bool counts_add_refs(struct counts *counts, const struct task *task,
                     const struct counts_refs *repositories, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    char oid[GIT_OID_TEXT] = "";

    if (!db_query(task->workplace->db,
                  DB_CALL("select thing, kind, name, oid from forge.export_refs(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        bool is_code = strcmp(db_rows_text(rows, i, "kind"), "code") == 0;
        struct gitdir *gitdir = is_code ? repositories->code : repositories->wiki;
        if (gitdir != NULL && gitdir_ref(gitdir, db_rows_text(rows, i, "name"), oid) &&
            strcmp(oid, db_rows_text(rows, i, "oid")) == 0)
            counts_add(counts, db_rows_text(rows, i, "thing"), 1);
    }
    counts_add(counts, "repositories", (repositories->code != NULL) + (repositories->wiki != NULL));
    return true;
}

static bool refuse(const struct db_rows *rows, size_t row, int64_t written, struct error *err)
{
    return error_set(
        err, ERROR_ITEM, "of %lld rows of %s, %lld are in the output and %lld are named as losses",
        (long long)db_rows_integer(rows, row, "here"), db_rows_text(rows, row, "thing"),
        (long long)written, (long long)db_rows_integer(rows, row, "dropped"));
}

static void put(struct task *task, const char *thing, int64_t written, const char *part)
{
    struct json_object *row = json_new_object();

    json_set_text(row, "thing", thing);
    json_set_text(row, "part", part);
    json_set_integer(row, "written", written);
    outcome_put(task->outcome, PUT_EXPORT_COUNTS, row);
}

bool counts_end(struct counts *counts, struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select thing, here, dropped from brigade.export_accounts(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        const char *thing = db_rows_text(rows, i, "thing");
        int64_t written = 0;
        if (counts->things == NULL || !json_integer_of(counts->things, thing, &written))
            written = 0;
        if (db_rows_integer(rows, i, "here") != written + db_rows_integer(rows, i, "dropped"))
            return refuse(rows, i, written, err);
        put(task, thing, written, NULL);
    }
    return true;
}

struct putting {
    const struct counts *counts;
    struct task *task;
    const char *part;
};

static void put_one(const char *key, struct json_object *value, void *payload)
{
    const struct putting *putting = payload;
    int64_t written = 0;

    (void)value;
    if (json_integer_of(putting->counts->things, key, &written))
        put(putting->task, key, written, putting->part);
}

void counts_put(const struct counts *counts, struct task *task, const char *part)
{
    struct putting putting = {counts, task, part};

    if (counts->things != NULL)
        json_each(counts->things, put_one, &putting);
}

bool counts_hold(const struct task *task, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select thing, here, written, dropped from "
                          "brigade.export_unaccounted(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    return db_rows_count(rows) == 0 || refuse(rows, 0, db_rows_integer(rows, 0, "written"), err);
}
