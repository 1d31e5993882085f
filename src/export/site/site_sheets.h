/* site_sheets.h: the files of the wiki, and which page of the site each is: the same for all jobs.
 */
#ifndef BRIGADE_EXPORT_SITE_SITE_SHEETS_H
#define BRIGADE_EXPORT_SITE_SITE_SHEETS_H

#include "export/shared/references.h"
#include "export/shared/repository.h"
#include "lib/json/json.h"

/* A file of the wiki. */
struct sheet {
    char *path;    /* in the repository, as it is shown */
    char *name;    /* of a page: without its ending */
    char *file;    /* of the output */
    char *address; /* of that */
    char oid[GIT_OID_TEXT];
    enum { SHEET_PAGE, SHEET_PICTURE, SHEET_OTHER } kind;
    const char *markup; /* of a page */
    bool is_shown;      /* a page always; a picture when it was written */
};

struct sheets {
    struct gitdir *gitdir; /* NULL: there is no wiki */
    struct sheet *list;
    size_t count;
    struct json_object *taken;    /* names of files */
    struct reference_file *files; /* what texts may name */
};

/* Zeroed; to be released. */
bool sheets_open(struct sheets *sheets, const struct task *task, struct error *err) MUST_CHECK;
void sheets_release(struct sheets *sheets);
/* Adds what is shown to the files that texts may name: by its path, and a page without its ending,
 * too. They live as long as the sheets. */
void sheets_add_names(struct sheets *sheets, struct references *references);
/* Adds a line of redirects.csv for each page: the path that it had at Bitbucket, and its address
 * here. */
void sheets_add_redirects(const struct sheets *sheets, const char *full_name, struct buffer *out);

#endif
