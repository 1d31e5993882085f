/* gitlab_work.h: what the pages of an export for GitLab share: lines as SQL begins them become
 * those of the archive, by people's names, references in texts, and losses. */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_WORK_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_WORK_H

#include "export/shared/work.h"
#include "lib/base/sha1.h"

/* GitLab takes texts of 1 MiB. */
#define GITLAB_TEXT_BYTES_MAX ((size_t)1000000)
/* GitLab cuts a line behind 50,000,000 bytes, which is then no JSON. */
#define GITLAB_LINE_BYTES_MAX ((int64_t)50000000)
/* Of a footer, so many bytes stand below the text, and in each note in which it goes on. */
#define GITLAB_FOOTER_BYTES_MAX ((size_t)200000)
/* From here on a line gets no further comments: the last one says how many are missing. */
#define GITLAB_LINE_BYTES_FULL ((int64_t)40000000)

/* Takes run, thing, after_key and upto_key. */
#define GITLAB_LOSSES                                                                              \
    "select loss from forge.gitlab_losses(run => $1, thing => $2, after_key => $3, upto_key => "   \
    "$4)"

struct gitlab_work {
    struct export_work shared;
    struct sink *sink;       /* where lines go */
    int64_t line_size_bytes; /* of the line that is being written, so far */
};

bool gitlab_work_open(struct gitlab_work *work, struct task *task, struct error *err) MUST_CHECK;
void gitlab_work_close(struct gitlab_work *work);

/* Adds to the line that is being written; gitlab_end_line ends it. */
bool gitlab_add_text(struct gitlab_work *work, const char *text, struct error *err) MUST_CHECK;
/* An element of a list; is_first: none stands before it. */
bool gitlab_add_element(struct gitlab_work *work, struct json_object *element, bool is_first,
                        struct error *err) MUST_CHECK;
/* An object without the bracket that ends it, so that more keys may follow. */
bool gitlab_add_open(struct gitlab_work *work, struct json_object *object,
                     struct error *err) MUST_CHECK;
bool gitlab_end_line(struct gitlab_work *work, struct error *err) MUST_CHECK;

/* A person where the store knows none is a number, too: sets those that are 0 under `key`. */
void gitlab_name(const struct gitlab_work *work, struct json_object *item, const char *key);
/* The same of each element of a list. */
void gitlab_name_all(const struct gitlab_work *work, struct json_object *item, const char *list);

/* A discussion's id, by what names it in the project. */
void gitlab_discussion(int64_t project_id, const char *name, char out[SHA1_TEXT]);
/* What names the discussion in which the footer of an item goes on. The caller frees it. */
char *gitlab_footer_name(const char *noteable, int64_t iid) MUST_CHECK;

/* A text as GitLab takes it. Zeroed; to be released. */
struct gitlab_written {
    struct buffer first;
    struct buffer rest;   /* what it has no room for */
    struct buffer footer; /* the same of its footer */
};
void gitlab_written_release(struct gitlab_written *written);
struct gitlab_text {
    struct export_text words;
    const char *prefix; /* stands in front; NULL: nothing */
    const char *footer; /* stands below; NULL: nothing */
};
void gitlab_rewrite(const struct gitlab_work *work, const struct gitlab_text *text,
                    const struct export_subject *subject, struct gitlab_written *out);
/* Puts down that a text goes on elsewhere, where it does. */
void gitlab_lose_rest(const struct gitlab_work *work, const struct gitlab_written *written,
                      const struct export_subject *subject);
/* How many bytes of a text are the next piece of at most `maximum`: whole characters, and whole
 * lines where that does not make it much shorter. */
size_t gitlab_piece(const char *text, size_t maximum);

#endif
