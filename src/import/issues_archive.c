#include "import/issues_archive.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bitbucket/archive.h"
#include "bitbucket/archive_numbers.h"
#include "bitbucket/archive_shape.h"
#include "import/source.h"
#include "lib/os/file.h"
#include "lib/json/json_stream.h"
#include "lib/base/limits.h"
#include "lib/base/text.h"
#include "engine/room.h"

/* A page: about 50 ms of work and 1 MiB of rows. */
#define PAGE_ELEMENTS 500
#define PAGE_BYTES ((uint64_t)256 * 1024)
/* Each a file to write and to fsync. */
#define PAGE_FILES 50

/* Kinds in brigade.tallies. */
static const char *const tallies[ARCHIVE_LISTS] = {
    [ARCHIVE_MILESTONES] = "milestones",   [ARCHIVE_VERSIONS] = "versions",
    [ARCHIVE_COMPONENTS] = "components",   [ARCHIVE_ISSUES] = "issues",
    [ARCHIVE_COMMENTS] = "issue_notes",    [ARCHIVE_LOGS] = "issue_events",
    [ARCHIVE_ATTACHMENTS] = "attachments",
};

struct page_cut {
    enum archive_list list;
    int64_t first; /* number of its first element in the list */
    int64_t count;
    struct archive_slice slice;
};

/* The document on its way past. */
struct cutter {
    struct task *task;
    struct json_stream stream;
    struct list_state {
        bool seen;
        int64_t elements;
        int64_t remarks; /* comments that are not changes alone */
        int64_t in_page;
        struct page_cut page;
        struct archive_numbers numbers;
    } lists[ARCHIVE_LISTS];
    struct page_cut *pages;
    size_t count;
    size_t capacity;
};

static void cutter_release(struct cutter *cutter)
{
    json_stream_release(&cutter->stream);
    for (int list = 0; list < ARCHIVE_LISTS; list++)
        archive_numbers_release(&cutter->lists[list].numbers);
    free_pointer(&cutter->pages);
}

static void end_page(struct cutter *cutter, struct list_state *state)
{
    if (state->in_page == 0)
        return;
    if (cutter->count == cutter->capacity) {
        cutter->capacity = cutter->capacity > 0 ? cutter->capacity * 2 : 64;
        cutter->pages = xrealloc(cutter->pages, cutter->capacity * sizeof(cutter->pages[0]));
    }
    state->page.count = state->in_page;
    cutter->pages[cutter->count++] = state->page;
    state->in_page = 0;
}

static void count_element(struct cutter *cutter, enum archive_list list,
                          const struct json_piece *piece, struct json_object *element)
{
    struct list_state *state = &cutter->lists[list];
    int64_t most = list == ARCHIVE_ATTACHMENTS ? PAGE_FILES : PAGE_ELEMENTS;

    if (state->in_page == 0)
        state->page = (struct page_cut){
            .list = list, .first = state->elements, .slice = {.begin_bytes = piece->begin_bytes}};
    state->page.slice.end_bytes = piece->end_bytes;
    archive_numbers_add(&state->numbers, list, state->elements, piece, element);
    state->elements++;
    state->remarks += list == ARCHIVE_COMMENTS && archive_shape_is_remark(element);
    state->in_page++;
    if (state->in_page >= most || piece->end_bytes - state->page.slice.begin_bytes >= PAGE_BYTES)
        end_page(cutter, state);
}

static bool take_piece(const struct json_piece *piece, void *payload, struct error *err)
{
    struct cutter *cutter = payload;
    CLEANUP(json_free) struct json_object *element = NULL;
    enum archive_list list = ARCHIVE_LISTS;
    bool is_ours = archive_list_find(piece->key, &list);
    struct error refused;

    if (piece->is_list) {
        if (is_ours)
            cutter->lists[list].seen = true;
        return true;
    }
    if (is_ours && piece->is_element && cutter->lists[list].elements >= LIMIT_EXPORT_ELEMENTS)
        return error_set(err, ERROR_ITEM, "\"%s\" has more than %d elements", piece->key,
                         LIMIT_EXPORT_ELEMENTS);
    if (!archive_check_element(piece, &refused)) {
        if (is_ours && piece->is_element)
            count_element(cutter, list, piece, NULL); /* its page makes a failure of it */
        return true;
    }
    /* All elements are parsed strictly here, so that no page finds one that is not JSON. */
    if (!json_parse(piece->text, piece->size, &element, NULL, err)) {
        err->class = ERROR_ITEM;
        return error_prefix(err, "in \"%s\"", piece->key);
    }
    if (is_ours && !piece->is_element && element != NULL)
        return error_set(err, ERROR_ITEM, "\"%s\" is no list", piece->key);
    if (is_ours && piece->is_element)
        count_element(cutter, list, piece, element);
    return true;
}

static bool take_chunk(const char *bytes, size_t size, void *payload, struct error *err)
{
    struct cutter *cutter = payload;
    char done[32];
    CLEANUP(free_pointer)
    char *doing = xasprintf("issue export: %s unpacked", text_bytes(done, cutter->stream.at));

    if (!cutter->task->workplace->tick(cutter->task->workplace, doing))
        return error_set(err, ERROR_RETRY, "stopped while the issue export was unpacked");
    return json_stream_feed(&cutter->stream, bytes, size, err);
}

/* Makes the sentence that people get. They get it once, because the first job is vital. Nothing is
 * left on the disk. */
static bool refuse(const struct task *task, const struct archive_document *document,
                   struct error *err)
{
    const struct workplace *workplace = task->workplace;
    CLEANUP(free_pointer)
    char *directory = archive_directory(workplace->settings->storage, workplace->run_id);
    struct error ignored;
    bool removed = file_remove_tree(directory, &ignored);

    (void)removed;

    if (err->class == ERROR_ITEM && err->cause != CAUSE_ZIP_UNUSABLE && document->name != NULL)
        return error_prefix(err, "%s in %s is not what Bitbucket exported, take an undamaged copy",
                            document->name, source_of(task)->issues_archive);
    /* Another worker cannot read it either; if one could, luck would decide which takes the job. */
    if (err->cause == CAUSE_CANNOT_OPEN)
        err->class = ERROR_ITEM;
    return false;
}

static bool cut(struct cutter *cutter, struct archive_document *document, struct error *err)
{
    struct workplace *workplace = cutter->task->workplace;
    CLEANUP(free_pointer)
    char *directory = archive_directory(workplace->settings->storage, workplace->run_id);

    struct trusted_path path = source_archive(cutter->task);

    archive_begin_stream(&cutter->stream, take_piece, cutter);
    if (!file_check_no_links(workplace->settings->storage, directory, err) ||
        !room_on_disk(workplace->settings, 0, err) ||
        !archive_unpack(&path, directory, &(struct archive_reader){take_chunk, cutter}, document,
                        err) ||
        !json_stream_end(&cutter->stream, err))
        return false;
    if (!cutter->lists[ARCHIVE_ISSUES].seen)
        return error_set(err, ERROR_ITEM, "it has no list of issues");
    for (int list = 0; list < ARCHIVE_LISTS; list++) {
        end_page(cutter, &cutter->lists[list]);
        archive_numbers_settle(&cutter->lists[list].numbers);
    }
    return true;
}

static const char *stage_of(enum archive_list list)
{
    return list == ARCHIVE_COMMENTS || list == ARCHIVE_LOGS || list == ARCHIVE_ATTACHMENTS
               ? "issues_notes"
               : NULL;
}

static void enqueue_page(const struct cutter *cutter, const struct page_cut *page,
                         const struct archive_document *document)
{
    struct task *task = cutter->task;
    const char *name = archive_list_name(page->list);
    CLEANUP(free_pointer) char *key = xasprintf("archive/%s/%lld", name, (long long)page->first);
    struct json_object *payload = json_new_object();

    json_set_text(payload, "list", name);
    json_set_text(payload, "tally", tallies[page->list]);
    json_set_integer(payload, "first", page->first);
    json_set_integer(payload, "begin", (int64_t)page->slice.begin_bytes);
    json_set_integer(payload, "end", (int64_t)page->slice.end_bytes);
    json_set_text(payload, "document", document->sha256);
    json_set(payload, "numbers",
             archive_numbers_of(&cutter->lists[page->list].numbers, page->first, page->count));
    outcome_enqueue(task->outcome, &(struct follow_up){.stage = stage_of(page->list),
                                                       .kind = "archive_page",
                                                       .key = key,
                                                       .link = source_of(task)->issues_archive,
                                                       .payload = payload});
}

/* The rows of a page are counted by the page. */
static void announce(const struct cutter *cutter, struct outcome *outcome)
{
    for (int list = 0; list < ARCHIVE_LISTS; list++) {
        const struct list_state *state = &cutter->lists[list];
        outcome_tally(outcome, tallies[list],
                      list == ARCHIVE_COMMENTS ? state->remarks : state->elements, 0);
    }
    /* The lists that notes and events are taken from; the API pages through them. */
    outcome_tally(outcome, "issue_comments", cutter->lists[ARCHIVE_COMMENTS].elements,
                  cutter->lists[ARCHIVE_COMMENTS].elements);
    outcome_tally(outcome, "issue_changes", cutter->lists[ARCHIVE_LOGS].elements,
                  cutter->lists[ARCHIVE_LOGS].elements);
}

static bool is_under_way(struct workplace *workplace, const char *import, bool *under_way,
                         struct error *err)
{
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(workplace->db, DB_CALL("select brigade.is_under_way(run => $1)", db_text(import)),
                  &rows, err))
        return false;
    *under_way = strcmp(db_rows_cell(rows, 0, 0), "t") == 0;
    return true;
}

/* Removes the directories of imports that were cancelled or failed. Imports that end well clear up
 * themselves. */
static bool sweep(struct workplace *workplace, struct error *err)
{
    static const char prefix[] = ARCHIVE_DIRECTORY_PREFIX;
    CLEANUP(free_pointer) char *staging = xasprintf("%s/staging", workplace->settings->storage);
    DIR *directory = opendir(staging);
    bool good = true;

    for (struct dirent *entry = NULL;
         directory != NULL && good && (entry = readdir(directory)) != NULL;) {
        const char *import = entry->d_name + sizeof(prefix) - 1;
        CLEANUP(free_pointer) char *path = NULL;
        bool under_way = true;

        if (strncmp(entry->d_name, prefix, sizeof(prefix) - 1) != 0 || *import == '\0' ||
            strlen(import) > 18 || strspn(import, "0123456789") != strlen(import))
            continue;
        path = xasprintf("%s/%s", staging, entry->d_name);
        good = is_under_way(workplace, import, &under_way, err) &&
               (under_way || file_remove_tree(path, err));
    }
    if (directory != NULL)
        closedir(directory);
    return good;
}

bool issues_archive_digest_look(struct task *task, struct error *err)
{
    struct trusted_path path = source_archive(task);

    return archive_look(&path, err) || refuse(task, &(struct archive_document){0}, err);
}

bool issues_archive_digest(struct task *task, struct error *err)
{
    CLEANUP(cutter_release) struct cutter cutter = {.task = task};
    struct archive_document document = {0};

    if (!sweep(task->workplace, err))
        return false;
    if (!cut(&cutter, &document, err))
        return refuse(task, &document, err);
    announce(&cutter, task->outcome);
    for (size_t i = 0; i < cutter.count; i++)
        enqueue_page(&cutter, &cutter.pages[i], &document);
    return true;
}
