/* watch.h: imports seen while they run. On a terminal a picture that is redrawn; else a line per
 * import each time something has changed. */
#ifndef BRIGADE_CLI_WATCH_WATCH_H
#define BRIGADE_CLI_WATCH_WATCH_H

#include "cli/screen.h"
#include "lib/db/db.h"

enum watch_style {
    WATCH_DRAWING, /* when standard output is a terminal; else silently */
    WATCH_TELLING, /* drawing on a terminal, else in lines */
    WATCH_SILENTLY,
};

/* import: NULL for all. Returns when none is queued or running any more, or at SIGINT or SIGTERM.
 * A restart of PostgreSQL is waited for. */
bool watch_imports(struct db *db, const char *import, enum watch_style style,
                   struct error *err) MUST_CHECK;

/* What one picture shows. */
struct watch_view {
    const struct db_rows *imports; /* as watch.c asks for them */
    const struct db_rows *stages;  /* of the import that is shown in detail; may be empty */
    const struct db_rows *limits;
    const struct db_rows *workers;
    const char *summary; /* of all imports, shown where not all of them fit; NULL: none */
    const char *hidden;  /* what this role cannot see; NULL: it sees all */
};

/* watch_draw.c. Draws at most rows_max of the canvas, and leaves out what matters least. */
void watch_draw(struct canvas *canvas, const struct watch_view *view);
/* One import as one line of a log. */
void watch_describe(struct buffer *out, const struct db_rows *imports, size_t row);

#endif
