/* known.h: what texts may refer to, as the store and the other exports have it. */
#ifndef BRIGADE_EXPORT_SHARED_KNOWN_H
#define BRIGADE_EXPORT_SHARED_KNOWN_H

#include "engine/job_kind.h"
#include "export/shared/references.h"

/* Zeroed; to be released. */
struct known_things {
    struct db_rows *rows;   /* of forge.export_known; texts are borrowed from it */
    struct db_rows *others; /* of forge.export_others; likewise */
    struct known *list;
    struct neighbour *neighbours;
    struct db_rows *attached; /* of forge.export_attached; likewise */
    struct reference_file *files;
};
void known_release(struct known_things *known);

/* Fills in *references but for people and gitdir; it borrows from *known. */
bool known_load(const struct task *task, struct known_things *known, struct references *references,
                struct error *err) MUST_CHECK;

#endif
