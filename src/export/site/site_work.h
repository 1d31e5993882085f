/* site_work.h: what the jobs of an export as a site share: people, what texts may refer to, the
 * repository, and the files that were written. */
#ifndef BRIGADE_EXPORT_SITE_SITE_WORK_H
#define BRIGADE_EXPORT_SITE_SITE_WORK_H

#include "export/shared/known.h"
#include "lib/os/sink.h"

/* A comment that a text of the page links to. */
struct site_anchor {
    int64_t source_id;
    int64_t iid;
    bool is_issue;
};

struct site_work {
    struct task *task;
    struct people *people;
    struct known_things known;
    struct references references;
    struct gitdir *gitdir;   /* of the code; NULL: there is none */
    struct sink_batch files; /* written, and not named yet */
    struct site_anchor *anchors;
    size_t anchor_count;
};

bool site_work_open(struct site_work *work, struct task *task, struct error *err) MUST_CHECK;
void site_work_close(struct site_work *work);
/* Gives the files that were closed their names. */
bool site_work_end(struct site_work *work, struct error *err) MUST_CHECK;
/* Looks up the comments that texts of the job's page link to. */
bool site_work_find_anchors(struct site_work *work, struct error *err) MUST_CHECK;
/* Opens a repository of the project; *gitdir stays NULL when there is none. */
bool site_open_repository(const struct task *task, const char *kind, struct gitdir **gitdir,
                          struct error *err) MUST_CHECK;
/* Closes a file of the output, or a part, and notes it. */
bool site_work_close_file(struct site_work *work, struct sink **sink, const char *path,
                          bool is_part, struct error *err) MUST_CHECK;

/* What a loss is about. */
struct site_subject {
    const char *thing;
    const char *key;  /* NULL: nothing that could be lost */
    const char *link; /* NULL: not known */
};
void site_lose(const struct site_work *work, const struct site_subject *subject, const char *what);

#endif
