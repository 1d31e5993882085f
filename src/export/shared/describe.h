/* describe.h: the files of an output that tell of the others: texts for people, and sums. */
#ifndef BRIGADE_EXPORT_SHARED_DESCRIBE_H
#define BRIGADE_EXPORT_SHARED_DESCRIBE_H

#include "engine/job_kind.h"
#include "lib/os/sink.h"

/* The one cell of a call, as a text of the caller's. */
bool describe_ask(const struct task *task, const struct db_call *call, char **out,
                  struct error *err) MUST_CHECK;
/* What README.txt says: whose the output is and as of when, `what` it is, and below `heading` its
 * rows and losses. The caller frees it. */
bool describe_readme(const struct task *task, const char *what, const char *heading, char **out,
                     struct error *err) MUST_CHECK;
/* Writes a file of the output, and adds its sum to `files`. */
bool describe_write(const struct task *task, const char *name, const char *text,
                    struct json_object *files, struct error *err) MUST_CHECK;
/* Writes the only text for people that an output has, and SHA256SUMS. */
bool describe_by_text(const struct task *task, const char *name, const char *text,
                      struct error *err) MUST_CHECK;
/* Writes SHA256SUMS, of what jobs have written and of `files`. */
bool describe_write_sums(const struct task *task, struct json_object *files,
                         struct error *err) MUST_CHECK;

#endif
