/* goals.h: what addresses in texts lead to, and what each becomes at the target. */
#ifndef BRIGADE_EXPORT_SHARED_GOALS_H
#define BRIGADE_EXPORT_SHARED_GOALS_H

#include "export/shared/addresses.h"
#include "export/shared/references.h"

/* Something of the project, or of a neighbour. */
struct goal {
    const struct neighbour *neighbour; /* NULL: of the project */
    struct address address;
    const char *web; /* of whose it is; NULL: not known */
};
struct goal goal_find(const struct references *references, const char *text, size_t size);

/* The page at the target that an address becomes; NULL: none that is known. */
char *goal_page(const struct references *references, const struct goal *goal) MUST_CHECK;
/* The short form that it becomes where it stands alone in a text; NULL: it has none. */
char *goal_short_form(const struct references *references, const struct goal *goal) MUST_CHECK;
/* The same address by another name of its host, where the output has a record of just that address,
 * which the receiver would take it for; NULL: it has none. */
char *goal_elsewhere(const struct references *references, const struct goal *goal, const char *text,
                     size_t size) MUST_CHECK;

#endif
