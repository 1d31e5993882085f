/* shelf.h: the page that leads to the sites of all projects of a workspace. */
#ifndef BRIGADE_EXPORT_SHARED_SHELF_H
#define BRIGADE_EXPORT_SHARED_SHELF_H

#include "lib/db/db.h"
#include "lib/markup/html.h"

/* rows: of brigade.export_index. The page stands beside the directories of the projects. */
void shelf_write(struct html *html, const char *workspace, const struct db_rows *rows);

#endif
