#include "import/freeze/finding.h"

#include "forge/puts.h"
#include "import/source.h"

static void put_found(struct task *task, int64_t iid)
{
    struct json_object *row = json_new_object();

    json_set_integer(row, "iid", iid);
    outcome_put(task->outcome, PUT_FOUND, row);
}

void finding_add(struct task *task, const struct finding *finding)
{
    CLEANUP(free_pointer) char *key = xasprintf("%s/%s", finding->thing, finding->key);
    CLEANUP(free_pointer)
    char *link = finding->iid > 0 ? path_web_pull_request(&source_of(task)->base, finding->iid)
                                  : path_web_repository(&source_of(task)->base);
    struct json_object *payload = json_new_object();

    json_set_text(payload, "sentence", finding->sentence);
    outcome_enqueue(task->outcome, &(struct follow_up){.stage = "certificate",
                                                       .kind = "difference",
                                                       .key = key,
                                                       .link = link,
                                                       .payload = payload});
    if (finding->iid > 0)
        put_found(task, finding->iid);
}

void finding_row(struct json_object *rows, int64_t iid, struct json_object *object)
{
    struct json_object *row = NULL;
    int64_t key = 0;

    if (!json_integer_at(object, "id", &key) || key <= 0)
        return;
    row = json_new_object();
    json_set_integer(row, "key", key);
    json_set_integer(row, "iid", iid > 0 ? iid : key);
    json_set(row, "raw", json_share(object));
    json_append(rows, row);
}

bool finding_compare(struct task *task, const char *thing, struct json_object *rows,
                     struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *found = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select key, iid, sentence from "
                          "forge.differences(run => $1, thing => $2, rows => $3)",
                          db_int(task->workplace->run_id), db_text(thing),
                          db_text(json_print(rows, NULL))),
                  &found, err))
        return false;
    for (size_t i = 0; i < db_rows_count(found); i++)
        finding_add(task, &(struct finding){.thing = thing,
                                            .iid = db_rows_integer(found, i, "iid"),
                                            .key = db_rows_text(found, i, "key"),
                                            .sentence = db_rows_text(found, i, "sentence")});
    return true;
}

bool finding_digest(struct task *task, struct error *err)
{
    const char *sentence = json_text_at(task->job->payload, "sentence");

    return error_set(err, ERROR_CHANGED, "%s", sentence != NULL ? sentence : "it has changed");
}
