/* work.h: what the jobs of an export share: people, what texts may refer to, the repository, the
 * files that were written, and losses. */
#ifndef BRIGADE_EXPORT_SHARED_WORK_H
#define BRIGADE_EXPORT_SHARED_WORK_H

#include "export/shared/known.h"
#include "lib/os/sink.h"

/* A call with run, after_key and upto_key of the job's page. */
#define EXPORT_PAGE_CALL(sql, task)                                                                \
    DB_CALL(sql, db_int((task)->workplace->run_id),                                                \
            db_text(json_text_at((task)->job->payload, "after")),                                  \
            db_text(json_text_at((task)->job->payload, "upto")))

/* Zeroed, with the task when nothing but files is needed. */
struct export_work {
    struct task *task;
    struct people *people;
    struct known_things known;
    struct references references;
    struct gitdir *gitdir;   /* of the code; NULL: there is none */
    struct sink_batch files; /* written, and not named yet */
};

bool export_work_open(struct export_work *work, struct task *task, struct error *err) MUST_CHECK;
void export_work_close(struct export_work *work);

/* A file of the output, or a part, which stands below "parts/". */
struct export_file {
    const char *path;
    bool is_part;
};
bool export_work_write(const struct export_work *work, const struct export_file *file,
                       struct sink **sink, struct error *err) MUST_CHECK;
/* Closes and notes it. It has no name before export_work_end. */
bool export_work_note(struct export_work *work, const struct export_file *file, struct sink **sink,
                      struct error *err) MUST_CHECK;
/* Reads a call whose rows may take long, each: neither the connection nor the lease waits for them.
 */
bool export_work_read(const struct export_work *work, const struct db_call *call,
                      db_take_row *take_row, void *payload, struct error *err) MUST_CHECK;
/* For db_read: adds the column line to a sink, as a line. */
bool export_work_take_line(const struct db_rows *rows, void *sink, struct error *err) MUST_CHECK;
/* Gives the files that were closed their names. */
bool export_work_end(struct export_work *work, struct error *err) MUST_CHECK;

/* What a loss is about. */
struct export_subject {
    const char *thing;
    const char *key;  /* NULL: nothing that could be lost */
    const char *link; /* NULL: not known */
};
/* outcome: NULL: that of brigade.loss_kinds. */
void export_work_lose(const struct export_work *work, const struct export_subject *subject,
                      const char *what, const char *outcome);
/* Puts down that the commit `oid` by which a pull request was merged is not written, where the item
 * has no merge_commit_sha; the hash is the detail. oid NULL: none is known. */
void export_work_lose_merge(const struct export_work *work, const struct json_object *item,
                            const struct export_subject *subject, const char *oid);
/* Puts down the losses that a call lists: one column, of rows for brigade.put_export_losses. */
bool export_work_put_losses(struct task *task, const struct db_call *call,
                            struct error *err) MUST_CHECK;
/* The same of the job's page of a thing: `sql` takes run, thing, after_key and upto_key. */
bool export_work_put_page_losses(struct task *task, const char *sql, const char *thing,
                                 struct error *err) MUST_CHECK;

/* A text of people, whose references are those of the target behind this. */
struct export_text {
    const char *content;
    const char *markup; /* as SQL says; "changes": our own words */
};
void export_work_rewrite(const struct export_work *work, const struct export_text *text,
                         const struct export_subject *subject, struct buffer *out);

/* Adds what stands in front of a text, such as the quotation of what a reply answers, whose
 * references are those of the target, too. NULL: nothing. */
void export_work_add_prefix(const struct export_work *work, const char *prefix, struct buffer *out);

/* Parses what SQL made; never NULL. */
bool export_work_parse(const char *text, struct json_object **out, struct error *err) MUST_CHECK;

#endif
