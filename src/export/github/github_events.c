#include "export/github/github_events.h"

#include <string.h>

#include "export/github/github_join.h"
#include "export/project.h"
#include "lib/base/limits.h"
#include "lib/os/file.h"

/* <private>/<this> has the letters. */
#define LETTERS "parts/events/letters"

struct numbering {
    struct github_joining joining;
    struct sink *letters;
};

static void numbering_release(struct numbering *numbering)
{
    github_joining_release(&numbering->joining);
    sink_abandon(&numbering->letters);
}

static const char *letter(const char *thing)
{
    return thing == NULL ? "-" : strcmp(thing, "issue_events") == 0 ? "i" : "m";
}

static bool take_event(const struct db_rows *rows, void *payload, struct error *err)
{
    struct numbering *numbering = payload;
    CLEANUP(json_free) struct json_object *record = NULL;
    const char *line = NULL;
    size_t size = 0;

    if (!export_work_parse(db_rows_text(rows, 0, "item"), &record, err))
        return false;
    line = json_print(record, &size);
    return github_joining_take(&numbering->joining, line, size, err) &&
           github_joining_take(&numbering->joining, "\n", 1, err) &&
           sink_text(numbering->letters, letter(db_rows_text(rows, 0, "stands_for")), err);
}

bool github_events_digest(struct task *task, struct error *err)
{
    static const struct export_file letters = {LETTERS, true};
    CLEANUP(numbering_release)
    struct numbering numbering = {.joining = {.work = {.task = task}, .type = "issue_events"}};
    struct export_work *work = &numbering.joining.work;

    return export_work_write(work, &letters, &numbering.letters, err) &&
           db_read(task->workplace->db,
                   DB_CALL("select item, stands_for from forge.github_events(run => $1)",
                           db_int(task->workplace->run_id)),
                   take_event, &numbering, err) &&
           export_work_note(work, &letters, &numbering.letters, err) &&
           github_joining_end(&numbering.joining, err);
}

static bool add_letter(const struct db_rows *rows, void *letters, struct error *err)
{
    (void)err;
    buffer_add(letters, letter(db_rows_text(rows, 0, "stands_for")));
    return true;
}

/* An export that a version before 068_github began has no such file: the store is asked again. */
bool github_events_load(const struct task *task, struct buffer *letters, struct error *err)
{
    CLEANUP(free_pointer) char *path = project_path(task, LETTERS);

    if (file_exists(path))
        return file_read(path, LIMIT_SUMS_BYTES, letters, err);
    return db_read(task->workplace->db,
                   DB_CALL("select stands_for from forge.github_events(run => $1)",
                           db_int(task->workplace->run_id)),
                   add_letter, letters, err);
}
