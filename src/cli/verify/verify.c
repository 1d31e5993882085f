#include "cli/verify/verify.h"

#include <string.h>

#include "cli/session.h"

const char *const verify_result_names[] = {"ok", "BROKEN", "unknown"};

static const char projects_sql[] =
    "select id, project_id, source, full_name, workspace, slug, wiki_source, state, verdict, "
    "credential, lacks from brigade.imports_to_verify(run => $1)";

static void add_line(const struct verify_check *check, enum verify_result result,
                     const char *message)
{
    struct verification *verification = check->verification;
    struct json_object *line = json_new_object();

    json_set_text(line, "result", verify_result_names[result]);
    json_set_text(line, "what", check->subject);
    json_set_text(line, "check", check->name);
    json_set_text(line, "finding", message);
    json_append(verification->lines, line);
    verification->counts[result]++;
}

void verify_tell(const struct verify_check *check, enum verify_result result, const char *format,
                 ...)
{
    CLEANUP(free_pointer) char *message = NULL;
    va_list arguments;

    va_start(arguments, format);
    message = xvasprintf(format, arguments);
    va_end(arguments);
    add_line(check, result, message);
}

void verify_problem(struct verify_check *check, const char *format, ...)
{
    CLEANUP(free_pointer) char *message = NULL;
    va_list arguments;

    if (check->problems++ >= VERIFY_PROBLEMS_MAX)
        return;
    va_start(arguments, format);
    message = xvasprintf(format, arguments);
    va_end(arguments);
    add_line(check, VERIFY_BROKEN, message);
}

void verify_end(struct verify_check *check, const char *format, ...)
{
    CLEANUP(free_pointer) char *message = NULL;
    va_list arguments;

    va_start(arguments, format);
    message = xvasprintf(format, arguments);
    va_end(arguments);
    if (check->problems == 0)
        add_line(check, VERIFY_HOLDS, message);
    else if (check->problems > VERIFY_PROBLEMS_MAX)
        verify_tell(check, VERIFY_BROKEN, "and %zu more", check->problems - VERIFY_PROBLEMS_MAX);
}

static void tell_failure(const struct verify_check *check, const struct error *err)
{
    CLEANUP(free_pointer) char *message = session_explain(err);

    verify_tell(check, VERIFY_UNKNOWN, "%s", message);
}

struct db_rows *verify_query(const struct verify_check *check, const struct db_call *call)
{
    struct db_rows *rows = NULL;
    struct error err = {0};

    if (db_query(check->verification->db, call, &rows, &err))
        return rows;
    tell_failure(check, &err);
    return NULL;
}

bool verify_read(const struct verify_check *check, const struct db_call *call,
                 db_take_row *take_row, void *payload)
{
    struct error err = {0};

    if (db_read(check->verification->db, call, take_row, payload, &err))
        return true;
    tell_failure(check, &err);
    return false;
}

const char *verify_text(const struct verify_project *project, const char *column)
{
    return db_rows_text(project->rows, project->row, column);
}

static const char * or (const char *text, const char *otherwise)
{
    return text != NULL ? text : otherwise;
}

static bool take_violation(const struct db_rows *rows, void *check, struct error *err)
{
    (void)err;
    verify_problem(check, "%s: import %s of %s: %s", db_rows_text(rows, 0, "invariant"),
                   or (db_rows_text(rows, 0, "run_id"), "(none)"),
                   or (db_rows_text(rows, 0, "source"), "(all)"), db_rows_text(rows, 0, "message"));
    return true;
}

static void check_invariants(struct verification *verification)
{
    const struct db_call *call = DB_CALL("select invariant, run_id, source, message "
                                         "from brigade.violations_of(run => $1)",
                                         db_text(verification->import));
    struct verify_check check = {verification, "database", "invariants", 0};

    if (verify_read(&check, call, take_violation, &check))
        verify_end(&check, "no invariant is violated");
}

static bool take_missing(const struct db_rows *rows, void *check, struct error *err)
{
    (void)err;
    verify_problem(check, "%s %s is missing: %s %s",
                   or (db_rows_text(rows, 0, "thing"), db_rows_text(rows, 0, "stage")),
                   or (db_rows_text(rows, 0, "key"), ""), db_rows_text(rows, 0, "reason"),
                   or (db_rows_text(rows, 0, "link"), ""));
    return true;
}

/* Says what the import itself found missing. */
static void check_missing(struct verification *verification, const struct verify_project *project)
{
    const char *import = verify_text(project, "id");
    const struct db_call *call =
        DB_CALL("select thing, stage, key, link, reason from brigade.missing "
                "where run_id = $1 order by stage, thing, key",
                db_text(import));
    struct verify_check check = {verification, verify_text(project, "source"), "complete", 0};

    if (strcmp(verify_text(project, "state"), "finished") != 0)
        verify_problem(&check, "import %s has not finished: it is %s", import,
                       verify_text(project, "state"));
    if (!verify_read(&check, call, take_missing, &check))
        return;
    /* Only the newest import of a project is compared with what is here. */
    if (check.problems == 0 && strcmp(verify_text(project, "verdict"), "incomplete") == 0)
        verify_problem(&check,
                       "import %s ended incomplete, and a later import of the same project has "
                       "taken its place: verify that one",
                       import);
    verify_end(&check, "import %s is %s, and nothing is missing", import,
               check.problems == 0 ? verify_text(project, "verdict") : "");
}

void verify_all(struct verification *verification, bool offline)
{
    const struct db_call *call = DB_CALL(projects_sql, db_text(verification->import));
    const struct verify_check check = {verification, "database", "imports", 0};
    CLEANUP(db_rows_free) struct db_rows *rows = verify_query(&check, call);
    bool reads_files = verify_can_read_storage(verification);

    check_invariants(verification);
    for (size_t i = 0; rows != NULL && i < db_rows_count(rows); i++) {
        struct verify_project project = {rows, i};
        check_missing(verification, &project);
        if (verify_text(&project, "project_id") == NULL)
            continue;
        if (reads_files)
            verify_files(verification, &project);
        if (!offline)
            verify_source(verification, &project);
    }
    if (reads_files) {
        verify_leftovers(verification);
        verify_exports(verification);
    }
}
