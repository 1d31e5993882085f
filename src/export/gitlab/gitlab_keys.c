#include "export/gitlab/gitlab_keys.h"

#include <string.h>

/* Of those that GitLab permits, the ones that we write. An id may stand anywhere: it is ignored. */
static const struct relation {
    const char *names;      /* with a blank before and behind each */
    const char *attributes; /* likewise */
    const char *relations;
} relations[] = {
    {" project ", " description visibility_level archived autoclose_referenced_issues ", " "},
    {" project_feature ",
     " project_id repository_access_level merge_requests_access_level issues_access_level "
     "wiki_access_level created_at updated_at ",
     " "},
    {" labels label ", " title color description type template created_at updated_at ",
     " priorities "},
    {" milestones milestone ", " iid title description state created_at updated_at ", " "},
    {" project_members ",
     " access_level source_type user_id notification_level created_at updated_at ", " user "},
    {" user ", " public_email username ", " "},
    {" issues ",
     " iid title description state author_id confidential created_at updated_at last_edited_at "
     "closed_at closed_by_id ",
     " notes label_links milestone issue_assignees resource_state_events work_item_type "},
    {" priorities ", " ", " "},
    {" issue_assignees ", " user_id created_at ", " "},
    {" work_item_type ", " base_type ", " "},
    {" label_links ", " target_type created_at updated_at ", " label "},
    {" resource_state_events ", " user_id state created_at ", " "},
    {" merge_requests ",
     " iid title description state draft author_id created_at updated_at source_branch "
     "target_branch source_project_id target_project_id merge_status merge_commit_sha "
     "merge_user_id merge_params squash diff_head_sha source_branch_sha target_branch_sha ",
     " metrics approvals merge_request_reviewers resource_state_events label_links "
     "merge_request_diff notes "},
    {" metrics ",
     " created_at updated_at target_project_id merged_at merged_by_id latest_closed_at "
     "latest_closed_by_id ",
     " "},
    {" approvals ", " user_id created_at updated_at ", " "},
    {" merge_request_reviewers ", " user_id created_at state ", " "},
    {" merge_request_diff ",
     " state base_commit_sha start_commit_sha head_commit_sha real_size commits_count files_count "
     "sorted diff_type created_at updated_at ",
     " merge_request_diff_commits merge_request_diff_files "},
    {" merge_request_diff_commits ",
     " authored_date committed_date relative_order sha message trailers ",
     " commit_author committer "},
    {" commit_author ", " name email ", " "},
    {" committer ", " name email ", " "},
    {" merge_request_diff_files ",
     " relative_order new_file renamed_file deleted_file a_mode b_mode new_path old_path too_large "
     "binary encoded_file_path utf8_diff ",
     " "},
    {" notes ",
     " note noteable_type author_id created_at updated_at last_edited_at system type position "
     "original_position line_code resolved_at resolved_by_id discussion_id ",
     " author note_diff_file "},
    {" author ", " name ", " "},
    {" note_diff_file ",
     " new_file renamed_file deleted_file a_mode b_mode new_path old_path diff_export ", " "},
};

static bool has_word(const char *words, const char *word)
{
    size_t size = strlen(word);

    for (const char *at = words; size > 0 && (at = strstr(at, word)) != NULL; at += size)
        if (at > words && at[-1] == ' ' && at[size] == ' ')
            return true;
    return false;
}

static const struct relation *find(const char *name)
{
    for (size_t i = 0; i < ARRAY_LENGTH(relations); i++)
        if (has_word(relations[i].names, name))
            return &relations[i];
    return NULL;
}

static bool has_key(const struct relation *relation, const char *key)
{
    return strcmp(key, "id") == 0 || has_word(relation->attributes, key) ||
           has_word(relation->relations, key);
}

bool gitlab_keys_have(const char *relation, const char *key)
{
    const struct relation *found = find(relation);

    return found != NULL && has_key(found, key);
}

struct checking {
    const char *name;
    const struct relation *relation;
    struct error *err;
    bool is_refused;
};

static void check_key(const char *key, struct json_object *value, void *payload)
{
    struct checking *checking = payload;

    if (checking->is_refused)
        return;
    checking->is_refused = !has_key(checking->relation, key);
    if (checking->is_refused)
        error_set(checking->err, ERROR_ITEM, "GitLab would drop the key %s of %s", key,
                  checking->name);
    else if (has_word(checking->relation->relations, key))
        checking->is_refused = !gitlab_keys_check(key, value, checking->err);
}

bool gitlab_keys_check(const char *relation, const struct json_object *value, struct error *err)
{
    struct checking checking = {.name = relation, .relation = find(relation), .err = err};

    if (checking.relation == NULL)
        return error_set(err, ERROR_ITEM, "GitLab has no relation %s", relation);
    for (size_t i = 0; i < json_length(value); i++)
        if (!gitlab_keys_check(relation, json_element(value, i), err))
            return false;
    json_each(value, check_key, &checking);
    return !checking.is_refused;
}
