/* names.h: things of a list that have a name and nothing else to tell them apart.
 *
 * Two of one name are two things. The second is number 2, in the order of the list.
 */
#ifndef BRIGADE_ENGINE_NAMES_H
#define BRIGADE_ENGINE_NAMES_H

#include "bitbucket/page.h"
#include "engine/job_kind.h"

/* Which of those of its name it is, from 1 on. What the pages before showed, the job's payload
 * says. */
int64_t names_number(const struct page *page, const struct job *job, size_t index);
/* The payload of the job of the next page: the names so far. The caller frees it. */
struct json_object *names_carry(const struct page *page, const struct job *job) MUST_CHECK;

#endif
