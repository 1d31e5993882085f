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

static bool count_here(struct source *source, const char *kind, int64_t *here)
{
    const struct db_call *call =
        DB_CALL("select brigade.count_holdings(project => $1, thing => $2) as here",
                db_text(verify_text(source->project, "project_id")), db_text(kind));
    CLEANUP(db_rows_free)
    struct db_rows *rows =
        verify_query(source->verification, verify_text(source->project, "full_name"), kind, call);

    if (rows == NULL)
        return false;
    *here = db_rows_integer(rows, 0, "here");
    return true;
}

/* More there than here is a loss, or came after the import; more here was withdrawn there. */
static void compare_size(struct source *source, const char *kind, int64_t there, int64_t here)
{
    const char *name = verify_text(source->project, "full_name");

    if (there > here)
        verify_tell(source->verification, VERIFY_BROKEN, name, kind,
                    "the source has %lld, and %lld are here: import again", (long long)there,
                    (long long)here);
    else if (there < 0)
        verify_tell(source->verification, VERIFY_HOLDS, name, kind,
                    "%lld are here; the source gives no number", (long long)here);
    else
        verify_tell(source->verification, VERIFY_HOLDS, name, kind,
                    "%lld are here, and %lld at the source", (long long)here, (long long)there);
}

/* Lists of the project whose size one request tells, by brigade.things. */
static const struct {
    const char *kind;
    char *(*path)(const struct address_base *repository);
} sized[] = {
    {"members", path_members},
    {"merge_requests", path_pull_requests_size},
};

static void check_sizes(struct source *source)
{
    for (size_t i = 0; i < ARRAY_LENGTH(sized); i++) {
        CLEANUP(free_pointer) char *url = sized[i].path(&source->repository);
        int64_t there = -1, here = 0;
        struct error err = {0};

        if (!count_here(source, sized[i].kind, &here))
            continue;
        if (ask_size(source, url, &there, &err))
            compare_size(source, sized[i].kind, there, here);
        else if (here == 0 &&
                 (err.http_status == 403 || err.http_status == 404 || err.http_status == 410))
            verify_tell(source->verification, VERIFY_HOLDS,
                        verify_text(source->project, "full_name"), sized[i].kind,
                        "none are here, and the source gives none: %s", err.message);
        else
            verify_tell(source->verification, VERIFY_UNKNOWN,
                        verify_text(source->project, "full_name"), sized[i].kind, "%s",
                        err.message);
    }
}

/* The key of a ref in brigade.holdings: its name, or its bytes when the name cannot be stored. */
static char *key_of(const struct git_advertised *ref)
{
    if (ref->refusal == NULL)
        return xstrdup(ref->name);
    CLEANUP(free_pointer) char *digits = text_hex(ref->name);
    return xasprintf("\\x%s", digits);
}

/* Rows are in the order of their names. */
static const char *find_oid(const struct db_rows *here, const char *name)
{
    size_t low = 0, high = db_rows_count(here);

    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(name, db_rows_text(here, middle, "key"));
        if (order == 0)
            return db_rows_text(here, middle, "oid");
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

static void compare_refs(struct verify_check *check, const struct git_listing *there,
                         const struct db_rows *here)
{
    size_t found = 0;

    for (size_t i = 0; i < there->count; i++) {
        CLEANUP(free_pointer) char *name = key_of(&there->refs[i]);
        const char *oid = find_oid(here, name);
        found += oid != NULL;
        if (oid == NULL)
            verify_problem(check, "the server has %s, and it is not recorded: import again", name);
        else if (strcmp(oid, there->refs[i].oid) != 0)
            verify_problem(check, "%s is at %s on the server, and recorded at %s: import again",
                           name, there->refs[i].oid, oid);
    }
    if (found < db_rows_count(here))
        verify_problem(check,
                       "%zu refs are recorded, and the server has them no more: import again",
                       db_rows_count(here) - found);
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
    const struct db_call *call =
        DB_CALL("select key, oid from brigade.kept_refs where project_id = $1 and kind = 'code' "
                "order by key collate ucs_basic",
                db_text(verify_text(source->project, "project_id")));
    struct verify_check check = {source->verification, verify_text(source->project, "full_name"),
                                 "refs", 0};
    CLEANUP(git_listing_release) struct git_listing there = {0};
    CLEANUP(db_rows_free)
    struct db_rows *here = verify_query(source->verification, check.subject, check.name, call);
    struct error err = {0};

    if (here == NULL)
        return;
    if (!git_transport_list(&server, config_text(config, SETTING_STORAGE), NULL, &there, &err)) {
        verify_tell(source->verification, VERIFY_UNKNOWN, check.subject, check.name, "%s",
                    err.message);
        return;
    }
    compare_refs(&check, &there, here);
    verify_end(&check, "%zu branches and tags, as the server has them", there.count);
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
    char program[PATH_MAX];
    struct error err = {0};

    prctl(PR_SET_DUMPABLE, 0); /* a secret comes into memory */
    if (!find_identity(&source, &err))
        verify_tell(verification, VERIFY_UNKNOWN, verify_text(project, "full_name"), "source", "%s",
                    err.message);
    else if (!find_program(program))
        verify_tell(verification, VERIFY_UNKNOWN, verify_text(project, "full_name"), "source",
                    "the path of this program cannot be read: is /proc mounted?");
    else {
        check_sizes(&source);
        check_refs(&source, program, url);
    }
}
