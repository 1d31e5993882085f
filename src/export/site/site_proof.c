#include "export/site/site_proof.h"

#include <stdio.h>
#include <string.h>

#include "export/project.h"
#include "export/shared/counts.h"
#include "lib/markup/html_read.h"

struct proof {
    struct task *task;
    struct counts counts;          /* of rows that pages show */
    struct json_object *files;     /* of the output */
    const char *path;              /* of the page that is read */
    struct json_object *ids;       /* of the elements of that page */
    struct json_object *fragments; /* that links of it name there */
};

static void proof_release(struct proof *proof)
{
    counts_release(&proof->counts);
    json_free(&proof->files);
    json_free(&proof->ids);
    json_free(&proof->fragments);
}

/* Things behind one another, with blanks in between. */
static void count_rows(struct proof *proof, const char *things)
{
    while (things != NULL && *things != '\0') {
        size_t size = strcspn(things, " ");
        CLEANUP(free_pointer) char *thing = xasprintf("%.*s", (int)size, things);
        counts_add(&proof->counts, thing, 1);
        things += size + (things[size] == ' ');
    }
}

static bool is_listed(const char *name, const char *list)
{
    CLEANUP(free_pointer) char *wanted = xasprintf(" %s ", name);

    return strstr(list, wanted) != NULL;
}

static const char elements[] =
    " html head meta title link body header nav main footer section article a p ul ol li dl dt dd "
    "h1 h2 h3 h4 h5 h6 table caption thead tbody tr th td div span pre code em strong del ins "
    "blockquote hr br img time figure figcaption svg rect text ";
static const char attributes[] =
    " lang charset content name rel href id class role tabindex scope datetime alt src loading "
    "start http-equiv aria-label aria-labelledby aria-current viewBox x y width height data-row ";

static bool check_names(const struct html_tag *tag, struct error *err)
{
    if (!is_listed(tag->element, elements))
        return error_set(err, ERROR_ITEM, "<%s> is no element of ours", tag->element);
    for (size_t i = 0; i < tag->count; i++)
        if (!is_listed(tag->attributes[i].name, attributes))
            return error_set(err, ERROR_ITEM, "%s is no attribute of ours",
                             tag->attributes[i].name);
    return true;
}

static bool take_id(struct proof *proof, const char *id, struct error *err)
{
    if (id == NULL)
        return true;
    if (json_has_key(proof->ids, id))
        return error_set(err, ERROR_ITEM, "the id %s is there twice", id);
    json_set_boolean(proof->ids, id, true);
    return true;
}

static void decode_address(char *text)
{
    char *out = text;
    unsigned byte = 0;

    while (*text != '\0') {
        if (*text == '%' && sscanf(text + 1, "%2x", &byte) == 1) {
            *out++ = (char)byte;
            text += 3;
        } else {
            *out++ = *text++;
        }
    }
    *out = '\0';
}

/* An address within the site leads to a file of the output. */
static bool check_file(const struct proof *proof, const char *address, struct error *err)
{
    size_t size = strcspn(address, "#");
    const char *folder = strchr(proof->path, '/');
    bool is_up = strncmp(address, "../", 3) == 0;
    CLEANUP(free_pointer)
    char *path =
        is_up || folder == NULL
            ? xasprintf("%.*s", (int)size - 3 * is_up, address + 3 * is_up)
            : xasprintf("%.*s/%.*s", (int)(folder - proof->path), proof->path, (int)size, address);

    decode_address(path);
    return (is_up == (folder != NULL) && json_has_key(proof->files, path)) ||
           error_set(err, ERROR_ITEM, "%s leads to no page", address);
}

static bool check_address(struct proof *proof, const struct html_tag *tag, struct error *err)
{
    static const char *const schemes[] = {"http://", "https://", "mailto:"};
    const char *address = html_tag_value(tag, "href");
    const char *source = html_tag_value(tag, "src");

    if (source != NULL && !check_file(proof, source, err))
        return false;
    if (address == NULL)
        return true;
    for (size_t i = 0; i < ARRAY_LENGTH(schemes); i++)
        if (strcmp(tag->element, "a") == 0 && strncmp(address, schemes[i], strlen(schemes[i])) == 0)
            return true;
    if (*address != '#')
        return check_file(proof, address, err);
    json_set_boolean(proof->fragments, address + 1, true);
    return true;
}

static bool take_tag(const struct html_tag *tag, void *payload, struct error *err)
{
    struct proof *proof = payload;

    count_rows(proof, html_tag_value(tag, "data-row"));
    return check_names(tag, err) && take_id(proof, html_tag_value(tag, "id"), err) &&
           check_address(proof, tag, err);
}

struct lost_fragment {
    const struct json_object *ids;
    const char *name; /* NULL: all are there */
};

static void find_fragment(const char *key, struct json_object *value, void *payload)
{
    struct lost_fragment *lost = payload;

    (void)value;
    if (!json_has_key(lost->ids, key))
        lost->name = key;
}

static bool read_page(struct proof *proof, struct error *err)
{
    CLEANUP(free_pointer) char *below = xasprintf("output/%s", proof->path);
    CLEANUP(free_pointer) char *path = project_path(proof->task, below);
    struct lost_fragment lost = {0};

    json_free(&proof->ids);
    json_free(&proof->fragments);
    proof->ids = json_new_object();
    proof->fragments = json_new_object();
    if (!html_each(path, take_tag, proof, err))
        return error_prefix(err, "%s", proof->path);
    lost.ids = proof->ids;
    json_each(proof->fragments, find_fragment, &lost);
    return lost.name == NULL ||
           error_set(err, ERROR_ITEM, "%s has no place #%s", proof->path, lost.name);
}

static bool read_pages(struct proof *proof, struct error *err)
{
    struct workplace *workplace = proof->task->workplace;
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(
            workplace->db,
            DB_CALL("select path from brigade.export_output(run => $1)", db_int(workplace->run_id)),
            &rows, err))
        return false;
    for (size_t i = 0; i < db_rows_count(rows); i++)
        json_set_boolean(proof->files, db_rows_cell(rows, i, 0), true);
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        size_t size = strlen(db_rows_cell(rows, i, 0));
        proof->path = db_rows_cell(rows, i, 0);
        if (size > 5 && strcmp(proof->path + size - 5, ".html") == 0 && !read_page(proof, err))
            return false;
        if (!workplace->tick(workplace, NULL))
            return error_set(err, ERROR_RETRY, "told to stop while %s was read back", proof->path);
    }
    return true;
}

bool site_proof_digest(struct task *task, struct error *err)
{
    CLEANUP(proof_release)
    struct proof proof = {.task = task, .files = json_new_object()};

    return read_pages(&proof, err) && counts_end(&proof.counts, task, err);
}
