#include "import/issues_archive_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bitbucket/archive.h"
#include "bitbucket/archive_shape.h"
#include "forge/place.h"
#include "forge/puts.h"
#include "import/source.h"
#include "import/issue_rows.h"
#include "lib/os/file.h"
#include "lib/archive/zip.h"
#include "engine/room.h"
#include "engine/staging.h"

#define CHUNK_BYTES ((size_t)64 * 1024)

/* An attachment that was named and not brought yet. */
struct wanted {
    int64_t number;
    int64_t n; /* of those of its name */
    struct json_object *element;
    const char *path; /* of the zip's member; looked at for each member. NULL: none */
    bool sanitised;
    bool brought;
};

struct page {
    struct task *task;
    enum archive_list list;
    const char *tally;           /* kind in brigade.tallies */
    struct store_place place;    /* of attachments */
    int64_t first;               /* number of its first element */
    struct json_object *numbers; /* n of those that others share the name with; NULL: 1 each */
    int64_t put;
    struct wanted *wanted;
    size_t count;
};

static void page_release(struct page *page)
{
    for (size_t i = 0; i < page->count; i++)
        json_free(&page->wanted[i].element);
    free_pointer(&page->wanted);
    staging_end_files(&page->place);
}

static bool keep_going(const struct page *page, const char *doing, struct error *err)
{
    return page->task->workplace->tick(page->task->workplace, doing) ||
           error_set(err, ERROR_RETRY, "stopped while the issue export was read");
}

static bool put_issue(struct page *page, struct json_object *element, bool sanitised,
                      struct error *err)
{
    CLEANUP(json_free) struct json_object *issue = archive_shape_issue(element);

    if (issue == NULL)
        return error_set(err, ERROR_ITEM, "it is no issue: it has no id");
    if (!issue_rows_put_issue(issue, element, sanitised, page->task->outcome, err))
        return false;
    page->put++;
    return true;
}

static bool put_comment(struct page *page, struct json_object *element, bool sanitised,
                        struct error *err)
{
    int64_t iid = 0;
    CLEANUP(json_free) struct json_object *comment = archive_shape_comment(element, &iid);

    if (comment == NULL)
        return error_set(err, ERROR_ITEM, "it is no comment: it needs id and issue, as numbers");
    page->put += issue_rows_put_comment(iid, comment, element, sanitised, page->task->outcome);
    return true;
}

static bool put_change(struct page *page, int64_t n, struct json_object *element, bool sanitised,
                       struct error *err)
{
    int64_t iid = 0;
    CLEANUP(json_free) struct json_object *change = archive_shape_change(element, &iid);

    if (change == NULL)
        return error_set(
            err, ERROR_ITEM,
            "it is no change: it needs comment and issue, as numbers, and a field of at "
            "most 1,000 bytes");
    page->put += issue_rows_put_change(iid, n, change, sanitised, page->task->outcome);
    return true;
}

static bool put_name(struct page *page, int64_t n, struct json_object *element, bool sanitised,
                     struct error *err)
{
    static const enum put puts[] = {[ARCHIVE_MILESTONES] = PUT_MILESTONES,
                                    [ARCHIVE_VERSIONS] = PUT_VERSIONS,
                                    [ARCHIVE_COMPONENTS] = PUT_COMPONENTS};
    CLEANUP(json_free) struct json_object *named = archive_shape_name(element);
    struct issue_name name = {puts[page->list], n};

    if (named == NULL ||
        !issue_rows_put_name(&name, named, element, sanitised, page->task->outcome))
        return error_set(err, ERROR_ITEM, "it has no name of at most 1,000 bytes");
    page->put++;
    return true;
}

/* Elements that are rows as they stand. ERROR_ITEM: it is not what the list should hold. */
static bool put_element(struct page *page, int64_t n, struct json_object *element, bool sanitised,
                        struct error *err)
{
    switch (page->list) {
    case ARCHIVE_ISSUES:
        return put_issue(page, element, sanitised, err);
    case ARCHIVE_COMMENTS:
        return put_comment(page, element, sanitised, err);
    case ARCHIVE_LOGS:
        return put_change(page, n, element, sanitised, err);
    default:
        return put_name(page, n, element, sanitised, err);
    }
}

/* An element with the same key as others has a number. */
static int64_t number_among_equals(const struct page *page, int64_t index)
{
    CLEANUP(free_pointer) char *key = xasprintf("%lld", (long long)index);
    int64_t n = 0;

    return json_integer_at(page->numbers, key, &n) && n > 0 ? n : 1;
}

/* A job for an element alone: to be tried again, or, with a refusal, to fail by itself. */
static void enqueue_item(const struct page *page, int64_t number, struct json_object *element,
                         const char *refusal)
{
    const char *name = archive_list_name(page->list);
    CLEANUP(free_pointer) char *key = xasprintf("archive/%s/number %lld", name, (long long)number);
    struct json_object *payload = json_new_object();

    json_set_text(payload, "list", name);
    json_set_text(payload, "tally", page->tally);
    json_set_integer(payload, "number", number);
    json_set_integer(payload, "n", number_among_equals(page, number));
    json_set(payload, "element", json_share(element));
    if (refusal != NULL)
        json_set_text(payload, "refusal", refusal);
    outcome_enqueue(page->task->outcome,
                    &(struct follow_up){.kind = "archive_item",
                                        .key = key,
                                        .link = source_of(page->task)->issues_archive,
                                        .payload = payload});
}

static void want(struct page *page, int64_t number, int64_t n, struct json_object *element,
                 bool sanitised)
{
    page->wanted = xrealloc(page->wanted, (page->count + 1) * sizeof(page->wanted[0]));
    page->wanted[page->count++] = (struct wanted){.number = number,
                                                  .n = n,
                                                  .element = json_share(element),
                                                  .path = json_text_at(element, "path"),
                                                  .sanitised = sanitised};
}

static bool take_element(const struct archive_element *element, void *payload, struct error *err)
{
    struct page *page = payload;
    int64_t at = page->first + (int64_t)element->number;
    int64_t n = number_among_equals(page, at);
    struct error refused;

    if (!keep_going(page, NULL, err))
        return false;
    if (element->refusal != NULL)
        enqueue_item(page, at, NULL, element->refusal);
    else if (page->list == ARCHIVE_ATTACHMENTS)
        want(page, at, n, element->json, element->sanitised);
    else if (!put_element(page, n, element->json, element->sanitised, &refused))
        enqueue_item(page, at, element->json, NULL);
    return true;
}

/* A file of the zip that is in the store. */
struct stored {
    char sha256[SHA256_TEXT];
    int64_t size_bytes;
};

static bool store_member(struct page *page, struct zip *zip, const struct zip_member *member,
                         struct stored *stored, struct error *err)
{
    CLEANUP(store_abandon) struct store_writer *writer = NULL;
    CLEANUP(free_pointer) char *chunk = xcalloc(1, CHUNK_BYTES);
    struct store_expectation expected = {.size_bytes = (int64_t)member->size_bytes};
    size_t count = 0;

    if (!zip_check_size(zip, err) ||
        !room_for_files(page->task->workplace->settings, &page->place, expected.size_bytes, NULL,
                        err) ||
        !store_begin(&writer, &page->place, &expected, err))
        return false;
    do {
        if (!keep_going(page, "issue export: attachments", err) ||
            !zip_read(zip, chunk, CHUNK_BYTES, &count, err) ||
            (count > 0 && !store_write(writer, chunk, count, err)))
            return false;
    } while (count > 0);
    if (!store_end(&writer, stored->sha256, &stored->size_bytes, err))
        return false;
    room_taken(&page->place, stored->size_bytes);
    return true;
}

static bool names(const struct wanted *wanted, const char *member)
{
    return !wanted->brought && wanted->path != NULL && strcmp(wanted->path, member) == 0;
}

static void put_file(struct page *page, struct wanted *wanted, const struct stored *stored)
{
    struct issue_file file = {.n = wanted->n,
                              .project_id = page->task->workplace->project_id,
                              .sha256 = stored->sha256,
                              .size_bytes = stored->size_bytes};
    CLEANUP(json_free)
    struct json_object *shaped = archive_shape_attachment(wanted->element, &file.iid);

    if (shaped == NULL)
        return;
    file.name = json_text_at(shaped, "name");
    issue_rows_put_attachment(&file, wanted->element, wanted->sanitised, page->task->outcome);
    wanted->brought = true;
    page->put++;
}

static bool is_wanted(const struct page *page, const char *member)
{
    for (size_t i = 0; i < page->count; i++)
        if (names(&page->wanted[i], member))
            return true;
    return false;
}

/* One walk through the zip for all files of the page. */
static bool bring_files(struct page *page, struct error *err)
{
    CLEANUP(zip_close) struct zip *zip = NULL;
    struct trusted_path path = source_archive(page->task);
    struct zip_member member;
    struct stored stored;
    bool end = false;

    if (!zip_open(&zip, &path, err))
        return false;
    for (;;) {
        if (!keep_going(page, NULL, err) || !zip_next(zip, &member, &end, err))
            return false;
        if (end)
            return true;
        if (!is_wanted(page, member.name))
            continue;
        if (!store_member(page, zip, &member, &stored, err))
            return false;
        for (size_t i = 0; i < page->count; i++) /* several may name the same member */
            if (names(&page->wanted[i], member.name))
                put_file(page, &page->wanted[i], &stored);
    }
}

/* A damaged member spoils the walk, so the members that it left out are tried one by one. */
static bool bring_page_of_files(struct page *page, struct error *err)
{
    if (page->count > 0 && !bring_files(page, err) && err->class != ERROR_ITEM)
        return false;
    for (size_t i = 0; i < page->count; i++)
        if (!page->wanted[i].brought)
            enqueue_item(page, page->wanted[i].number, page->wanted[i].element, NULL);
    return true;
}

static bool take_nothing(const char *bytes, size_t size, void *payload, struct error *err)
{
    (void)bytes;
    (void)size;
    return keep_going(payload, "issue export: unpacked again", err);
}

/* The document is unpacked already, unless the first job ran on a host with another storage or the
 * document was removed before a retry. */
static bool find_document(struct page *page, const char *sha256, char **path, struct error *err)
{
    const struct workplace *workplace = page->task->workplace;
    CLEANUP(free_pointer)
    char *directory = archive_directory(workplace->settings->storage, workplace->run_id);
    CLEANUP(free_pointer) char *found = xasprintf("%s/%s", directory, sha256);
    struct trusted_path archive = source_archive(page->task);
    struct archive_document document;

    if (!file_exists(found)) {
        if (!file_check_no_links(workplace->settings->storage, directory, err) ||
            !room_on_disk(workplace->settings, 0, err) ||
            !archive_unpack(&archive, directory, &(struct archive_reader){take_nothing, page},
                            &document, err))
            return false;
        if (strcmp(document.sha256, sha256) != 0)
            return error_set(err, ERROR_ITEM,
                             "%s is not the file that this import began with: put that one back "
                             "and retry, or insert a new row",
                             source_of(page->task)->issues_archive);
    }
    *path = TAKE(found);
    return true;
}

static bool read_page(struct page *page, const struct job *job, struct error *err)
{
    const char *sha256 = json_text_at(job->payload, "document");
    CLEANUP(free_pointer) char *path = NULL;
    int64_t begin = 0;
    int64_t end = 0;

    if (!store_is_sha256(sha256) || !json_integer_at(job->payload, "first", &page->first) ||
        !json_integer_at(job->payload, "begin", &begin) || begin < 0 ||
        !json_integer_at(job->payload, "end", &end) || end < begin)
        return error_set(err, ERROR_ITEM, "the job does not say which page to read");
    return find_document(page, sha256, &path, err) &&
           archive_read_slice(
               path,
               &(struct archive_slice){.begin_bytes = (uint64_t)begin, .end_bytes = (uint64_t)end},
               take_element, page, err);
}

static bool begin(struct page *page, struct task *task, struct error *err)
{
    *page = (struct page){.task = task,
                          .tally = json_text_at(task->job->payload, "tally"),
                          .numbers = json_at(task->job->payload, "numbers")};
    if (!staging_begin_files(&page->place, task, PLACE_ATTACHMENTS, err))
        return false;
    if (source_of(task)->issues_archive == NULL)
        return error_set(err, ERROR_ITEM, "the import names no archive");
    return (page->tally != NULL &&
            archive_list_find(json_text_at(task->job->payload, "list"), &page->list)) ||
           error_set(err, ERROR_ITEM, "the job does not say what it brings");
}

static void tally(const struct page *page)
{
    if (page->put > 0)
        outcome_tally(page->task->outcome, page->tally, -1, page->put);
}

bool issues_archive_page_digest(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};

    if (!begin(&page, task, err) || !read_page(&page, task->job, err) ||
        !bring_page_of_files(&page, err))
        return false;
    tally(&page);
    return true;
}

static bool bring_file(struct page *page, int64_t number, int64_t n, struct json_object *element,
                       struct error *err)
{
    int64_t iid = 0;
    CLEANUP(json_free) struct json_object *shaped = archive_shape_attachment(element, &iid);
    const char *name = json_text_at(shaped, "name");

    if (shaped == NULL)
        return error_set(err, ERROR_ITEM,
                         "it is no attachment: it needs issue, as a number, filename, of at most "
                         "1,000 bytes, and path");
    want(page, number, n, element, json_has_replacement(element));
    if (!bring_files(page, err))
        return error_prefix(err, "file \"%s\" of issue %lld", name, (long long)iid);
    return page->wanted[0].brought ||
           error_set_cause(
               err, ERROR_ITEM, CAUSE_GONE,
               "file \"%s\" of issue %lld is missing: %s has no member %s; put a copy that has it "
               "there",
               name, (long long)iid, source_of(page->task)->issues_archive,
               json_text_at(element, "path"));
}

static bool names_archive(const struct error *err)
{
    return err->cause == CAUSE_ZIP_UNUSABLE || err->cause == CAUSE_CANNOT_OPEN ||
           err->cause == CAUSE_GONE;
}

static bool put_or_refuse(struct page *page, int64_t n, struct json_object *element,
                          struct error *err)
{
    const char *refusal = json_text_at(page->task->job->payload, "refusal");

    if (refusal != NULL)
        return error_set_cause(err, ERROR_ITEM, CAUSE_TOO_LARGE,
                               "%s: shorten it there and insert a new row", refusal);
    return put_element(page, n, element, json_has_replacement(element), err);
}

static bool bring_item(struct page *page, int64_t number, int64_t n, struct json_object *element,
                       struct error *err)
{
    bool is_file = page->list == ARCHIVE_ATTACHMENTS && element != NULL;
    bool brought =
        is_file ? bring_file(page, number, n, element, err) : put_or_refuse(page, n, element, err);

    if (!brought && !names_archive(err))
        return error_prefix(err, "number %lld of \"%s\" in %s", (long long)number + 1,
                            archive_list_name(page->list), source_of(page->task)->issues_archive);
    return brought;
}

bool issues_archive_page_digest_item(struct task *task, struct error *err)
{
    CLEANUP(page_release) struct page page = {0};
    int64_t number = 0;
    int64_t n = 0;

    if (!begin(&page, task, err))
        return false;
    if (!json_integer_at(task->job->payload, "n", &n))
        n = 1; /* a job of 0.2 */
    if (!json_integer_at(task->job->payload, "number", &number) ||
        !bring_item(&page, number, n, json_at(task->job->payload, "element"), err))
        return false;
    tally(&page);
    return true;
}
