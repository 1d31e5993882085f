#include "export/shared/references.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "export/shared/goals.h"
#include "lib/markup/markdown.h"

#define KEY_BYTES_MAX 120
static const char inline_card[] = "{: data-inline-card='' }";

/* A piece of the text that another takes the place of. */
struct edit {
    size_t at;
    size_t size;
    char *text;
};

struct rewriting {
    const struct references *references;
    const char *text;
    size_t size;
    struct edit *edits;
    size_t count;
    size_t room;
    struct references_lost *lost;
};

static void rewriting_release(struct rewriting *rewriting)
{
    for (size_t i = 0; i < rewriting->count; i++)
        free(rewriting->edits[i].text);
    free(rewriting->edits);
}

/* text is taken. */
static void add_edit(struct rewriting *rewriting, size_t at, size_t size, char *text)
{
    if (rewriting->count == rewriting->room) {
        size_t room = rewriting->room > 0 ? 2 * rewriting->room : 16;
        struct edit *edits = xcalloc(room, sizeof(*edits));
        if (rewriting->count > 0)
            memcpy(edits, rewriting->edits, rewriting->count * sizeof(*edits));
        free(rewriting->edits);
        rewriting->edits = edits;
        rewriting->room = room;
    }
    rewriting->edits[rewriting->count++] = (struct edit){at, size, text};
}

/* 0: the store has none. */
static int64_t number_of(const struct references *references, bool is_issue, int64_t iid)
{
    const struct known *found = references_find(references, is_issue, iid);

    return found != NULL ? found->number : 0;
}

/* What stands for a file where its address stood alone, and its place would be none. */
static char *link_to_file(const struct reference_file *file)
{
    char *form = xasprintf("[`%s`](%s)", file->name, file->place);

    for (size_t i = 2; i < 2 + strlen(file->name); i++)
        if (strchr("`\r\n", form[i]) != NULL)
            form[i] = ' ';
    return form;
}

/* An address between < and >, if it has them. */
static void rewrite_file(struct rewriting *rewriting, const struct address *address, size_t at,
                         size_t size, bool is_bare)
{
    bool has_brackets = is_bare && rewriting->text[at] == '<';
    const struct reference_file *file = NULL;

    if (rewriting->references->files == NULL) {
        rewriting->lost->link = true;
        return;
    }
    file = references_find_file(rewriting->references, address->number, address->ref,
                                address->ref_size);
    if (file == NULL)
        rewriting->lost->image = true;
    else if (is_bare && *file->place == '/')
        add_edit(rewriting, at, size, link_to_file(file));
    else
        add_edit(rewriting, at + has_brackets, size - 2 * has_brackets, xstrdup(file->place));
}

static void rewrite_address(struct rewriting *rewriting, size_t at, size_t size, bool is_bare)
{
    bool has_brackets = is_bare && rewriting->text[at] == '<';
    struct goal goal = goal_find(rewriting->references, rewriting->text + at + has_brackets,
                                 size - 2 * has_brackets);
    char *became = NULL;

    if (goal.address.kind == ADDRESS_FOREIGN)
        return;
    if (goal.address.kind == ADDRESS_PICTURE) {
        rewriting->lost->image = true;
        return;
    }
    if (goal.address.kind == ADDRESS_FILE && goal.neighbour == NULL) {
        rewrite_file(rewriting, &goal.address, at, size, is_bare);
        return;
    }
    if (is_bare)
        became = goal_short_form(rewriting->references, &goal);
    if (became != NULL) {
        add_edit(rewriting, at, size, became);
        return;
    }
    became = goal_page(rewriting->references, &goal);
    rewriting->lost->link |= became == NULL;
    if (became == NULL)
        became = goal_elsewhere(rewriting->references, &goal, rewriting->text + at + has_brackets,
                                size - 2 * has_brackets);
    if (became != NULL)
        add_edit(rewriting, at + has_brackets, size - 2 * has_brackets, became);
}

static bool is_word(char byte)
{
    return isalnum((unsigned char)byte) || byte == '_' || (unsigned char)byte >= 0x80;
}

/* Whether the text ends with `word` before `at`, whatever its letter case, as a word of its own. */
static bool has_before(const struct rewriting *rewriting, size_t at, const char *word)
{
    size_t size = strlen(word);

    return at >= size && strncasecmp(rewriting->text + at - size, word, size) == 0 &&
           (at == size || !is_word(rewriting->text[at - size - 1]));
}

static char *link_to(const struct references *references, bool is_pull, int64_t iid)
{
    CLEANUP(free_pointer)
    char *address = xasprintf("%s/%s/%s/%lld", references->site, references->full_name,
                              is_pull ? "pull-requests" : "issues", (long long)iid);
    struct goal goal = goal_find(references, address, strlen(address));
    CLEANUP(free_pointer)
    char *elsewhere = goal_elsewhere(references, &goal, address, strlen(address));

    return xasprintf("[#%lld](%s)", (long long)iid, elsewhere != NULL ? elsewhere : address);
}

/* "#12": behind words that say so a pull request, else an issue. What stands before the first byte
 * of a run is markup. Returns where it ends. */
static size_t rewrite_number(struct rewriting *rewriting, size_t at, size_t limit, bool begins_run)
{
    const char *end = NULL;
    int64_t iid = address_number(rewriting->text + at + 1, rewriting->text + limit, &end);
    size_t behind = (size_t)(end - rewriting->text);
    bool is_pull = has_before(rewriting, at, "pull request ") ||
                   has_before(rewriting, at, "pull-request ") || has_before(rewriting, at, "PR ");
    const char *sign = is_pull ? rewriting->references->forms->pull : "#";
    int64_t number = 0;

    if (iid == 0 ||
        (!begins_run &&
         (is_word(rewriting->text[at - 1]) || strchr("/&#", rewriting->text[at - 1]) != NULL)) ||
        (behind < limit && is_word(rewriting->text[behind])))
        return behind > at ? behind : at + 1;
    number = number_of(rewriting->references, !is_pull, iid);
    if (number != iid || *sign != '#')
        add_edit(rewriting, at, behind - at,
                 number > 0 ? xasprintf("%s%lld", sign, (long long)number)
                            : link_to(rewriting->references, is_pull, iid));
    return behind;
}

/* "@{account}" or "@{{uuid}}". Returns where it ends. */
static size_t rewrite_mention(struct rewriting *rewriting, size_t at, size_t limit)
{
    char key[KEY_BYTES_MAX + 1];
    bool is_uuid = at + 2 < limit && rewriting->text[at + 2] == '{';
    const char *begin = rewriting->text + at + 2;
    const char *close = memchr(begin, '}', limit - at - 2);
    const struct person *person = NULL;
    size_t size = 0;

    if (close == NULL || rewriting->references->people == NULL)
        return at + 2;
    size = (size_t)(close - begin) + is_uuid;
    if (size > KEY_BYTES_MAX || begin + size >= rewriting->text + limit || begin[size] != '}')
        return at + 2;
    memcpy(key, begin, size);
    key[size] = '\0';
    person = people_mentioned(rewriting->references->people, key);
    if (person != NULL) {
        char *name = person->login != NULL ? xasprintf("@%s", person->login)
                                           : xasprintf("`@%s`", person->name);
        for (size_t i = 1; person->login == NULL && name[i] != '\0' && name[i + 1] != '\0'; i++)
            if (name[i] == '`' || name[i] == '\n' || name[i] == '\r')
                name[i] = ' ';
        add_edit(rewriting, at, size + 3, name);
    }
    return at + size + 3;
}

/* An address that the parser took for plain text. Returns where it ends. */
static size_t rewrite_plain(struct rewriting *rewriting, size_t at, size_t limit)
{
    size_t end = at;

    while (end < limit && strchr("<>\"'`()[]{}| \t\r\n", rewriting->text[end]) == NULL)
        end++;
    while (end > at && strchr(".,;:!?*_~", rewriting->text[end - 1]) != NULL)
        end--;
    rewrite_address(rewriting, at, end - at, true);
    return end;
}

static bool begins(const struct rewriting *rewriting, size_t at, size_t limit, const char *word)
{
    size_t size = strlen(word);

    return limit - at >= size && strncasecmp(rewriting->text + at, word, size) == 0;
}

static void rewrite_text(struct rewriting *rewriting, size_t at, size_t limit)
{
    size_t begin = at;

    while (at < limit) {
        if (rewriting->text[at] == '#') {
            at = rewrite_number(rewriting, at, limit, at == begin);
        } else if (begins(rewriting, at, limit, "@{")) {
            at = rewrite_mention(rewriting, at, limit);
        } else if (begins(rewriting, at, limit, inline_card)) {
            add_edit(rewriting, at, sizeof(inline_card) - 1, xstrdup(""));
            at += sizeof(inline_card) - 1;
        } else if (begins(rewriting, at, limit, "http://") ||
                   begins(rewriting, at, limit, "https://")) {
            size_t end = rewrite_plain(rewriting, at, limit);
            at = end > at ? end : at + 1;
        } else {
            at++;
        }
    }
}

static void take_piece(const struct markdown_piece *piece, void *payload)
{
    struct rewriting *rewriting = payload;

    if (piece->form == MARKDOWN_TEXT)
        rewrite_text(rewriting, piece->at, piece->at + piece->size);
    else
        rewrite_address(rewriting, piece->at, piece->size, piece->form == MARKDOWN_BARE);
}

static int compare_edits(const void *left, const void *right)
{
    const struct edit *one = left;
    const struct edit *other = right;

    return (one->at > other->at) - (one->at < other->at);
}

/* Edits in order; of those that overlap, as two links with one destination, the first is done. */
static void apply(struct rewriting *rewriting, struct buffer *out)
{
    size_t at = 0;

    if (rewriting->count > 0)
        qsort(rewriting->edits, rewriting->count, sizeof(*rewriting->edits), compare_edits);
    for (size_t i = 0; i < rewriting->count; i++) {
        const struct edit *edit = &rewriting->edits[i];
        if (edit->at < at)
            continue;
        buffer_add_bytes(out, rewriting->text + at, edit->at - at);
        buffer_add(out, edit->text);
        at = edit->at + edit->size;
    }
    buffer_add_bytes(out, rewriting->text + at, rewriting->size - at);
}

/* The longest run of a byte at the beginning of a line or anywhere. */
static size_t longest_run(const char *text, char byte)
{
    size_t longest = 0;
    size_t run = 0;

    for (; *text != '\0'; text++) {
        run = *text == byte ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

static void add_fence(struct buffer *out, char byte, size_t length)
{
    for (size_t i = 0; i < length; i++)
        buffer_add_bytes(out, &byte, 1);
}

static void show_as_it_is(const char *text, struct buffer *out)
{
    size_t length = longest_run(text, '`') + 1;

    length = length < 3 ? 3 : length;
    add_fence(out, '`', length);
    buffer_printf(out, "\n%s\n", text);
    add_fence(out, '`', length);
}

void references_rewrite(const struct references *references, const char *text, const char *markup,
                        struct buffer *out, struct references_lost *lost)
{
    CLEANUP(rewriting_release)
    struct rewriting rewriting = {
        .references = references, .text = text, .size = strlen(text), .lost = lost};

    if (markup != NULL && strcmp(markup, "markdown") != 0) {
        lost->markup |= *text != '\0';
        if (*text != '\0')
            show_as_it_is(text, out);
        return;
    }
    if (markdown_each(text, rewriting.size, take_piece, &rewriting)) {
        apply(&rewriting, out);
        return;
    }
    lost->markup = true;
    buffer_add(out, text);
}

/* The fence that is open at the end of a text: its byte and length; 0: none. */
static size_t open_fence(const char *text, char *byte)
{
    size_t open = 0;

    for (const char *line = text; line != NULL; line = strchr(line, '\n')) {
        line += *line == '\n';
        const char *at = line + strspn(line, " ");
        size_t length = strspn(at, *at == '~' ? "~" : "`");
        if (at - line > 3 || length < 3)
            continue;
        if (open == 0) {
            *byte = *at;
            open = length;
        } else if (*at == *byte && length >= open && strspn(at + length, " \t\r\n") > 0) {
            open = 0;
        } else if (*at == *byte && length >= open && at[length] == '\0') {
            open = 0;
        }
    }
    return open;
}

void references_add_footer(struct buffer *out, const char *footer)
{
    char byte = '`';
    size_t fence = open_fence(buffer_text(out), &byte);

    if (fence > 0) {
        buffer_add(out, "\n");
        add_fence(out, byte, fence);
    }
    /* A text that began with the line would be taken for a heading of properties. */
    buffer_printf(out, "\n\n---\n\n%s", footer);
}
