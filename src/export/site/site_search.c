#include "export/site/site_search.h"

#include <stdlib.h>
#include <string.h>

#include "export/project.h"
#include "export/site/site_page.h"
#include "lib/base/text.h"
#include "lib/os/merge.h"

#define LINKS_A_WORD 200
#define LINKS_A_PAGE 2000
#define WORDS_A_PAGE 500
/* A word in more than a third of all things finds nothing, unless there are few. */
#define THINGS_ALWAYS_FOUND 20

/* Where the words of one beginning stand. */
struct search {
    struct site_work work;
    struct site_page index; /* of the beginnings; open all the while */
    struct site_page page;  /* of the words of one beginning */
    int64_t things;         /* pull requests, issues and pages of the wiki */
    char *bucket;           /* the beginning, in hexadecimal digits; NULL: none */
    int64_t number;         /* of its page that is open */
    size_t page_links;
    size_t page_words;
    int64_t bucket_words;
    char *word; /* whose places are collected; NULL: none */
    char **places;
    size_t count;
    size_t room;
    struct buffer left_out; /* words */
    char *letter;           /* that the beginnings in the index share; NULL: none so far */
    int64_t lines;
};

static void drop_places(struct search *search)
{
    for (size_t i = 0; i < search->count; i++)
        free(search->places[i]);
    search->count = 0;
}

static void search_release(struct search *search)
{
    site_page_release(&search->index);
    site_page_release(&search->page);
    drop_places(search);
    free(search->places);
    free(search->bucket);
    free(search->word);
    free(search->letter);
    buffer_release(&search->left_out);
    site_work_close(&search->work);
}

static char *bucket_path(const struct search *search, int64_t number)
{
    return number == 1 ? xasprintf("search/%s.html", search->bucket)
                       : xasprintf("search/%s-%lld.html", search->bucket, (long long)number);
}

static bool close_words(struct search *search, bool goes_on, struct error *err)
{
    CLEANUP(free_pointer) char *next = NULL;

    if (search->page.sink == NULL)
        return true;
    html_end(&search->page.html); /* dl */
    if (goes_on) {
        next = bucket_path(search, search->number + 1);
        html_begin(&search->page.html, "p");
        site_page_link(&search->page, next, "More words");
        html_end(&search->page.html);
    }
    return site_page_close(&search->page, err) &&
           (search->work.shared.task->workplace->tick(search->work.shared.task->workplace, NULL) ||
            error_set(err, ERROR_RETRY, "told to stop while search pages were written"));
}

static bool open_words(struct search *search, struct error *err)
{
    CLEANUP(free_pointer) char *path = bucket_path(search, ++search->number);
    CLEANUP(free_pointer) char *letters = text_from_hex(search->bucket);
    CLEANUP(free_pointer)
    char *title = xasprintf("Words with “%s”%s", letters != NULL ? letters : search->bucket,
                            search->number > 1 ? ", more" : "");

    search->page_links = 0;
    search->page_words = 0;
    if (!site_page_open(&search->page, &search->work, path, title, err))
        return false;
    html_begin_class(&search->page.html, "dl", "words");
    return true;
}

/* A page of the wiki: the digits of its name, and its address. */
static void add_wiki_place(struct search *search, const char *place)
{
    const char *address = strchr(place, ' ');
    CLEANUP(free_pointer)
    char *digits = xasprintf("%.*s", (int)(address != NULL ? address - place : 0), place);
    CLEANUP(free_pointer) char *name = text_from_hex(digits);
    CLEANUP(free_pointer) char *words = xasprintf("wiki: %s", name != NULL ? name : "");

    site_page_link(&search->page, address != NULL ? address + 1 : "wiki/index.html", words);
}

/* "p000000000000000012" */
static void add_numbered_place(struct search *search, const char *place)
{
    bool is_issue = *place == 'i';
    const char *number = place + 1 + strspn(place + 1, "0");
    CLEANUP(free_pointer)
    char *path = xasprintf("%s/%s.html", is_issue ? "issues" : "pulls", number);
    CLEANUP(free_pointer) char *words = xasprintf("%s#%s", is_issue ? "issue " : "", number);

    site_page_link(&search->page, path, words);
}

static void add_place(struct search *search, const char *place)
{
    if (*place == 'w')
        add_wiki_place(search, place + 1);
    else
        add_numbered_place(search, place);
    html_text(&search->page.html, "\n");
}

static bool add_places(struct search *search, size_t first, size_t count, struct error *err)
{
    struct html *html = &search->page.html;

    if (search->page.sink != NULL &&
        (search->page_links + count > LINKS_A_PAGE || search->page_words >= WORDS_A_PAGE) &&
        !close_words(search, true, err))
        return false;
    if (search->page.sink == NULL && !open_words(search, err))
        return false;
    search->page_links += count;
    search->page_words++;
    html_begin(html, "dt");
    html_text(html, search->word);
    if (first > 0) {
        CLEANUP(free_pointer) char *words = xasprintf(", from the %zuth on", first + 1);
        html_text(html, words);
    }
    html_end(html);
    html_begin(html, "dd");
    for (size_t i = first; i < first + count; i++)
        add_place(search, search->places[i]);
    html_end(html);
    return site_page_flush(&search->page, err);
}

/* Writes the word whose places were collected. */
static bool end_word(struct search *search, struct error *err)
{
    bool is_everywhere =
        search->count > THINGS_ALWAYS_FOUND && (int64_t)search->count * 3 > search->things;
    size_t first = 0;

    if (search->word == NULL)
        return true;
    if (is_everywhere)
        buffer_printf(&search->left_out, "%s%s", search->left_out.size > 0 ? ", " : "",
                      search->word);
    search->bucket_words += !is_everywhere;
    for (; !is_everywhere && first < search->count; first += LINKS_A_WORD) {
        size_t left = search->count - first;
        if (!add_places(search, first, left < LINKS_A_WORD ? left : LINKS_A_WORD, err))
            return false;
    }
    drop_places(search);
    free_pointer(&search->word);
    return true;
}

/* A line of the index for each letter, with the beginnings that it has. */
static void begin_letter(struct search *search, const char *letters)
{
    size_t size = text_character((const unsigned char *)letters, strlen(letters));
    CLEANUP(free_pointer) char *letter = xasprintf("%.*s", (int)size, letters);
    struct html *html = &search->index.html;

    if (search->letter != NULL && strcmp(search->letter, letter) == 0) {
        html_text(html, " ");
        return;
    }
    if (search->letter == NULL)
        html_begin_class(html, "dl", "words");
    else
        html_end(html);
    html_element(html, "dt", NULL, letter);
    html_begin(html, "dd");
    free_pointer(&search->letter);
    search->letter = TAKE(letter);
}

static bool end_bucket(struct search *search, struct error *err)
{
    CLEANUP(free_pointer) char *letters = NULL;
    CLEANUP(free_pointer) char *path = NULL;
    CLEANUP(free_pointer) char *words = NULL;

    if (search->bucket == NULL)
        return true;
    if (!end_word(search, err) || !close_words(search, false, err))
        return false;
    if (search->number > 0) {
        letters = text_from_hex(search->bucket);
        path = bucket_path(search, 1);
        words = xasprintf("%s (%lld)", letters != NULL ? letters : search->bucket,
                          (long long)search->bucket_words);
        begin_letter(search, letters != NULL ? letters : search->bucket);
        site_page_link(&search->index, path, words);
    }
    free_pointer(&search->bucket);
    search->number = 0;
    search->bucket_words = 0;
    return site_page_flush(&search->index, err);
}

static void keep_place(struct search *search, const char *place)
{
    if (search->count == search->room) {
        search->room = search->room > 0 ? 2 * search->room : 64;
        search->places = xrealloc(search->places, search->room * sizeof(*search->places));
    }
    search->places[search->count++] = xstrdup(place);
}

/* A line of forge.site_words: beginning, word and place. */
static bool take_line(const char *line, void *payload, struct error *err)
{
    struct search *search = payload;
    const char *word = strchr(line, '\t');
    const char *place = word != NULL ? strchr(word + 1, '\t') : NULL;

    if (place == NULL)
        return error_set(err, ERROR_ITEM, "a piece of the words is not as it was written");
    if (++search->lines % 10000 == 0 &&
        !search->work.shared.task->workplace->tick(search->work.shared.task->workplace, NULL))
        return error_set(err, ERROR_RETRY, "told to stop while words were joined");
    if (search->bucket == NULL || strncmp(search->bucket, line, (size_t)(word - line)) != 0 ||
        search->bucket[word - line] != '\0') {
        if (!end_bucket(search, err))
            return false;
        search->bucket = xasprintf("%.*s", (int)(word - line), line);
    }
    if (search->word == NULL || strncmp(search->word, word + 1, (size_t)(place - word - 1)) != 0 ||
        search->word[place - word - 1] != '\0') {
        if (!end_word(search, err))
            return false;
        search->word = xasprintf("%.*s", (int)(place - word - 1), word + 1);
    }
    keep_place(search, place + 1);
    return true;
}

static void paths_release(char ***paths)
{
    for (size_t i = 0; *paths != NULL && (*paths)[i] != NULL; i++)
        free((*paths)[i]);
    free(*paths);
}

static bool join_words(struct search *search, struct error *err)
{
    struct task *task = search->work.shared.task;
    CLEANUP(db_rows_free) struct db_rows *parts = NULL;
    CLEANUP(paths_release) char **paths = NULL;
    CLEANUP(free_pointer) char *scratch = project_scratch(task, "words");

    if (!db_query(task->workplace->db,
                  DB_CALL("select path from forge.export_parts(run => $1, folder => 'words')",
                          db_int(task->workplace->run_id)),
                  &parts, err) ||
        !project_make_folder(task, "new", err))
        return false;
    paths = xcalloc(db_rows_count(parts) + 1, sizeof(*paths));
    for (size_t i = 0; i < db_rows_count(parts); i++)
        paths[i] = project_path(task, db_rows_cell(parts, i, 0));
    return merge_lines(&(struct merge){.paths = (const char *const *)paths,
                                       .count = db_rows_count(parts),
                                       .scratch = scratch,
                                       .take = take_line,
                                       .payload = search},
                       err) &&
           end_bucket(search, err);
}

static bool write_index(struct search *search, struct error *err)
{
    struct html *html = &search->index.html;

    if (!site_page_open(&search->index, &search->work, "search/index.html", "Search", err))
        return false;
    html_element(html, "p", NULL,
                 "Go to the first two letters of a word: each word leads to the pull requests, "
                 "issues and pages of the wiki in which it stands, in titles, texts, comments, "
                 "tasks, names and paths.");
    if (!join_words(search, err))
        return false;
    if (search->letter != NULL) {
        html_end(html);
        html_end(html);
    } else {
        html_element(html, "p", "none", "There are no words.");
    }
    if (search->left_out.size > 0) {
        html_element(html, "h2", NULL, "Left out");
        html_element(html, "p", NULL,
                     "In more than a third of all pull requests, issues and pages of the wiki:");
        html_element(html, "p", NULL, buffer_text(&search->left_out));
    }
    return site_page_close(&search->index, err);
}

bool site_search_digest(struct task *task, struct error *err)
{
    CLEANUP(search_release) struct search search = {.work.shared.task = task};
    CLEANUP(db_rows_free) struct db_rows *rows = NULL;

    if (!db_query(task->workplace->db,
                  DB_CALL("select things from forge.site_front(run => $1)",
                          db_int(task->workplace->run_id)),
                  &rows, err))
        return false;
    search.things = db_rows_integer(rows, 0, "things");
    return write_index(&search, err) && export_work_end(&search.work.shared, err);
}
