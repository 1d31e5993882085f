/* references.h: what texts refer to, by the names and numbers of the target. Everything else in a
 * text stays, byte by byte. contrib/doc/migrate has the table of what becomes what.
 */
#ifndef BRIGADE_EXPORT_SHARED_REFERENCES_H
#define BRIGADE_EXPORT_SHARED_REFERENCES_H

#include "export/shared/forms.h"
#include "export/shared/people.h"
#include "lib/git/git.h"

/* Pull requests and issues with their numbers at the target, sorted by kind and number here. */
struct known {
    bool is_issue;
    int64_t iid;
    int64_t number;
    bool is_issue_there; /* pull requests may be issues at the target */
};

/* A file that is attached to an issue, or, of a site, one of the wiki. */
struct reference_file {
    int64_t iid;       /* of the issue; 0: it is of the wiki */
    const char *name;  /* as people gave it */
    const char *place; /* its address at the target, or in the output */
    bool is_picture;   /* a site shows it */
};

/* Another project of the same owner, which texts may refer to, too. */
struct neighbour {
    const char *full_name; /* at Bitbucket */
    const char *place;     /* owner/name at the target; NULL: it is not there */
    const char *web;       /* the address of its page there; NULL: not known */
    int64_t upto[2];       /* of pull requests, of issues: the largest number */
    int64_t moved_by[2];
};

struct references {
    const struct reference_forms *forms;
    const char *site;      /* Bitbucket's address */
    const char *full_name; /* of the project there */
    const char *web;       /* the address of its page at the target; NULL: not known */
    const char *records;   /* where web is NULL, that by which the output itself names its pull
                              requests and issues; NULL: it does not */
    const struct known *known;
    size_t known_count;
    const struct neighbour *neighbours;
    size_t neighbour_count;
    const struct reference_file *files; /* by issue and name; NULL: the target has none */
    size_t file_count;
    const struct people *people; /* NULL: nobody is mentioned */
    struct gitdir *gitdir;       /* finds hashes; NULL: they stay as they are */
};

/* NULL: the store has no such pull request or issue. */
const struct known *references_find(const struct references *references, bool is_issue,
                                    int64_t iid);
/* The order that files have. */
int references_compare_files(const void *left, const void *right);
/* The file of an issue by its name, which may be percent-encoded; NULL: there is none. */
const struct reference_file *references_find_file(const struct references *references, int64_t iid,
                                                  const char *name, size_t size);

/* What could not be said in the target's way. */
struct references_lost {
    bool link;   /* an address of Bitbucket stayed */
    bool image;  /* a picture or file that Bitbucket keeps, and which is not in the store */
    bool markup; /* it was not looked at */
};

/* Adds `text` to *out. markup: as Bitbucket names it; NULL: Markdown. What is written in another
 * markup is shown as it is, between fences. */
void references_rewrite(const struct references *references, const char *text, const char *markup,
                        struct buffer *out, struct references_lost *lost);

/* Adds a footer below a text that is in *out: a line, and `footer`. A fence that the text leaves
 * open is closed before. */
void references_add_footer(struct buffer *out, const char *footer);

#endif
