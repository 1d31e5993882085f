/* forgejo_work.h: elements as SQL makes them become those of an output for Forgejo. */
#ifndef BRIGADE_EXPORT_FORGEJO_FORGEJO_WORK_H
#define BRIGADE_EXPORT_FORGEJO_FORGEJO_WORK_H

#include "export/shared/work.h"

/* Takes run, thing, after_key and upto_key. */
#define FORGEJO_LOSSES                                                                             \
    "select loss from forge.forgejo_losses(run => $1, thing => $2, after_key => $3, upto_key => "  \
    "$4)"

/* Sets <role>_id, which is a number of forge.users, and <role>_name. */
void forgejo_name(const struct export_work *work, struct json_object *item, const char *role);
/* Rewrites the text under "content". */
struct forgejo_text {
    const char *prefix; /* stands in front; NULL: nothing */
    const char *markup; /* as in struct export_text */
    const char *footer; /* stands below; NULL: nothing */
};
void forgejo_rewrite(const struct export_work *work, struct json_object *item,
                     const struct forgejo_text *text, const struct export_subject *subject);

/* Adds an element to the list that a file is. */
bool forgejo_add(struct sink *sink, struct json_object *item, struct error *err) MUST_CHECK;
/* The same for a file that is one object. */
bool forgejo_add_whole(struct sink *sink, struct json_object *item, struct error *err) MUST_CHECK;

#endif
