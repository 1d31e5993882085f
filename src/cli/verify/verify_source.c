#include <linux/limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "bitbucket/page.h"
#include "bitbucket/path.h"
#include "cli/api.h"
#include "cli/verify/verify.h"
#include "lib/base/text.h"
#include "lib/git/git_check.h"
#include "lib/git/git_transport.h"

/* One project's source, and who asks. */
struct source {
    struct verification *verification;
    const struct verify_project *project;
    struct address_base repository;
    struct api api;
};

static void source_release(struct source *source)
{
    api_release(&source->api);
}

static bool find_identity(struct source *source, struct error *err)
{
    return api_open(&source->api, source->verification->config, source->verification->db,
                    verify_text(source->project, "credential"), err);
}

/* Size of a list by its first page; -1: the source gives none. */
static bool ask_size(struct source *source, const char *url, int64_t *size, struct error *err)
{
    CLEANUP(http_response_free) struct http_response *answer = api_get(&source->api, url, err);
    CLEANUP(page_release) struct page page = {0};

    if (answer == NULL || !client_check_answer(answer, err) ||
        !page_decode(source->repository.api_url, buffer_text(&answer->body), answer->body.size,
                     &page, err))
        return false;
    *size = page.size;
    return true;
}

static bool count_here(const struct verify_check *check, const struct verify_project *project,
                       int64_t *here)
{
    const struct db_call *call =
        DB_CALL("select brigade.count_holdings(project => $1, thing => $2) as here",
                db_text(verify_text(project, "project_id")), db_text(check->name));
    CLEANUP(db_rows_free) struct db_rows *rows = verify_query(check, call);

    if (rows == NULL)
        return false;
    *here = db_rows_integer(rows, 0, "here");
    return true;
}

/* More there than here is a loss, or came after the import; more here was withdrawn there. */
static void compare_size(const struct verify_check *check, int64_t there, int64_t here)
{
    if (there > here)
        verify_tell(check, VERIFY_BROKEN, "the source has %lld, and %lld are here: import again",
                    (long long)there, (long long)here);
    else if (there < 0)
        verify_tell(check, VERIFY_HOLDS, "%lld are here; the source gives no number",
                    (long long)here);
    else
        verify_tell(check, VERIFY_HOLDS, "%lld are here, and %lld at the source", (long long)here,
                    (long long)there);
}

/* Lists of the project whose size one request tells, by brigade.things. */
static const struct {
    const char *thing;
    const char *part; /* NULL: it always comes */
    char *(*path)(const struct address_base *repository);
} sized[] = {
    {"members", NULL, path_members},
    {"merge_requests", "pull_requests", path_pull_requests_size},
};

/* Whether no import has brought that part, by request: there is nothing to compare. */
static bool lacks(const struct source *source, const char *part)
{
    const char *lacking = verify_text(source->project, "lacks");

    return lacking != NULL && part != NULL && strstr(lacking, part) != NULL;
}

/* Whether the source has such a list for nobody, or for nobody like us: a refused credential is
 * another matter. */
static bool has_no_list(const struct source *source, int status)
{
    return status == 403 || status == 404 || status == 410 ||
           (status == 401 && identity_is_anonymous(&source->api.identity));
}

static void check_sizes(struct source *source)
{
    for (size_t i = 0; i < ARRAY_LENGTH(sized); i++) {
        const struct verify_check check = {
            source->verification, verify_text(source->project, "full_name"), sized[i].thing, 0};
        CLEANUP(free_pointer) char *url = sized[i].path(&source->repository);
        int64_t there = -1, here = 0;
        struct error err = {0};

        if (lacks(source, sized[i].part))
            continue;
        if (!count_here(&check, source->project, &here))
            continue;
        if (ask_size(source, url, &there, &err))
            compare_size(&check, there, here);
        else if (here == 0 && has_no_list(source, err.http_status))
            verify_tell(&check, VERIFY_HOLDS, "none are here, and the source gives none: %s",
                        err.message);
        else
            verify_tell(&check, VERIFY_UNKNOWN, "%s", err.message);
    }
}

/* Refs as they are recorded, compared with those that the server has. */
struct comparison {
    struct verify_check *check;
    const struct git_listing *there;
    bool *is_recorded; /* by their place in the list of the server */
    size_t gone;       /* recorded ones that the server does not have */
};

static void comparison_release(struct comparison *comparison)
{
    free_pointer(&comparison->is_recorded);
}

static bool take_ref(const struct db_rows *rows, void *payload, struct error *err)
{
    struct comparison *comparison = payload;
    const char *name = db_rows_text(rows, 0, "key");
    const char *oid = db_rows_text(rows, 0, "oid");
    const struct git_advertised *ref = git_listing_find_recorded(comparison->there, name);

    (void)err;
    if (ref == NULL) {
        comparison->gone++;
        return true;
    }
    comparison->is_recorded[ref - comparison->there->refs] = true;
    if (strcmp(oid, ref->oid) != 0)
        verify_problem(comparison->check,
                       "%s is at %s on the server, and recorded at %s: import again", name,
                       ref->oid, oid);
    return true;
}

static void tell_differences(const struct comparison *comparison)
{
    for (size_t i = 0; i < comparison->there->count; i++) {
        CLEANUP(free_pointer)
        char *name = git_listing_recorded_name(&comparison->there->refs[i]);
        if (!comparison->is_recorded[i])
            verify_problem(comparison->check,
                           "the server has %s, and it is not recorded: import again", name);
    }
    if (comparison->gone > 0)
        verify_problem(comparison->check,
                       "%zu refs are recorded, and the server has them no more: import again",
                       comparison->gone);
}

/* The refs of the database are read one by one: a project may have more than the memory holds. */
static void compare_refs(struct verify_check *check, const char *project_id,
                         const struct git_listing *there)
{
    CLEANUP(comparison_release)
    struct comparison comparison = {
        .check = check, .there = there, .is_recorded = xcalloc(there->count + 1, sizeof(bool))};
    const struct db_call *call = DB_CALL("select key, oid from brigade.kept_refs "
                                         "where project_id = $1 and kind = 'code'",
                                         db_text(project_id));

    if (!verify_read(check, call, take_ref, &comparison))
        return;
    tell_differences(&comparison);
    verify_end(check, "%zu branches and tags, as the server has them", there->count);
}

static void check_refs(struct source *source, const char *program, const char *url)
{
    const struct config *config = source->verification->config;
    const char *ca_file = config_text(config, SETTING_CA_FILE);
    struct git_source server = {.url = url,
                                .user = identity_git_user(&source->api.identity),
                                .secret = source->api.identity.secret,
                                .askpass = program,
                                .ca_file = *ca_file != '\0' ? ca_file : NULL};
    struct verify_check check = {source->verification, verify_text(source->project, "full_name"),
                                 "refs", 0};
    CLEANUP(git_listing_release) struct git_listing there = {0};
    struct error err = {0};

    if (git_transport_list(&server, config_text(config, SETTING_STORAGE), NULL, &there, &err))
        compare_refs(&check, verify_text(source->project, "project_id"), &there);
    else
        verify_tell(&check, VERIFY_UNKNOWN, "%s", err.message);
}

/* git asks this program for the secret. */
static bool find_program(char path[PATH_MAX])
{
    ssize_t size = readlink("/proc/self/exe", path, PATH_MAX - 1);

    if (size <= 0)
        return false;
    path[size] = '\0';
    return true;
}

void verify_source(struct verification *verification, const struct verify_project *project)
{
    CLEANUP(source_release)
    struct source source = {
        .verification = verification,
        .project = project,
        .repository = {.api_url = config_text(verification->config, SETTING_API_URL),
                       .web_url = config_text(verification->config, SETTING_WEB_URL),
                       .workspace = verify_text(project, "workspace"),
                       .slug = verify_text(project, "slug")},
    };
    CLEANUP(free_pointer) char *url = path_git(&source.repository);
    const struct verify_check check = {verification, verify_text(project, "full_name"), "source",
                                       0};
    char program[PATH_MAX];
    struct error err = {0};

    prctl(PR_SET_DUMPABLE, 0); /* a secret comes into memory */
    if (!find_identity(&source, &err))
        verify_tell(&check, VERIFY_UNKNOWN, "%s", err.message);
    else if (!find_program(program))
        verify_tell(&check, VERIFY_UNKNOWN,
                    "the path of this program cannot be read: is /proc mounted?");
    else {
        check_sizes(&source);
        if (!lacks(&source, "git"))
            check_refs(&source, program, url);
    }
}
