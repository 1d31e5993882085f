#include "export/gitlab/gitlab_check.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "export/gitlab/gitlab_work.h"
#include "lib/base/sha1.h"

static bool refuse(const struct json_object *item, const char *why, struct error *err)
{
    int64_t number = 0;

    if (!json_integer_at(item, "iid", &number) && !json_integer_at(item, "id", &number))
        number = 0;
    return error_set(err, ERROR_ITEM, "%lld %s", (long long)number, why);
}

static const char *text(const struct json_object *item, const char *path)
{
    const char *found = json_text_at(item, path);

    return found != NULL ? found : "";
}

static bool is_hash(const char *oid)
{
    return strlen(oid) == 40 && strspn(oid, "0123456789abcdef") == 40;
}

bool gitlab_check_time(const char *text)
{
    const char *form = "dddd-dd-ddTdd:dd:dd";
    const char *at = text;

    for (; *form != '\0'; form++, at++)
        if (*form == 'd' ? !isdigit((unsigned char)*at) : *at != *form)
            return false;
    if (*at == '.')
        at += 1 + strspn(at + 1, "0123456789");
    return strcmp(at, "Z") == 0 || strcmp(at, "+00:00") == 0;
}

/* A number of more than 18 digits is read as a text. */
static bool has_person(const struct json_object *item, const char *key)
{
    int64_t number = 0;

    return *text(item, key) != '\0' || (json_integer_at(item, key, &number) && number > 0);
}

size_t gitlab_check_characters(const char *words)
{
    size_t count = 0;

    for (; *words != '\0'; words++)
        count += ((unsigned char)*words & 0xC0) != 0x80;
    return count;
}

static bool check_events(const struct json_object *item, struct error *err)
{
    const struct json_object *events = json_at(item, "resource_state_events");

    for (size_t i = 0; i < json_length(events); i++)
        if (!has_person(json_element(events, i), "user_id") ||
            !gitlab_check_time(text(json_element(events, i), "created_at")))
            return refuse(item, "has an event without person or time", err);
    return true;
}

/* What merge requests and issues share. */
static bool check_item(const struct json_object *item, struct error *err)
{
    int64_t iid = 0;

    if (!json_integer_at(item, "iid", &iid) || iid <= 0)
        return refuse(item, "has no iid", err);
    if (!has_person(item, "author_id"))
        return refuse(item, "has no author", err);
    if (*text(item, "title") == '\0' ||
        gitlab_check_characters(text(item, "title")) > GITLAB_TITLE_CHARACTERS_MAX)
        return refuse(item, "has no title, or one of more than 255 characters", err);
    if (!json_is_text(json_at(item, "description")) ||
        strlen(text(item, "description")) > GITLAB_TEXT_BYTES_MAX)
        return refuse(item, "has no text, or one of more than 1,000,000 bytes", err);
    return (gitlab_check_time(text(item, "created_at")) &&
            gitlab_check_time(text(item, "updated_at")) && check_events(item, err)) ||
           refuse(item, "has no time", err);
}

bool gitlab_check_issue(const struct json_object *item, struct error *err)
{
    bool is_closed = strcmp(text(item, "state"), "closed") == 0;

    if (!check_item(item, err))
        return false;
    if (!is_closed && strcmp(text(item, "state"), "opened") != 0)
        return refuse(item, "is neither opened nor closed", err);
    return is_closed == gitlab_check_time(text(item, "closed_at")) ||
           refuse(item, "is closed at no time, or open and closed", err);
}

bool gitlab_check_pull(const struct json_object *item, struct error *err)
{
    const char *state = text(item, "state");
    bool is_merged = strcmp(state, "merged") == 0;
    int64_t source = 0;
    int64_t target = -1;

    if (!check_item(item, err))
        return false;
    if (!is_merged && strcmp(state, "opened") != 0 && strcmp(state, "closed") != 0)
        return refuse(item, "is neither opened, closed nor merged", err);
    if (is_merged != gitlab_check_time(text(item, "metrics.merged_at")))
        return refuse(item, "is merged at no time, or has a time and is not merged", err);
    if (*text(item, "source_branch") == '\0' || *text(item, "target_branch") == '\0')
        return refuse(item, "has no branches", err);
    return (json_integer_at(item, "source_project_id", &source) &&
            json_integer_at(item, "target_project_id", &target) && source == target) ||
           refuse(item, "would be taken for one of a fork", err);
}

static bool check_files(const struct json_object *diff, struct error *err)
{
    const struct json_object *files = json_at(diff, "merge_request_diff_files");

    for (size_t i = 0; i < json_length(files); i++)
        if (!json_is_text(json_at(json_element(files, i), "utf8_diff")) ||
            *text(json_element(files, i), "new_path") == '\0')
            return refuse(diff, "has a file without a text of changes", err);
    return true;
}

bool gitlab_check_diff(const struct json_object *diff, struct gitdir *refs,
                       struct gitlab_pull *pull, struct error *err)
{
    CLEANUP(free_pointer)
    char *name = xasprintf("refs/merge-requests/%lld/head", (long long)pull->iid);
    char oid[GIT_OID_TEXT] = "";
    int64_t seconds = 0;

    pull->has_diff = true;
    snprintf(pull->base, sizeof(pull->base), "%s", text(diff, "base_commit_sha"));
    snprintf(pull->head, sizeof(pull->head), "%s", text(diff, "head_commit_sha"));
    if (strcmp(text(diff, "start_commit_sha"), pull->base) != 0)
        return refuse(diff, "has changes that begin elsewhere", err);
    if (*pull->head != '\0' &&
        (refs == NULL || !gitdir_ref(refs, name, oid) || strcmp(oid, pull->head) != 0))
        return error_set(err, ERROR_ITEM, "%s is not at %s in the bundle", name, pull->head);
    if (*pull->base != '\0' &&
        (*pull->head == '\0' || !gitdir_commit_time(refs, pull->base, &seconds)))
        return error_set(err, ERROR_ITEM, "the base of %s is not in the bundle", name);
    if (strcmp(text(diff, "state"), "collected") != 0 && strcmp(text(diff, "state"), "empty") != 0)
        return refuse(diff, "has changes in no state", err);
    return check_files(diff, err);
}

/* A revision that GitLab does not lose: an end of the changes, or one that a ref keeps. */
static bool is_kept(const char *oid, struct gitdir *refs, const struct gitlab_pull *pull)
{
    CLEANUP(free_pointer) char *name = xasprintf("refs/keep-around/%s", oid);
    char there[GIT_OID_TEXT] = "";

    return is_hash(oid) && (strcmp(oid, pull->base) == 0 || strcmp(oid, pull->head) == 0 ||
                            (refs != NULL && gitdir_ref(refs, name, there)));
}

/* <sum of the path>_<old>_<new>, with the lines that the position says. */
static bool check_line_code(const struct json_object *note, const struct json_object *position)
{
    char sum[SHA1_TEXT] = "";
    long long counters[2] = {-1, -1};
    int64_t lines[2] = {-1, -1};
    bool has_old = json_integer_at(position, "old_line", &lines[0]);
    bool has_new = json_integer_at(position, "new_line", &lines[1]);
    const char *code = text(note, "line_code");

    sha1_text(sum, text(position, "new_path"));
    return strncmp(code, sum, SHA1_TEXT - 1) == 0 &&
           sscanf(code + SHA1_TEXT - 1, "_%lld_%lld", &counters[0], &counters[1]) == 2 &&
           (has_old || has_new) && (!has_old || lines[0] == counters[0]) &&
           (!has_new || lines[1] == counters[1]);
}

/* Several lines: the last of them is that of the note. */
static bool check_range(const struct json_object *note, const struct json_object *range)
{
    const char *code = text(note, "line_code");

    return strncmp(text(range, "start.line_code"), code, SHA1_TEXT) == 0 &&
           strcmp(text(range, "end.line_code"), code) == 0;
}

static bool check_position(const struct json_object *note, struct gitdir *refs,
                           const struct gitlab_pull *pull, struct error *err)
{
    const struct json_object *position = json_at(note, "position");

    if (!is_kept(text(position, "base_sha"), refs, pull) ||
        !is_kept(text(position, "head_sha"), refs, pull) ||
        strcmp(text(position, "base_sha"), text(position, "start_sha")) != 0)
        return refuse(note, "is about a revision that GitLab would lose", err);
    if (strcmp(text(position, "position_type"), "text") != 0 || *text(position, "old_path") == '\0')
        return refuse(note, "has a position of no text", err);
    if (!check_line_code(note, position))
        return refuse(note, "has a line_code that is not of its position", err);
    if (json_is_object(json_at(position, "line_range")) &&
        !check_range(note, json_at(position, "line_range")))
        return refuse(note, "is about lines that do not end with its own", err);
    if (strncmp(text(note, "note_diff_file.diff_export"), "@@ ", 3) != 0 ||
        strcmp(text(note, "note_diff_file.new_path"), text(position, "new_path")) != 0)
        return refuse(note, "has no lines of its own", err);
    return json_is_object(json_at(note, "original_position")) ||
           refuse(note, "has no original_position", err);
}

/* Notes of one discussion have one type and one line, and are resolved together. */
static bool check_discussion(const struct json_object *note, struct gitlab_pull *pull,
                             struct error *err)
{
    const char *id = text(note, "discussion_id");
    CLEANUP(free_pointer)
    char *form = xasprintf("%s %s %s", text(note, "type"), text(note, "line_code"),
                           text(note, "resolved_at"));
    const char *before = NULL;

    if (!is_hash(id))
        return refuse(note, "has no discussion_id", err);
    if (pull == NULL)
        return true;
    before = json_text_at(pull->discussions, id);
    if (before == NULL)
        json_set_text(pull->discussions, id, form);
    if (before != NULL && *text(note, "type") == '\0')
        return refuse(note, "would be hidden behind the first of its discussion", err);
    return before == NULL || strcmp(before, form) == 0 ||
           refuse(note, "is not as the others of its discussion", err);
}

bool gitlab_check_note(const struct json_object *note, struct gitdir *refs,
                       struct gitlab_pull *pull, struct error *err)
{
    const char *type = text(note, "type");

    if (!has_person(note, "author_id") || *text(note, "author.name") == '\0')
        return refuse(note, "has no author", err);
    if (!gitlab_check_time(text(note, "created_at")) ||
        !gitlab_check_time(text(note, "updated_at")))
        return refuse(note, "has no time", err);
    if (*text(note, "note") == '\0' || strlen(text(note, "note")) > GITLAB_TEXT_BYTES_MAX)
        return refuse(note, "has no text, or one of more than 1,000,000 bytes", err);
    if (*text(note, "resolved_at") != '\0' &&
        (*type == '\0' || !has_person(note, "resolved_by_id")))
        return refuse(note, "is resolved by nobody, or cannot be", err);
    if (!check_discussion(note, pull, err))
        return false;
    if (strcmp(type, "DiffNote") == 0)
        return pull != NULL ? check_position(note, refs, pull, err)
                            : refuse(note, "has a position, and is about no line", err);
    return *type == '\0' || strcmp(type, "DiscussionNote") == 0 ||
           refuse(note, "has a type that GitLab does not know", err);
}
