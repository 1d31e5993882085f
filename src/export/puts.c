#include "export/puts.h"

const char *const export_puts[PUT_EXPORT_COUNT] = {
    [PUT_EXPORT_PLAN] = "select brigade.put_export_plan(run => $1, rows => $2)",
    [PUT_EXPORT_FILES] = "select brigade.put_export_files(run => $1, rows => $2)",
    [PUT_EXPORT_COUNTS] = "select brigade.put_export_counts(run => $1, rows => $2)",
    [PUT_EXPORT_LOSSES] = "select brigade.put_export_losses(run => $1, rows => $2)",
    [PUT_EXPORT_END] = "select brigade.put_export_end(run => $1, rows => $2)",
};

void puts_file(struct outcome *outcome, const char *path, bool is_part,
               const struct sink_file *file, struct json_object *rows)
{
    struct json_object *row = json_new_object();

    json_set_text(row, "path", path);
    json_set_boolean(row, "is_part", is_part);
    json_set_text(row, "sha256", file->sha256);
    json_set_integer(row, "size_bytes", file->size_bytes);
    json_set(row, "rows", rows != NULL ? rows : json_new_object());
    outcome_put(outcome, PUT_EXPORT_FILES, row);
}
