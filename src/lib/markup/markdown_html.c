#include "lib/markup/markdown_html.h"

#include <md4c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/base/text.h"

#define HEADING_LOWEST 6
#define ENTITY_DIGITS_MAX 8

/* Definitions that are used again and again, and tables of many columns with short rows, make a
 * page of gigabytes of a text: what grows like that is not taken for Markdown. */
#define GROWTH_MAX 32
#define GROWTH_ALWAYS ((size_t)64 * 1024)

struct walk {
    struct html *html;
    size_t bytes_max; /* of html->out */
    const struct markdown_reader *reader;
    struct buffer run;   /* plain text that was not told of yet */
    size_t links;        /* that we are in and that lead somewhere or not */
    struct buffer spans; /* that are open in the block: the type of each, a byte */
    size_t code;
    unsigned headings; /* levels that we are below, as the text has them: a bit each */
    char *lost;        /* where the link that we are in was to lead; NULL: it leads there */
    size_t pictures;
    struct buffer alt;  /* of the picture that we are in */
    char *picture;      /* its place; NULL: none */
    bool has_picture;   /* it is in the output */
    char *lost_picture; /* where it was to be; NULL: it has a place */
};

static void walk_release(struct walk *walk)
{
    buffer_release(&walk->run);
    buffer_release(&walk->alt);
    buffer_release(&walk->spans);
    free(walk->picture);
    free(walk->lost);
    free(walk->lost_picture);
}

/* What a callback of the parser returns: other than 0 ends it. */
static int go_on(const struct walk *walk)
{
    return walk->html->out.size <= walk->bytes_max ? 0 : -1;
}

static void end_run(struct walk *walk)
{
    if (walk->run.size == 0)
        return;
    if (walk->reader->text != NULL && walk->links == 0 && walk->code == 0)
        walk->reader->text(walk->html, buffer_text(&walk->run), walk->run.size,
                           walk->reader->payload);
    else
        html_text_bytes(walk->html, buffer_text(&walk->run), walk->run.size);
    buffer_clear(&walk->run);
}

static bool begins(const char *text, const char *word)
{
    return strncmp(text, word, strlen(word)) == 0;
}

static bool is_foreign(const char *address)
{
    return begins(address, "http:") || begins(address, "https:") || begins(address, "mailto:");
}

static void begin_link(struct html *html, const char *address)
{
    html_begin(html, "a");
    html_attribute(html, "href", address);
    if (is_foreign(address))
        html_attribute(html, "rel", "nofollow noreferrer noopener");
}

void markdown_html_link(struct html *html, const char *address, const char *text)
{
    begin_link(html, address);
    html_text(html, text != NULL ? text : address);
    html_end(html);
}

static void add_code_point(struct buffer *out, unsigned code)
{
    char bytes[4];
    size_t size = 0;

    if (code == 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
        code = 0xfffd;
    if (code < 0x80) {
        bytes[size++] = (char)code;
    } else {
        size_t more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
        static const unsigned char leads[] = {0, 0xc0, 0xe0, 0xf0};
        bytes[size++] = (char)(leads[more] | code >> (6 * more));
        while (more-- > 0)
            bytes[size++] = (char)(0x80 | (code >> (6 * more) & 0x3f));
    }
    buffer_add_bytes(out, bytes, size);
}

/* "&#39;", "&#x27;"; false: it is none, such as one with a name. */
static bool add_numbered(struct buffer *out, const char *text, size_t size)
{
    char digits[ENTITY_DIGITS_MAX + 2] = "";
    bool is_hex = size > 3 && (text[2] == 'x' || text[2] == 'X');
    size_t begin = is_hex ? 3 : 2;

    if (size < begin + 2 || text[1] != '#' || size - begin - 1 > ENTITY_DIGITS_MAX)
        return false;
    memcpy(digits, text + begin, size - begin - 1);
    add_code_point(out, (unsigned)strtoul(digits, NULL, is_hex ? 16 : 10));
    return true;
}

static void add_entity(struct buffer *out, const char *text, size_t size)
{
    static const struct {
        const char *name;
        const char *text;
    } names[] = {{"&amp;", "&"}, {"&quot;", "\""}, {"&lt;", "<"}, {"&gt;", ">"}, {"&nbsp;", " "}};

    if (add_numbered(out, text, size))
        return;
    for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
        if (size == strlen(names[i].name) && memcmp(text, names[i].name, size) == 0) {
            buffer_add(out, names[i].text);
            return;
        }
    buffer_add_bytes(out, text, size);
}

/* The text of an attribute; the caller frees it. */
static char *attribute_text(const MD_ATTRIBUTE *attribute)
{
    CLEANUP(buffer_release) struct buffer out = {0};

    for (size_t i = 0; attribute->text != NULL && attribute->substr_offsets[i] < attribute->size;
         i++) {
        MD_OFFSET begin = attribute->substr_offsets[i];
        MD_SIZE size = attribute->substr_offsets[i + 1] - begin;
        if (attribute->substr_types[i] == MD_TEXT_ENTITY)
            add_entity(&out, attribute->text + begin, size);
        else if (attribute->substr_types[i] == MD_TEXT_NULLCHAR)
            buffer_add(&out, "\xef\xbf\xbd");
        else
            buffer_add_bytes(&out, attribute->text + begin, size);
    }
    return xstrdup(buffer_text(&out));
}

/* The parser lets spans overlap now and then, such as emphasis that begins within the address of a
 * picture: what has not begun does not end, and no span outlives its block. */
static void begin_span(struct walk *walk, MD_SPANTYPE type)
{
    char byte = (char)type;

    buffer_add_bytes(&walk->spans, &byte, 1);
    walk->links += type == MD_SPAN_A;
    walk->code += type == MD_SPAN_CODE;
}

/* An address that leads nowhere is still what somebody wrote: it stands there as a text. */
static void add_lost(const struct walk *walk, char **lost)
{
    if (*lost != NULL && **lost != '\0') {
        html_text(walk->html, " ");
        html_element(walk->html, "code", NULL, *lost);
    }
    free_pointer(lost);
}

static void end_span(struct walk *walk, MD_SPANTYPE type)
{
    struct buffer *spans = &walk->spans;

    if (spans->size == 0 || spans->data[spans->size - 1] != (char)type)
        return;
    spans->data[--spans->size] = '\0';
    walk->links -= type == MD_SPAN_A;
    walk->code -= type == MD_SPAN_CODE;
    if (type == MD_SPAN_A)
        add_lost(walk, &walk->lost);
    html_end(walk->html);
}

static void end_spans(struct walk *walk)
{
    walk->pictures = 0;
    while (walk->spans.size > 0)
        end_span(walk, (MD_SPANTYPE)walk->spans.data[walk->spans.size - 1]);
}

static void begin_list(struct walk *walk, MD_BLOCKTYPE type, const void *detail)
{
    html_begin(walk->html, type == MD_BLOCK_UL ? "ul" : "ol");
    if (type == MD_BLOCK_OL && ((const MD_BLOCK_OL_DETAIL *)detail)->start != 1)
        html_number(walk->html, "start", ((const MD_BLOCK_OL_DETAIL *)detail)->start);
}

static void begin_item(struct walk *walk, const MD_BLOCK_LI_DETAIL *item)
{
    html_begin(walk->html, "li");
    if (item->is_task)
        html_text(walk->html, item->task_mark == ' ' ? "☐ " : "☑ ");
}

/* Below the heading of the page that the text stands below, without a gap, also where the text has
 * one. */
static void begin_heading(struct walk *walk, unsigned level)
{
    static const char *const names[] = {"h1", "h2", "h3", "h4", "h5", "h6"};
    unsigned place = walk->reader->heading;

    walk->headings = (walk->headings & ((1U << level) - 1)) | 1U << level;
    for (unsigned bits = walk->headings; bits != 0; bits &= bits - 1)
        place++;
    html_begin(walk->html, names[(place < HEADING_LOWEST ? place : HEADING_LOWEST) - 1]);
}

static void begin_cell(struct walk *walk, MD_BLOCKTYPE type, const MD_BLOCK_TD_DETAIL *cell)
{
    html_begin(walk->html, type == MD_BLOCK_TH ? "th" : "td");
    if (type == MD_BLOCK_TH)
        html_attribute(walk->html, "scope", "col");
    if (cell->align == MD_ALIGN_RIGHT)
        html_attribute(walk->html, "class", "right");
    else if (cell->align == MD_ALIGN_CENTER)
        html_attribute(walk->html, "class", "center");
}

/* Blocks that are an element and nothing more. */
static const char *const plain_blocks[] = {
    [MD_BLOCK_QUOTE] = "blockquote", [MD_BLOCK_HR] = "hr",       [MD_BLOCK_P] = "p",
    [MD_BLOCK_THEAD] = "thead",      [MD_BLOCK_TBODY] = "tbody", [MD_BLOCK_TR] = "tr",
};

static void begin_block(struct walk *walk, MD_BLOCKTYPE type, void *detail)
{
    switch (type) {
    case MD_BLOCK_UL:
    case MD_BLOCK_OL:
        begin_list(walk, type, detail);
        break;
    case MD_BLOCK_LI:
        begin_item(walk, detail);
        break;
    case MD_BLOCK_H:
        begin_heading(walk, ((MD_BLOCK_H_DETAIL *)detail)->level);
        break;
    case MD_BLOCK_CODE:
        walk->code++;
        html_begin_wide(walk->html, "pre", "wide", "Code");
        html_begin(walk->html, "code");
        break;
    case MD_BLOCK_TABLE:
        html_begin_wide(walk->html, "div", "wide", "Table");
        html_begin(walk->html, "table");
        break;
    case MD_BLOCK_TH:
    case MD_BLOCK_TD:
        begin_cell(walk, type, detail);
        break;
    default:
        html_begin(walk->html, plain_blocks[type]);
        break;
    }
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *payload)
{
    struct walk *walk = payload;

    end_run(walk);
    if (type != MD_BLOCK_DOC && type != MD_BLOCK_HTML)
        begin_block(walk, type, detail);
    return go_on(walk);
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *payload)
{
    struct walk *walk = payload;

    (void)detail;
    end_run(walk);
    end_spans(walk);
    if (type == MD_BLOCK_DOC || type == MD_BLOCK_HTML)
        return go_on(walk);
    if (type == MD_BLOCK_CODE)
        walk->code--;
    if (type == MD_BLOCK_CODE || type == MD_BLOCK_TABLE)
        html_end(walk->html);
    html_end(walk->html);
    return go_on(walk);
}

static void enter_link(struct walk *walk, const MD_SPAN_A_DETAIL *link)
{
    CLEANUP(free_pointer) char *destination = attribute_text(&link->href);
    CLEANUP(free_pointer)
    char *address = walk->reader->link(destination, walk->reader->payload);

    begin_span(walk, MD_SPAN_A);
    if (address != NULL) {
        begin_link(walk->html, address);
        return;
    }
    free(walk->lost);
    walk->lost = TAKE(destination);
    html_begin_class(walk->html, "span", "nolink");
}

/* Its text is what stands for it, which comes behind. */
static void enter_picture(struct walk *walk, const MD_SPAN_IMG_DETAIL *picture)
{
    CLEANUP(free_pointer) char *destination = attribute_text(&picture->src);

    if (walk->pictures++ > 0)
        return;
    buffer_clear(&walk->alt);
    free(walk->picture);
    walk->picture = walk->reader->picture(destination, walk->reader->payload);
    walk->has_picture = walk->picture != NULL;
    if (walk->picture == NULL)
        walk->picture = walk->reader->link(destination, walk->reader->payload);
    free_pointer(&walk->lost_picture);
    if (walk->picture == NULL)
        walk->lost_picture = TAKE(destination);
}

static void leave_picture(struct walk *walk)
{
    const char *alt = walk->alt.size > 0 ? buffer_text(&walk->alt) : "picture";

    if (--walk->pictures > 0)
        return;
    if (walk->has_picture) {
        html_begin(walk->html, "img");
        html_attribute(walk->html, "src", walk->picture);
        html_attribute(walk->html, "alt", alt);
        html_attribute(walk->html, "loading", "lazy");
        html_end(walk->html);
    } else if (walk->picture != NULL && walk->links == 0) {
        markdown_html_link(walk->html, walk->picture, alt);
    } else {
        html_begin_class(walk->html, "span", "nolink");
        html_text(walk->html, alt);
        add_lost(walk, &walk->lost_picture);
        html_end(walk->html);
    }
}

static int enter_span(MD_SPANTYPE type, void *detail, void *payload)
{
    struct walk *walk = payload;

    end_run(walk);
    if (type == MD_SPAN_IMG)
        enter_picture(walk, detail);
    if (walk->pictures > 0)
        return go_on(walk);
    if (type == MD_SPAN_A) {
        enter_link(walk, detail);
        return go_on(walk);
    }
    begin_span(walk, type);
    html_begin(walk->html, type == MD_SPAN_EM       ? "em"
                           : type == MD_SPAN_STRONG ? "strong"
                           : type == MD_SPAN_DEL    ? "del"
                           : type == MD_SPAN_CODE   ? "code"
                                                    : "span");
    return go_on(walk);
}

static int leave_span(MD_SPANTYPE type, void *detail, void *payload)
{
    struct walk *walk = payload;

    (void)detail;
    /* The text of <this:address> says it. */
    if (type == MD_SPAN_A && walk->lost != NULL && walk->pictures == 0 &&
        strcmp(buffer_text(&walk->run), walk->lost) == 0)
        free_pointer(&walk->lost);
    end_run(walk);
    if (type == MD_SPAN_IMG && walk->pictures > 0)
        leave_picture(walk);
    else if (walk->pictures == 0)
        end_span(walk, type);
    return go_on(walk);
}

static void take_entity(struct walk *walk, const char *text, size_t size)
{
    CLEANUP(buffer_release) struct buffer decoded = {0};

    if (add_numbered(&decoded, text, size))
        html_text_bytes(walk->html, buffer_text(&decoded), decoded.size);
    else
        html_entity(walk->html, text, size);
}

static int take_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *payload)
{
    struct walk *walk = payload;

    if (walk->pictures > 0) {
        bool is_break = type == MD_TEXT_SOFTBR || type == MD_TEXT_BR;
        buffer_add_bytes(&walk->alt, is_break ? " " : text, is_break ? 1 : size);
        return go_on(walk);
    }
    if (type == MD_TEXT_NORMAL) {
        buffer_add_bytes(&walk->run, text, size);
        return go_on(walk);
    }
    end_run(walk);
    if (type == MD_TEXT_BR) {
        html_begin(walk->html, "br");
        html_end(walk->html);
    }
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
        html_text(walk->html, "\n");
    else if (type == MD_TEXT_ENTITY)
        take_entity(walk, text, size);
    else
        html_text_bytes(walk->html, text, size);
    return go_on(walk);
}

void markdown_html_plain(struct html *html, const char *text)
{
    html_begin_wide(html, "pre", "plain", "Text");
    html_text(html, text);
    html_end(html);
}

/* What a text that could not be parsed has left goes again. */
static void take_back(struct html *html, const struct html *before)
{
    html->out.size = before->out.size;
    if (html->out.data != NULL)
        html->out.data[html->out.size] = '\0';
    html->depth = before->depth;
    html->skipped = before->skipped;
    html->in_tag = before->in_tag;
}

bool markdown_html(struct html *html, const char *text, const struct markdown_reader *reader)
{
    size_t size = strlen(text);
    const struct html before = *html;
    CLEANUP(walk_release)
    struct walk walk = {.html = html,
                        .bytes_max = html->out.size + GROWTH_ALWAYS + GROWTH_MAX * size,
                        .reader = reader};
    const MD_PARSER parser = {
        .flags = MD_DIALECT_GITHUB | MD_FLAG_NOHTML,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = take_text,
    };

    if (size <= MARKDOWN_HTML_BYTES_MAX && md_parse(text, (MD_SIZE)size, &parser, &walk) == 0)
        return true;
    take_back(html, &before);
    markdown_html_plain(html, text);
    return false;
}
