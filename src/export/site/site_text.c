#include "export/site/site_text.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "export/shared/addresses.h"
#include "lib/markup/markdown_html.h"

#define KEY_BYTES_MAX 120
static const char inline_card[] = "{: data-inline-card='' }";

struct writing {
    struct site_page *page;
    const struct site_text *text;
    bool has_lost_picture;
};

static bool begins(const char *text, const char *word)
{
    return strncasecmp(text, word, strlen(word)) == 0;
}

/* "#comment-12" of an address, when that comment is on the page that it leads to; 0: none. */
static int64_t comment_of(const struct site_work *work, const struct address *address,
                          const char *destination)
{
    const char *fragment = strstr(destination, "#comment-");
    const char *end = NULL;
    int64_t source_id = 0;

    if (fragment == NULL)
        return 0;
    source_id = address_number(fragment + 9, fragment + strlen(fragment), &end);
    for (size_t i = 0; i < work->anchor_count; i++)
        if (work->anchors[i].source_id == source_id && work->anchors[i].iid == address->number &&
            work->anchors[i].is_issue == (address->kind == ADDRESS_ISSUE))
            return source_id;
    return 0;
}

static char *own_page(const struct site_page *page, const struct address *address,
                      const char *destination)
{
    bool is_issue = address->kind == ADDRESS_ISSUE;
    int64_t comment = 0;

    if ((!is_issue && address->kind != ADDRESS_PULL) ||
        references_find(&page->work->shared.references, is_issue, address->number) == NULL)
        return NULL;
    comment = comment_of(page->work, address, destination);
    return comment > 0
               ? xasprintf("%s%s/%lld.html#comment-%lld", page->up, is_issue ? "issues" : "pulls",
                           (long long)address->number, (long long)comment)
               : xasprintf("%s%s/%lld.html", page->up, is_issue ? "issues" : "pulls",
                           (long long)address->number);
}

/* What stands behind the host alone is an address of Bitbucket. The caller frees it. */
static char *whole_address(const struct writing *writing, const char *destination)
{
    bool has_host = *destination != '/' || destination[1] == '/';

    return xasprintf("%s%s", has_host ? "" : writing->page->work->shared.references.site,
                     destination);
}

static struct address parse(const struct writing *writing, const char *destination)
{
    const struct references *references = &writing->page->work->shared.references;

    return address_parse(destination, strlen(destination), references->site, references->full_name);
}

/* The file that an address names: one attached to an issue, or one of the wiki, which has a path
 * there, too. NULL: none that is here. */
static const struct reference_file *
find_file(const struct writing *writing, const struct address *address, const char *destination)
{
    const struct references *references = &writing->page->work->shared.references;

    if (address->kind == ADDRESS_WIKI || address->kind == ADDRESS_FILE)
        return references_find_file(references, address->number, address->ref, address->ref_size);
    if (!writing->text->is_wiki || address->kind != ADDRESS_FOREIGN)
        return NULL;
    destination += strncmp(destination, "./", 2) == 0 ? 2 : 0;
    return references_find_file(references, 0, destination, strcspn(destination, "?#"));
}

static char *link(const char *destination, void *payload)
{
    static const char *const schemes[] = {"http://", "https://", "mailto:"};
    const struct writing *writing = payload;
    CLEANUP(free_pointer) char *whole = whole_address(writing, destination);
    struct address address = parse(writing, whole);
    const struct reference_file *file = find_file(writing, &address, destination);
    char *own = own_page(writing->page, &address, destination);

    if (own != NULL)
        return own;
    if (file != NULL)
        return site_page_address(writing->page, file->place);
    for (size_t i = 0; i < ARRAY_LENGTH(schemes); i++)
        if (begins(whole, schemes[i]))
            return xasprintf("%s%s", schemes[i], whole + strlen(schemes[i]));
    return NULL;
}

static char *picture(const char *destination, void *payload)
{
    struct writing *writing = payload;
    CLEANUP(free_pointer) char *whole = whole_address(writing, destination);
    struct address address = parse(writing, whole);
    const struct reference_file *file = find_file(writing, &address, destination);

    if (file != NULL && file->is_picture)
        return site_page_address(writing->page, file->place);
    writing->has_lost_picture |= address.kind == ADDRESS_PICTURE;
    return NULL;
}

static bool is_word(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

static bool has_before(const char *text, size_t at, const char *word)
{
    size_t size = strlen(word);

    return at >= size && strncasecmp(text + at - size, word, size) == 0 &&
           (at == size || !is_word(text[at - size - 1]));
}

/* "#12": behind words that say so a pull request, else an issue. Returns how long it is; 0: it
 * refers to nothing. */
static size_t add_number(struct site_page *page, const char *text, size_t at, size_t size)
{
    const char *end = NULL;
    int64_t iid = address_number(text + at + 1, text + size, &end);
    size_t length = (size_t)(end - text) - at;
    bool is_pull = has_before(text, at, "pull request ") || has_before(text, at, "pull-request ") ||
                   has_before(text, at, "PR ");
    CLEANUP(free_pointer) char *path = NULL;
    CLEANUP(free_pointer) char *words = NULL;

    if (iid == 0 || (at > 0 && (is_word(text[at - 1]) || strchr("/&#", text[at - 1]) != NULL)) ||
        (at + length < size && is_word(text[at + length])) ||
        references_find(&page->work->shared.references, !is_pull, iid) == NULL)
        return 0;
    path = xasprintf("%s/%lld.html", is_pull ? "pulls" : "issues", (long long)iid);
    words = xasprintf("#%lld", (long long)iid);
    site_page_link(page, path, words);
    return length;
}

/* "@{account}" or "@{{uuid}}", likewise. */
static size_t add_mention(struct site_page *page, const char *text, size_t at, size_t size)
{
    char key[KEY_BYTES_MAX + 1];
    bool is_uuid = at + 2 < size && text[at + 2] == '{';
    const char *begin = text + at + 2;
    const char *close = at + 2 < size ? memchr(begin, '}', size - at - 2) : NULL;
    const struct person *person = NULL;
    CLEANUP(free_pointer) char *path = NULL;
    CLEANUP(free_pointer) char *words = NULL;
    size_t length = 0;

    if (close == NULL)
        return 0;
    length = (size_t)(close - begin) + is_uuid;
    if (length > KEY_BYTES_MAX || begin + length >= text + size || begin[length] != '}')
        return 0;
    memcpy(key, begin, length);
    key[length] = '\0';
    person = people_mentioned(page->work->shared.people, key);
    if (person == NULL)
        return 0;
    path = xasprintf("people/%lld.html", (long long)person->user_id);
    words = xasprintf("@%s", person->name);
    site_page_link(page, path, words);
    return length + 3;
}

static size_t add_special(struct site_page *page, const char *text, size_t at, size_t size)
{
    if (text[at] == '#')
        return add_number(page, text, at, size);
    if (text[at] == '@' && at + 1 < size && text[at + 1] == '{')
        return add_mention(page, text, at, size);
    if (text[at] == '{' && size - at >= sizeof(inline_card) - 1 && begins(text + at, inline_card))
        return sizeof(inline_card) - 1;
    return 0;
}

static void take_text(struct html *html, const char *text, size_t size, void *payload)
{
    const struct writing *writing = payload;
    size_t begin = 0;
    size_t at = 0;

    while (at < size) {
        size_t length = 0;
        if (strchr("#@{", text[at]) == NULL) {
            at++;
            continue;
        }
        html_text_bytes(html, text + begin, at - begin);
        begin = at;
        length = add_special(writing->page, text, at, size);
        at += length > 0 ? length : 1;
        begin = length > 0 ? at : begin;
    }
    html_text_bytes(html, text + begin, size - begin);
}

void site_text_write(struct site_page *page, const struct site_text *text)
{
    struct writing writing = {.page = page, .text = text};
    const struct markdown_reader reader = {text->is_first ? 1 : 2, link, picture, take_text,
                                           &writing};
    bool is_markdown = text->markup == NULL || strcmp(text->markup, "markdown") == 0;

    if (text->body == NULL || *text->body == '\0')
        return;
    html_begin_class(&page->html, "div", "body");
    if (!is_markdown)
        markdown_html_plain(&page->html, text->body);
    if (!is_markdown || !markdown_html(&page->html, text->body, &reader))
        export_work_lose(&page->work->shared, &text->subject, "markup", NULL);
    if (writing.has_lost_picture)
        export_work_lose(&page->work->shared, &text->subject, "image", NULL);
    html_end(&page->html);
}
