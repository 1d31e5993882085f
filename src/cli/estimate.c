/* brigade import --estimate: what an import would take, from the sizes that a handful of requests
 * gives. */
#include <stdio.h>
#include <string.h>

#include "bitbucket/page.h"
#include "bitbucket/path.h"
#include "cli/api.h"
#include "cli/estimate.h"
#include "cli/names.h"
#include "cli/output.h"
#include "cli/session.h"
#include "lib/json/json.h"

/* Repositories of a workspace that are looked into; the others count as their average. */
#define SAMPLE 5
/* More add nothing to an estimate. */
#define CREDENTIALS_MAX 100

struct sizes {
    int64_t repositories;
    int64_t sampled; /* repositories that were looked into */
    int64_t members;
    int64_t merge_requests;
    int64_t discussed;
    int64_t comments;
    int64_t issues;
    const char *parts; /* those that are wanted, as brigade.choose_parts has them; NULL: all */
};

/* One page of a list. What is not there (403, 404, 410) is an empty one, unless it must be. */
static bool read_page(struct api *api, const char *url, bool must_be, struct page *page,
                      struct error *err)
{
    CLEANUP(http_response_free) struct http_response *answer = api_get(api, url, err);
    const char *api_url = config_text(api->config, SETTING_API_URL);

    if (answer == NULL)
        return false;
    if (!client_check_answer(answer, err))
        return !must_be && err->class == ERROR_ITEM;
    return page_decode(api_url, buffer_text(&answer->body), answer->body.size, page, err);
}

static bool count_list(struct api *api, char *url, int64_t *count, struct error *err)
{
    CLEANUP(free_pointer) char *owned = url;
    CLEANUP(page_release) struct page page = {0};

    if (!read_page(api, owned, false, &page, err))
        return false;
    *count += page.size >= 0 ? page.size : (int64_t)json_length(page.values);
    return true;
}

/* Adds up the comments that they say they have. */
static int64_t count_discussed(const struct page *page, int64_t *all_comments)
{
    int64_t discussed = 0;

    for (size_t i = 0; i < json_length(page->values); i++) {
        const struct json_object *request = json_element(page->values, i);
        int64_t comments = 0;
        int64_t tasks = 0;
        if ((json_integer_at(request, "comment_count", &comments) && comments > 0) ||
            (json_integer_at(request, "task_count", &tasks) && tasks > 0))
            discussed++;
        *all_comments += comments;
    }
    return discussed;
}

/* The oldest and the newest page tell how many have comments. */
static bool add_pull_requests(struct api *api, const struct address_base *repository,
                              struct sizes *sizes, struct error *err)
{
    CLEANUP(free_pointer) char *oldest_url = path_pull_requests(repository);
    CLEANUP(free_pointer) char *newest_url = path_newest_pull_requests(repository);
    CLEANUP(page_release) struct page oldest = {0};
    CLEANUP(page_release) struct page newest = {0};
    int64_t seen = 0;
    int64_t discussed = 0;
    int64_t comments = 0;

    if (!read_page(api, oldest_url, true, &oldest, err))
        return false;
    if (oldest.next != NULL && !read_page(api, newest_url, true, &newest, err))
        return false;
    seen = (int64_t)(json_length(oldest.values) + json_length(newest.values));
    discussed = count_discussed(&oldest, &comments) + count_discussed(&newest, &comments);
    if (oldest.size < seen && oldest.next == NULL)
        oldest.size = seen;
    sizes->merge_requests += oldest.size;
    sizes->discussed += seen > 0 ? (discussed * oldest.size + seen - 1) / seen : 0;
    sizes->comments += seen > 0 ? (comments * oldest.size + seen - 1) / seen : 0;
    return true;
}

static bool add_repository(struct api *api, const struct address_base *repository,
                           struct sizes *sizes, struct error *err)
{
    return add_pull_requests(api, repository, sizes, err) &&
           count_list(api, path_members(repository), &sizes->members, err) &&
           count_list(api, path_issues_size(repository), &sizes->issues, err);
}

/* Looks into some repositories, spread over the first page of the list. */
static bool add_workspace(struct api *api, const struct address_base *workspace,
                          struct sizes *sizes, struct error *err)
{
    CLEANUP(free_pointer) char *url = path_repositories(workspace);
    CLEANUP(page_release) struct page page = {0};
    size_t count = 0;
    size_t chosen = 0;

    if (!read_page(api, url, true, &page, err))
        return false;
    count = json_length(page.values);
    sizes->repositories = page.size >= 0 ? page.size : (int64_t)count;
    chosen = count < SAMPLE ? count : SAMPLE;
    for (size_t i = 0; i < chosen; i++) {
        struct address_base repository = *workspace;
        repository.slug = json_text_at(json_element(page.values, i * count / chosen), "slug");
        if (!path_is_slug(repository.slug) || !add_repository(api, &repository, sizes, err))
            continue;
        sizes->sampled++;
    }
    return sizes->sampled > 0 || count == 0 ||
           error_prefix(err, "none of its repositories could be looked into");
}

/* What SQL makes estimates of. */
struct estimated {
    const char *sizes; /* as JSON, see brigade.estimate_requests */
    int per_hour;
    int64_t repositories;
};

/* From the repositories that were looked into to all of them. */
static void scale(struct sizes *sizes)
{
    int64_t *all[] = {&sizes->members, &sizes->merge_requests, &sizes->discussed, &sizes->comments,
                      &sizes->issues};

    for (size_t i = 0; i < ARRAY_LENGTH(all) && sizes->sampled > 0; i++)
        *all[i] = *all[i] * sizes->repositories / sizes->sampled;
}

static bool print_stages(struct db *db, const struct estimated *estimated, struct error *err)
{
    return output_query_table(
        db,
        DB_CALL("select stage, things, requests, hours from brigade.estimate_sizes(sizes => $1, "
                "per_hour => $2, repositories => $3)",
                db_text(estimated->sizes), db_int(estimated->per_hour),
                db_int(estimated->repositories)),
        err);
}

static bool print_report(struct db *db, const struct estimated *estimated, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(db,
                  DB_CALL("select brigade.estimate_report(sizes => $1, per_hour => $2, "
                          "repositories => $3) as report",
                          db_text(estimated->sizes), db_int(estimated->per_hour),
                          db_int(estimated->repositories)),
                  &rows, err))
        return false;
    output_json(db_rows_text(rows, 0, "report"));
    return true;
}

static bool print_readings(struct db *db, const struct estimated *estimated, struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(
            db,
            DB_CALL("select comments, tasks, resolutions, probes, requests, hours, leaves_out from "
                    "brigade.estimate_readings(sizes => $1, per_hour => $2, repositories => $3)",
                    db_text(estimated->sizes), db_int(estimated->per_hour),
                    db_int(estimated->repositories)),
            &rows, err))
        return false;
    if (db_rows_count(rows) == 0) /* no comments are wanted */
        return true;
    printf("\nThe whole import, by the way of reading comments and tasks:\n");
    output_table(rows, "");
    return true;
}

static bool print(struct db *db, const struct sizes *sizes, int per_hour, bool json,
                  struct error *err)
{
    CLEANUP(json_free) struct json_object *measured = json_new_object();
    struct estimated estimated = {.per_hour = per_hour, .repositories = sizes->repositories};

    json_set_integer(measured, "members", sizes->members);
    json_set_integer(measured, "merge_requests", sizes->merge_requests);
    json_set_integer(measured, "discussed", sizes->discussed);
    json_set_integer(measured, "comments", sizes->comments);
    json_set_integer(measured, "issues", sizes->issues);
    json_set_text(measured, "parts", sizes->parts);
    estimated.sizes = json_print(measured, NULL);
    if (json)
        return print_report(db, &estimated, err);
    return print_stages(db, &estimated, err) && print_readings(db, &estimated, err);
}

static bool find_source(struct db *db, const char *source, struct db_rows **rows, struct error *err)
{
    return db_query(
        db,
        DB_CALL("select workspace, slug from brigade.parse_source(source => $1)", db_text(source)),
        rows, err);
}

static bool choose_parts(struct db *db, const struct estimate_request *request,
                         struct db_rows **rows, struct error *err)
{
    CLEANUP(names_release) struct names only = names_split(request->only);
    CLEANUP(names_release) struct names without = names_split(request->without);

    return db_query(db,
                    DB_CALL("select brigade.choose_parts(wanted => $1, without => $2) as parts",
                            names_value(&only), names_value(&without)),
                    rows, err);
}

/* The first of the names asks; the budgets of all count, once for each identity. */
static bool sum_budgets(const struct api *first, const char *credentials, int *per_hour,
                        struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(free_pointer) char *names = xstrdup(credentials);
    const char *parts[CREDENTIALS_MAX];
    char *rest = names;
    size_t count = 0;

    while (*credentials != '\0' && rest != NULL && count < CREDENTIALS_MAX)
        parts[count++] = strsep(&rest, ",");
    if (!db_query(
            first->db,
            DB_CALL("select brigade.hourly_budget(credentials => $1, setting => $2, "
                    "anonymous_setting => $3) as per_hour",
                    db_texts(parts, count),
                    db_int(config_integer(first->config, SETTING_REQUESTS_PER_HOUR)),
                    db_int(config_integer(first->config, SETTING_REQUESTS_PER_HOUR_ANONYMOUS))),
            &rows, err))
        return false;
    *per_hour = (int)db_rows_integer(rows, 0, "per_hour");
    return true;
}

bool estimate_print(const struct config *config, struct db *db,
                    const struct estimate_request *request, struct error *err)
{
    CLEANUP(api_release) struct api api = {0};
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;
    CLEANUP(db_rows_free) struct db_rows *chosen = NULL;
    struct address_base base = {.api_url = config_text(config, SETTING_API_URL),
                                .web_url = config_text(config, SETTING_WEB_URL)};
    struct sizes sizes = {.repositories = 1};
    const char *names = request->credentials != NULL ? request->credentials : "";
    CLEANUP(free_pointer) char *first = xasprintf("%.*s", (int)strcspn(names, ","), names);
    bool is_workspace = false;
    int per_hour = 0;

    if (!find_source(db, request->source, &rows, err) || !choose_parts(db, request, &chosen, err) ||
        !api_open(&api, config, db, first, err) || !sum_budgets(&api, names, &per_hour, err))
        return false;
    base.workspace = db_rows_text(rows, 0, "workspace");
    base.slug = db_rows_text(rows, 0, "slug");
    is_workspace = *base.slug == '\0';
    sizes.parts = db_rows_text(chosen, 0, "parts");
    if (is_workspace ? !add_workspace(&api, &base, &sizes, err)
                     : !add_repository(&api, &base, &sizes, err))
        return error_prefix(err, "%s cannot be estimated", request->source);
    scale(&sizes);
    if (is_workspace && !request->json)
        printf("%lld repositories, %lld of them looked into\n", (long long)sizes.repositories,
               (long long)sizes.sampled);
    return print(db, &sizes, per_hour, request->json, err);
}
