/* stretch.h: asking for less of a list at a time, where a page is more than we take.
 *
 * A link of the server stays opaque but for the parameters pagelen, page and fields, which the API
 * documents. A link without pagelen is left alone.
 */
#ifndef BRIGADE_BITBUCKET_STRETCH_H
#define BRIGADE_BITBUCKET_STRETCH_H

#include "lib/base/base.h"

/* How many things it asks for; 0: it does not say. */
long stretch_length(const char *url);
/* The beginning of the same stretch, at most half as long; NULL: it cannot be shorter. The caller
 * frees what these return. */
char *stretch_shorter(const char *url) MUST_CHECK;
/* The same stretch, with nothing of each thing but what names it. */
char *stretch_names(const char *url) MUST_CHECK;
/* A next link, which must ask for the fields that `like` asks for: where it has lost them, things
 * would come without what they have on request alone. */
char *stretch_fields(const char *next, const char *like) MUST_CHECK;
/* A next link, with the fields that `like` asks for, and twice as long where it begins so, up to
 * `most`. */
char *stretch_longer(const char *next, const char *like, long most) MUST_CHECK;

#endif
