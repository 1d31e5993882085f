#include <stdio.h>
#include <string.h>

#include "cli/grid.h"
#include "cli/watch/watch.h"
#include "lib/base/text.h"

#define NAME_COLUMNS 20
#define BAR_COLUMNS_MAX 60

static enum colour state_colour(const char *state, const char *verdict)
{
    if (strcmp(state, "failed") == 0 || (verdict != NULL && strcmp(verdict, "incomplete") == 0))
        return COLOUR_RED;
    if (strcmp(state, "finished") == 0)
        return COLOUR_GREEN;
    return strcmp(state, "running") == 0 ? COLOUR_BOLD : COLOUR_YELLOW;
}

/* "finished: complete with notes", "running: users". */
static void add_state(struct buffer *out, const struct db_rows *rows, size_t row)
{
    const char *state = db_rows_text(rows, row, "state");
    const char *verdict = db_rows_text(rows, row, "verdict");
    const char *stage = db_rows_text(rows, row, "stage");

    buffer_add(out, state);
    if (verdict != NULL)
        buffer_printf(out, ": %s", verdict);
    else if (strcmp(state, "running") == 0 && stage != NULL)
        buffer_printf(out, ": %s", stage);
}

/* "120/300, 3 failed, 312.0/min, 5 min left". */
static void add_numbers(struct buffer *out, const struct db_rows *rows, size_t row)
{
    int64_t failed = db_rows_integer(rows, row, "failed");
    const char *rate = db_rows_text(rows, row, "jobs_per_minute");
    char left[32];

    buffer_printf(out, "%s/%s", db_rows_text(rows, row, "done"), db_rows_text(rows, row, "total"));
    if (failed > 0)
        buffer_printf(out, ", %lld failed", (long long)failed);
    if (strcmp(db_rows_text(rows, row, "state"), "running") != 0)
        return;
    if (rate != NULL)
        buffer_printf(out, ", %s/min", rate);
    if (db_rows_text(rows, row, "eta_ms") != NULL)
        buffer_printf(out, ", %s left",
                      text_duration(left, db_rows_integer(rows, row, "eta_ms") / 1000 * 1000));
}

/* Bars leave room for what stands before and behind them. */
static size_t bar_width(const struct canvas *canvas, size_t others)
{
    size_t left = canvas_left(canvas);

    if (left <= others + 5)
        return 5;
    return left - others < BAR_COLUMNS_MAX ? left - others : BAR_COLUMNS_MAX;
}

/* A repository below its workspace, or below another of it, has one line. */
static bool is_below(const struct db_rows *rows, size_t row)
{
    return row > 0 && db_rows_text(rows, row, "parent_id") != NULL;
}

static void draw_below(struct canvas *canvas, const struct db_rows *rows, size_t row)
{
    CLEANUP(buffer_release) struct buffer state = {0};
    const char *source = db_rows_text(rows, row, "source");
    const char *slash = strchr(source, '/');
    CLEANUP(free_pointer)
    char *name =
        xasprintf("%s  %s", db_rows_text(rows, row, "import"), slash != NULL ? slash + 1 : source);
    int64_t percent = db_rows_integer(rows, row, "percent");
    int64_t failed = db_rows_integer(rows, row, "failed");

    add_state(&state, rows, row);
    canvas_put(canvas, COLOUR_NONE, "     ");
    canvas_field(canvas, COLOUR_NONE, name, NAME_COLUMNS);
    canvas_put(canvas, COLOUR_NONE, " ");
    canvas_bar(canvas, percent, 100, bar_width(canvas, 42));
    canvas_printf(canvas, COLOUR_NONE, " %3lld%%  ", (long long)percent);
    canvas_put(canvas,
               state_colour(db_rows_text(rows, row, "state"), db_rows_text(rows, row, "verdict")),
               buffer_text(&state));
    if (failed > 0)
        canvas_printf(canvas, COLOUR_RED, ", %lld failed", (long long)failed);
    canvas_end_line(canvas);
}

/* A sentence broken between words where the screen ends. */
static void break_sentence(const struct canvas *canvas, const char *text, struct buffer *out)
{
    CLEANUP(grid_release) struct grid grid = {.columns = 1, .is_headless = true};

    grid_add_row(&grid, &text);
    grid_write(&grid, "   ", canvas->screen.columns, out);
}

static size_t sentence_rows(const struct canvas *canvas, const char *text)
{
    CLEANUP(buffer_release) struct buffer lines = {0};
    size_t rows = 0;

    break_sentence(canvas, text, &lines);
    for (size_t i = 0; i < lines.size; i++)
        rows += lines.data[i] == '\n';
    return rows;
}

static void draw_sentence(struct canvas *canvas, enum colour colour, const char *text)
{
    CLEANUP(buffer_release) struct buffer lines = {0};
    char *rest = NULL;

    break_sentence(canvas, text, &lines);
    rest = lines.data;
    for (char *line = strsep(&rest, "\n"); rest != NULL; line = strsep(&rest, "\n")) {
        canvas_put(canvas, colour, line);
        canvas_end_line(canvas);
    }
}

static const char *remark_of(const struct db_rows *rows, size_t row)
{
    const char *waiting = db_rows_text(rows, row, "waiting_for");
    const char *notes = db_rows_text(rows, row, "notes");

    return waiting != NULL ? waiting : notes != NULL ? notes : "";
}

static void draw_import(struct canvas *canvas, const struct db_rows *rows, size_t row)
{
    CLEANUP(buffer_release) struct buffer state = {0};
    CLEANUP(buffer_release) struct buffer numbers = {0};
    int64_t percent = db_rows_integer(rows, row, "percent");
    bool waits = db_rows_text(rows, row, "waiting_for") != NULL;

    add_state(&state, rows, row);
    add_numbers(&numbers, rows, row);
    canvas_printf(canvas, COLOUR_BOLD, "%s  %s  ", db_rows_text(rows, row, "import"),
                  db_rows_text(rows, row, "source"));
    canvas_put(canvas,
               state_colour(db_rows_text(rows, row, "state"), db_rows_text(rows, row, "verdict")),
               buffer_text(&state));
    canvas_end_line(canvas);
    canvas_put(canvas, COLOUR_NONE, "   ");
    canvas_bar(canvas, percent, 100, bar_width(canvas, 46));
    canvas_printf(canvas, COLOUR_NONE, " %3lld%%  %s", (long long)percent, buffer_text(&numbers));
    canvas_end_line(canvas);
    draw_sentence(canvas, waits ? COLOUR_YELLOW : COLOUR_DIM, remark_of(rows, row));
}

static void draw_heading(struct canvas *canvas, const char *text)
{
    canvas_end_line(canvas);
    canvas_put(canvas, COLOUR_BOLD, text);
    canvas_end_line(canvas);
}

static void draw_stage(struct canvas *canvas, const struct db_rows *rows, size_t row)
{
    const char *state = db_rows_text(rows, row, "state");
    bool is_done = strcmp(state, "done") == 0;
    int64_t failed = db_rows_integer(rows, row, "failed");
    int64_t done = db_rows_integer(rows, row, "done");
    int64_t total = db_rows_integer(rows, row, "total");

    canvas_put(canvas, COLOUR_NONE, "   ");
    canvas_field(canvas, strcmp(state, "open") == 0 ? COLOUR_BOLD : COLOUR_NONE,
                 db_rows_text(rows, row, "stage"), NAME_COLUMNS);
    /* A stage with nothing to do is as done as any. */
    canvas_bar(canvas, is_done ? 1 : done + failed, is_done ? 1 : total, bar_width(canvas, 30));
    canvas_printf(canvas, COLOUR_NONE, " %lld/%lld", (long long)done, (long long)total);
    if (failed > 0)
        canvas_printf(canvas, COLOUR_RED, ", %lld failed", (long long)failed);
    canvas_end_line(canvas);
}

static void draw_stages(struct canvas *canvas, const struct watch_view *view)
{
    if (db_rows_count(view->stages) == 0)
        return;
    draw_heading(canvas, "Stages");
    for (size_t i = 0; i < db_rows_count(view->stages); i++)
        draw_stage(canvas, view->stages, i);
}

/* The time of the day of a point of time as PostgreSQL writes it. */
static const char *time_of_day(const char *text)
{
    const char *blank = strchr(text, ' ');

    return blank != NULL ? blank + 1 : text;
}

/* Why a credential must wait; NULL: it need not. The caller frees it. */
static char *wait_of(const struct db_rows *rows, size_t row)
{
    const char *until = db_rows_text(rows, row, "blocked_until");
    const char *why = db_rows_text(rows, row, "blocked_reason");

    return until != NULL ? xasprintf("waits until %.8s: %s", time_of_day(until), why ? why : "")
                         : NULL;
}

static void draw_limits(struct canvas *canvas, const struct db_rows *rows)
{
    if (db_rows_count(rows) == 0)
        return;
    draw_heading(canvas, "Requests in the last hour");
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        CLEANUP(free_pointer) char *wait = wait_of(rows, i);
        canvas_put(canvas, COLOUR_NONE, "   ");
        canvas_field(canvas, COLOUR_NONE, db_rows_text(rows, i, "credential"), NAME_COLUMNS);
        canvas_bar(canvas, db_rows_integer(rows, i, "used"),
                   db_rows_integer(rows, i, "requests_per_hour"), bar_width(canvas, 58));
        canvas_printf(canvas, COLOUR_NONE, " %s of %s", db_rows_text(rows, i, "used"),
                      db_rows_text(rows, i, "requests_per_hour"));
        canvas_end_line(canvas);
        if (wait != NULL)
            draw_sentence(canvas, COLOUR_YELLOW, wait);
    }
}

static void draw_workers(struct canvas *canvas, const struct db_rows *rows)
{
    if (db_rows_count(rows) == 0)
        return;
    draw_heading(canvas, "Workers");
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        CLEANUP(free_pointer)
        char *name =
            xasprintf("%s:%s", db_rows_text(rows, i, "host"), db_rows_text(rows, i, "pid"));
        const char *import = db_rows_text(rows, i, "run_id");
        const char *stage = db_rows_text(rows, i, "stage");
        const char *state = db_rows_text(rows, i, "state");
        canvas_put(canvas, COLOUR_NONE, "   ");
        canvas_field(canvas, COLOUR_NONE, name, NAME_COLUMNS - 1);
        canvas_put(canvas, COLOUR_NONE, " ");
        canvas_field(canvas, strcmp(state, "lost") == 0 ? COLOUR_RED : COLOUR_NONE, state, 9);
        if (import != NULL)
            canvas_printf(canvas, COLOUR_NONE, "%s %s  ", import, stage != NULL ? stage : "");
        canvas_put(canvas, COLOUR_DIM, db_rows_text(rows, i, "doing"));
        canvas_end_line(canvas);
    }
}

/* Rows of a section with its blank line and heading. */
static size_t section_rows(const struct db_rows *rows)
{
    return db_rows_count(rows) > 0 ? db_rows_count(rows) + 2 : 0;
}

static size_t import_rows(const struct canvas *canvas, const struct db_rows *rows, size_t row)
{
    return is_below(rows, row) ? 1 : 2 + sentence_rows(canvas, remark_of(rows, row));
}

static size_t limit_rows(const struct canvas *canvas, const struct db_rows *rows)
{
    size_t count = section_rows(rows);

    for (size_t i = 0; i < db_rows_count(rows); i++) {
        CLEANUP(free_pointer) char *wait = wait_of(rows, i);
        count += wait != NULL ? sentence_rows(canvas, wait) : 0;
    }
    return count;
}

/* How many imports fit, when the other sections are to be seen, too; two at least. */
static size_t imports_that_fit(const struct canvas *canvas, const struct watch_view *view)
{
    size_t count = db_rows_count(view->imports);
    size_t others = section_rows(view->stages) + limit_rows(canvas, view->limits) +
                    section_rows(view->workers) + 1 +
                    (view->hidden != NULL ? sentence_rows(canvas, view->hidden) : 0);
    size_t used = view->summary != NULL;
    size_t shown = 0;

    for (size_t i = 0; i < count; i++) {
        used += import_rows(canvas, view->imports, i);
        if (i < 2 || used + others <= canvas->rows_max)
            shown = i + 1;
    }
    used -= view->summary != NULL;
    return canvas->rows_max == 0 || used + others <= canvas->rows_max + 1 ? count : shown;
}

void watch_draw(struct canvas *canvas, const struct watch_view *view)
{
    size_t count = db_rows_count(view->imports);
    size_t shown = imports_that_fit(canvas, view);

    if (count == 0)
        canvas_put(canvas, COLOUR_NONE, "no import is under way");
    if (shown < count && view->summary != NULL) {
        canvas_put(canvas, COLOUR_BOLD, view->summary);
        canvas_end_line(canvas);
    }
    for (size_t i = 0; i < shown; i++) {
        if (is_below(view->imports, i))
            draw_below(canvas, view->imports, i);
        else
            draw_import(canvas, view->imports, i);
    }
    if (shown < count)
        canvas_printf(canvas, COLOUR_DIM, "   and %zu more", count - shown);
    if (shown < count || count == 0)
        canvas_end_line(canvas);
    draw_stages(canvas, view);
    draw_limits(canvas, view->limits);
    draw_workers(canvas, view->workers);
    if (view->hidden != NULL) {
        draw_sentence(canvas, COLOUR_YELLOW, view->hidden);
    }
}

void watch_describe(struct buffer *out, const struct db_rows *imports, size_t row)
{
    const char *waiting = db_rows_text(imports, row, "waiting_for");
    CLEANUP(free_pointer) char *line = NULL;
    CLEANUP(buffer_release) struct buffer state = {0};
    long long failed = (long long)db_rows_integer(imports, row, "failed");

    add_state(&state, imports, row);
    line =
        xasprintf("import %s %s %s, %s/%s, %lld failed%s%s", db_rows_text(imports, row, "import"),
                  db_rows_text(imports, row, "source"), buffer_text(&state),
                  db_rows_text(imports, row, "done"), db_rows_text(imports, row, "total"), failed,
                  waiting != NULL ? ": " : "", waiting != NULL ? waiting : "");
    text_single_line(line);
    buffer_add(out, line);
}
