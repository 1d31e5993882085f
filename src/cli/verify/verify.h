/* verify.h: the checks of `brigade verify`. Each tells its findings as lines; none stops the
 * others.
 */
#ifndef BRIGADE_CLI_VERIFY_VERIFY_H
#define BRIGADE_CLI_VERIFY_VERIFY_H

#include "cli/config.h"
#include "lib/db/db.h"
#include "lib/json/json.h"

enum verify_result { VERIFY_HOLDS = 0, VERIFY_BROKEN, VERIFY_UNKNOWN };
extern const char *const verify_result_names[];

struct verification {
    const struct config *config;
    struct db *db;
    const char *import;        /* the only one; NULL: the newest of each project */
    struct json_object *lines; /* what was found: result, what, check, finding */
    size_t counts[3];          /* by enum verify_result */
};

/* One check of one thing: its problems are lines (the first VERIFY_PROBLEMS_MAX of them), and
 * without any it is a line that says what holds. */
struct verify_check {
    struct verification *verification;
    const char *subject; /* the project, or where */
    const char *name;    /* of the check */
    size_t problems;
};

#define VERIFY_PROBLEMS_MAX 20

/* All checks: the books (brigade.violations, brigade.missing), the files and, unless offline, the
 * source. */
void verify_all(struct verification *verification, bool offline);
/* verify_print.c: the findings as a table. Many are summed up, with what does not hold, unless all
 * are wanted or one import was asked for. */
void verify_print(const struct verification *verification, bool all);

void verify_tell(const struct verify_check *check, enum verify_result result, const char *format,
                 ...) PRINTF_LIKE(3, 4);
void verify_problem(struct verify_check *check, const char *format, ...) PRINTF_LIKE(2, 3);
/* What holds when there was no problem. */
void verify_end(struct verify_check *check, const char *format, ...) PRINTF_LIKE(2, 3);

/* Rows of a query; NULL after telling that it cannot be known. */
struct db_rows *verify_query(const struct verify_check *check,
                             const struct db_call *call) MUST_CHECK;

/* The same row by row, for what may be large; false after telling that it cannot be known. */
bool verify_read(const struct verify_check *check, const struct db_call *call,
                 db_take_row *take_row, void *payload) MUST_CHECK;

/* A row of the imports to verify: id, project_id, full_name, workspace, slug, wiki_source,
 * credential, kind, email, requests_per_hour. */
struct verify_project {
    const struct db_rows *rows;
    size_t row;
};
const char *verify_text(const struct verify_project *project, const char *column);

/* verify_files.c: whether this user may look into the storage directory; tells when not. */
bool verify_can_read_storage(struct verification *verification);
/* verify_files.c: repositories, their refs and objects, files by their hashes. */
void verify_files(struct verification *verification, struct verify_project *project);
/* verify_files.c: what no row knows of, in all of the storage directory. */
void verify_leftovers(struct verification *verification);
/* verify_files.c: files below a directory, each with its bytes. The rows are path, sha256 and
 * size_bytes; is_ours tells where a path is none to look at. False after telling that it cannot be
 * known. */
struct verify_listed {
    const char *root;
    bool (*is_ours)(struct verify_check *check, const char *path, void *payload);
    void *payload;
};
bool verify_listed_files(struct verify_check *check, const struct db_call *call,
                         const struct verify_listed *listed, size_t *count) MUST_CHECK;
/* verify_exports.c: what was published, and what no export knows of beside it. */
void verify_exports(struct verification *verification);
/* verify_source.c: sizes of lists and refs, as the server gives them now. Requests are booked. */
void verify_source(struct verification *verification, const struct verify_project *project);

#endif
