/* cursor.h: how far a project was read, in the source's own time. A walk begins at what is newest
 * and ends where an earlier one began, but for a margin (forge.ends_walk). The page that ends it
 * moves the cursor, in the transaction of its rows: a walk that is cut off is made again. */
#ifndef BRIGADE_IMPORT_SYNC_CURSOR_H
#define BRIGADE_IMPORT_SYNC_CURSOR_H

#include "bitbucket/page.h"
#include "engine/job_kind.h"

#define CURSOR_NEWEST "newest"
#define CURSOR_STREAM "stream"

/* Writes down that the walk begins with this page, where it is the first, and that it ends with it,
 * where no page follows. `greatest`: the latest time that the page names, for a server that does
 * not tell its own; NULL: it names none. */
void cursor_note(struct task *task, const char *name, long number, const struct page *page,
                 const char *greatest);
/* Writes down that this answer shows the pull request as it is here. */
void cursor_see(struct task *task, int64_t iid);
/* Whether a page whose oldest thing is of this time (NULL: it names none) ends the walk. */
bool cursor_ends(struct task *task, const char *name, const char *oldest, bool *ends,
                 struct error *err) MUST_CHECK;

#endif
