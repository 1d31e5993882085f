/* gitlab_work.h: what the pages of an export for GitLab share: lines as SQL begins them become
 * those of the archive, by people's names, references in texts, and losses. */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_WORK_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_WORK_H

#include "export/shared/known.h"
#include "lib/os/sink.h"

/* GitLab takes texts of 1 MiB. */
#define GITLAB_TEXT_BYTES_MAX ((size_t)1000000)
/* GitLab cuts a line behind 50,000,000 bytes, which is then no JSON. */
#define GITLAB_LINE_BYTES_MAX ((int64_t)50000000)
/* From here on a line gets no further comments: the last one says how many are missing. */
#define GITLAB_LINE_BYTES_FULL ((int64_t)40000000)

struct gitlab_work {
    struct task *task;
    struct people *people;
    struct known_things known;
    struct gitdir *gitdir; /* of the code; NULL: there is none */
    struct references references;
    struct sink *sink;       /* where lines go */
    int64_t line_size_bytes; /* of the line that is being written, so far */
};

bool gitlab_work_open(struct gitlab_work *work, struct task *task, struct error *err) MUST_CHECK;
void gitlab_work_close(struct gitlab_work *work);
/* Closes a file below "parts/" and notes it. */
bool gitlab_close_part(const struct task *task, struct sink **sink, const char *path,
                       struct error *err) MUST_CHECK;
/* Puts down what forge.gitlab_losses says of the job's page. */
bool gitlab_put_losses(struct task *task, const char *thing, struct error *err) MUST_CHECK;
/* Parses what SQL made; never NULL. */
bool gitlab_parse(const char *text, struct json_object **out, struct error *err) MUST_CHECK;

/* Adds to the line that is being written; gitlab_end_line ends it. */
bool gitlab_add_text(struct gitlab_work *work, const char *text, struct error *err) MUST_CHECK;
/* An element of a list; is_first: none stands before it. */
bool gitlab_add_element(struct gitlab_work *work, struct json_object *element, bool is_first,
                        struct error *err) MUST_CHECK;
/* An object without the bracket that ends it, so that more keys may follow. */
bool gitlab_add_open(struct gitlab_work *work, struct json_object *object,
                     struct error *err) MUST_CHECK;
bool gitlab_end_line(struct gitlab_work *work, struct error *err) MUST_CHECK;

/* What a loss is about. */
struct gitlab_subject {
    const char *thing;
    const char *key;  /* NULL: nothing that could be lost */
    const char *link; /* NULL: not known */
};
void gitlab_lose(const struct gitlab_work *work, const struct gitlab_subject *subject,
                 const char *what, const char *outcome);

/* A person where the store knows none is a number, too: sets those that are 0 under `key`. */
void gitlab_name(const struct gitlab_work *work, struct json_object *item, const char *key);
/* The same of each element of a list. */
void gitlab_name_all(const struct gitlab_work *work, struct json_object *item, const char *list);

/* A text as GitLab takes it. Zeroed; to be released. */
struct gitlab_written {
    struct buffer first;
    struct buffer rest; /* what it has no room for */
};
void gitlab_written_release(struct gitlab_written *written);
/* Rewrites `content`. */
struct gitlab_text {
    const char *content;
    const char *markup; /* as SQL says; "changes": our own words */
    const char *prefix; /* stands in front; NULL: nothing */
    const char *footer; /* stands below; NULL: nothing */
};
void gitlab_rewrite(const struct gitlab_work *work, const struct gitlab_text *text,
                    const struct gitlab_subject *subject, struct gitlab_written *out);
/* How many bytes of a text are the next piece of at most `maximum`: whole characters, and whole
 * lines where that does not make it much shorter. */
size_t gitlab_piece(const char *text, size_t maximum);

#endif
