/* gitlab_lines.h: files of the archive with an object a line, read back as they come out of it. */
#ifndef BRIGADE_EXPORT_GITLAB_GITLAB_LINES_H
#define BRIGADE_EXPORT_GITLAB_GITLAB_LINES_H

#include "export/gitlab/gitlab_check.h"
#include "export/shared/counts.h"
#include "lib/json/json_stream.h"

/* What is known of the archive so far. Its lists are objects; to be released. */
struct gitlab_seen {
    struct counts counts;
    int64_t project_id;
    struct gitdir *refs; /* that have the refs of the bundle; NULL: there are none */
    struct json_object *labels;
    struct json_object *milestones;
    struct json_object *wanted_labels; /* that something has */
    struct json_object *wanted_milestones;
    struct json_object *links; /* folder and name of files that issues link to below their texts */
};
void gitlab_seen_release(struct gitlab_seen *seen);
/* Whether labels and milestones that something has are there. */
bool gitlab_seen_end(const struct gitlab_seen *seen, struct error *err) MUST_CHECK;

/* A file that is being read. Zeroed; to be released. */
struct gitlab_lines {
    struct gitlab_seen *seen;
    const char *relation; /* such as "merge_requests" */
    struct json_object *iids;
    struct json_object *item; /* the values of the line that is being read */
    struct gitlab_pull pull;
    struct json_stream stream;
    int64_t number; /* of that line, from 1 on */
    int64_t size_bytes;
};
void gitlab_lines_begin(struct gitlab_lines *lines, struct gitlab_seen *seen, const char *relation);
bool gitlab_lines_feed(struct gitlab_lines *lines, const char *bytes, size_t size,
                       struct error *err) MUST_CHECK;
bool gitlab_lines_end(struct gitlab_lines *lines, struct error *err) MUST_CHECK;
void gitlab_lines_release(struct gitlab_lines *lines);

#endif
