#include "cli/watch/watch.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/interrupt.h"

#define DRAW_MS 1000
#define TELL_MS 2000
/* PostgreSQL may be restarting. */
#define OUTAGE_MS 60000

static void on_resize(int number)
{
    (void)number; /* it ends the wait */
}

struct watch {
    struct db *db;
    const char *import;
    char *hidden;
    char *since; /* imports that ended earlier are of no interest */
    bool is_drawing;
    bool has_drawn;
    struct db_rows *imports;
    struct db_rows *stages;
    struct db_rows *limits;
    struct db_rows *workers;
    struct db_rows *summary;
    struct buffer told; /* the lines of the last look */
};

static void drop_rows(struct watch *watch)
{
    db_rows_free(&watch->imports);
    db_rows_free(&watch->stages);
    db_rows_free(&watch->limits);
    db_rows_free(&watch->workers);
    db_rows_free(&watch->summary);
}

static void watch_release(struct watch *watch)
{
    drop_rows(watch);
    free_pointer(&watch->hidden);
    free_pointer(&watch->since);
    buffer_release(&watch->told);
}

/* The clock of the server, and what this role cannot see. */
static bool read_start(struct watch *watch, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(db_rows_free) struct db_rows *hidden = NULL;

    if (!db_query(watch->db, DB_CALL("select clock_timestamp() as now"), &rows, err) ||
        !db_query(watch->db, DB_CALL("select brigade.hidden_note() as note"), &hidden, err))
        return false;
    watch->since = xstrdup(db_rows_text(rows, 0, "now"));
    if (watch->import == NULL && db_rows_text(hidden, 0, "note") != NULL)
        watch->hidden = xstrdup(db_rows_text(hidden, 0, "note"));
    return true;
}

/* The import whose stages are shown: the first repository that runs, else the first of all. */
static const char *shown_in_detail(const struct watch *watch)
{
    const struct db_rows *imports = watch->imports;

    for (size_t i = 0; i < db_rows_count(imports); i++)
        if (strchr(db_rows_text(imports, i, "source"), '/') != NULL &&
            strcmp(db_rows_text(imports, i, "state"), "running") == 0)
            return db_rows_text(imports, i, "import");
    return db_rows_count(imports) > 0 ? db_rows_text(imports, 0, "import") : NULL;
}

static bool look(struct watch *watch, struct error *err)
{
    const struct db_call *imports = DB_CALL(
        "select run_id as import, source, state, stage, done, total, failed, jobs_per_minute, "
        "eta_ms, waiting_for, verdict, notes, parent_id, percent "
        "from brigade.under_way(run => $1, since => $2)",
        db_text(watch->import), db_text(watch->since));
    const struct db_call *limits =
        DB_CALL("select credential, requests_per_hour, used, blocked_reason, blocked_until "
                "from brigade.rate_limits order by credential");
    const struct db_call *workers = DB_CALL("select worker, host, pid, state, run_id, stage, doing "
                                            "from brigade.workers_present()");

    drop_rows(watch);
    if (!db_query(watch->db, imports, &watch->imports, err))
        return false;
    if (!watch->is_drawing)
        return true;
    const struct db_call *stages =
        DB_CALL("select stage, state, done, total, failed from brigade.stage_progress "
                "where run_id = $1 order by position",
                db_text(shown_in_detail(watch)));
    return db_query(watch->db, stages, &watch->stages, err) &&
           db_query(watch->db, limits, &watch->limits, err) &&
           db_query(watch->db, DB_CALL("select summary from brigade.summary()"), &watch->summary,
                    err) &&
           db_query(watch->db, workers, &watch->workers, err);
}

static bool is_under_way(const struct db_rows *imports)
{
    for (size_t i = 0; i < db_rows_count(imports); i++) {
        const char *state = db_rows_text(imports, i, "state");
        if (strcmp(state, "queued") == 0 || strcmp(state, "running") == 0)
            return true;
    }
    return false;
}

/* What was on the terminal before is moved up, not wiped out. */
static void make_room(struct watch *watch, size_t rows)
{
    for (size_t i = 1; !watch->has_drawn && i < rows; i++)
        putchar('\n');
    watch->has_drawn = true;
}

/* The last picture is whole, even when it does not fit. */
static void draw(struct watch *watch, bool is_last)
{
    CLEANUP(canvas_release) struct canvas canvas = {.screen = screen_detect()};
    struct watch_view view = {watch->imports,
                              watch->stages,
                              watch->limits,
                              watch->workers,
                              watch->import == NULL ? db_rows_text(watch->summary, 0, "summary")
                                                    : NULL,
                              watch->hidden};

    if (!is_last)
        canvas.rows_max = canvas.screen.rows > 1 ? canvas.screen.rows - 1 : 1;
    watch_draw(&canvas, &view);
    make_room(watch, canvas.screen.rows);
    printf("\033[H%s\033[J", buffer_text(&canvas.text));
    fflush(stdout);
}

static void tell(struct watch *watch)
{
    CLEANUP(buffer_release) struct buffer lines = {0};
    char at[32];
    time_t now = time(NULL);
    struct tm utc;

    gmtime_r(&now, &utc);
    strftime(at, sizeof(at), "%Y-%m-%dT%H:%M:%SZ", &utc);
    for (size_t i = 0; i < db_rows_count(watch->imports); i++) {
        CLEANUP(buffer_release) struct buffer line = {0};
        watch_describe(&line, watch->imports, i);
        buffer_add(&line, "\n");
        if (strstr(buffer_text(&watch->told), buffer_text(&line)) == NULL)
            printf("%s %s", at, buffer_text(&line));
        buffer_add(&lines, buffer_text(&line));
    }
    fflush(stdout);
    buffer_clear(&watch->told);
    buffer_add(&watch->told, buffer_text(&lines));
}

static void pause_ms(int64_t wait_ms)
{
    struct timespec time = {.tv_sec = wait_ms / 1000, .tv_nsec = wait_ms % 1000 * 1000000};

    nanosleep(&time, NULL);
}

static bool survive_outage(struct watch *watch, struct error *err)
{
    if (err->class != ERROR_RETRY)
        return false;
    pause_ms(DRAW_MS);
    return db_wait(watch->db, OUTAGE_MS, &interrupted, err);
}

static bool loop(struct watch *watch, enum watch_style style, struct error *err)
{
    bool is_telling = style == WATCH_TELLING && !watch->is_drawing;

    for (;;) {
        bool is_last = false;
        if (!look(watch, err)) {
            if (!survive_outage(watch, err))
                return false;
            continue;
        }
        is_last = interrupted || !is_under_way(watch->imports);
        if (watch->is_drawing)
            draw(watch, is_last);
        else if (is_telling)
            tell(watch);
        if (is_last)
            return true;
        pause_ms(is_telling ? TELL_MS : DRAW_MS);
    }
}

bool watch_imports(struct db *db, const char *import, enum watch_style style, struct error *err)
{
    CLEANUP(watch_release)
    struct watch watch = {.db = db,
                          .import = import,
                          .is_drawing = style != WATCH_SILENTLY && isatty(STDOUT_FILENO) == 1};
    struct sigaction resize = {.sa_handler = on_resize};
    struct sigaction on_winch;
    struct interrupt signals;
    bool done = false;

    sigemptyset(&resize.sa_mask);
    sigaction(SIGWINCH, &resize, &on_winch);
    interrupt_begin(&signals);
    done = read_start(&watch, err) && loop(&watch, style, err);
    interrupt_end(&signals);
    sigaction(SIGWINCH, &on_winch, NULL);
    return done;
}
