/* forgejo_work.h: what the pages of an export for Forgejo share: elements as SQL makes them become
 * those of the output, by people's names and numbers, references in texts, and losses. */
#ifndef BRIGADE_EXPORT_FORGEJO_FORGEJO_WORK_H
#define BRIGADE_EXPORT_FORGEJO_FORGEJO_WORK_H

#include "export/shared/known.h"
#include "lib/os/sink.h"

struct forgejo_work {
    struct task *task;
    struct people *people;
    struct known_things known;
    struct gitdir *gitdir; /* of the code; NULL: there is none */
    struct references references;
    struct sink_batch files; /* written, and not named yet */
};

bool forgejo_work_open(struct forgejo_work *work, struct task *task, struct error *err) MUST_CHECK;
void forgejo_work_close(struct forgejo_work *work);
/* Gives the files that were closed their names. */
bool forgejo_work_end(struct forgejo_work *work, struct error *err) MUST_CHECK;

/* What a loss is about. */
struct forgejo_subject {
    const char *thing;
    const char *key;  /* NULL: nothing that could be lost */
    const char *link; /* NULL: not known */
};
void forgejo_lose(const struct forgejo_work *work, const struct forgejo_subject *subject,
                  const char *what);

/* Sets <role>_id, which is a number of forge.users, and <role>_name. */
void forgejo_name(const struct forgejo_work *work, struct json_object *item, const char *role);
/* Rewrites the text under "content". */
struct forgejo_text {
    const char *prefix; /* stands in front; NULL: nothing */
    const char *markup; /* as SQL says; "changes": our own words */
    const char *footer; /* stands below; NULL: nothing */
};
void forgejo_rewrite(const struct forgejo_work *work, struct json_object *item,
                     const struct forgejo_text *text, const struct forgejo_subject *subject);

/* Adds an element to the list that a file is. */
bool forgejo_add(struct sink *sink, struct json_object *item, struct error *err) MUST_CHECK;
/* The same for a file that is one object. */
bool forgejo_add_whole(struct sink *sink, struct json_object *item, struct error *err) MUST_CHECK;
/* Closes a file of the output, or a part, and notes it. */
bool forgejo_close(struct forgejo_work *work, struct sink **sink, const char *path, bool is_part,
                   struct error *err) MUST_CHECK;
/* Puts down what forge.forgejo_losses says of the job's page. */
bool forgejo_put_losses(struct task *task, const char *thing, struct error *err) MUST_CHECK;
/* Parses what SQL made; never NULL. */
bool forgejo_parse(const char *text, struct json_object **out, struct error *err) MUST_CHECK;

#endif
