#include "lib/markup/markdown.h"

#include <md4c.h>

struct walk {
    const char *text;
    size_t size;
    markdown_take *take;
    void *payload;
    size_t links;    /* that we are in */
    size_t pictures; /* likewise */
    size_t code;
    const char *destination; /* of the link whose text has not begun yet; NULL: none */
    size_t destination_size;
    const char *run; /* plain text that was not told of yet; NULL: none */
    size_t run_size;
};

static void tell(const struct walk *walk, int form, const char *begin, size_t size)
{
    struct markdown_piece piece = {.at = (size_t)(begin - walk->text), .size = size};

    if (begin < walk->text || begin + size > walk->text + walk->size || size == 0)
        return;
    piece.form = form;
    walk->take(&piece, walk->payload);
}

/* The parser hands a run over in pieces where something might have begun. */
static void add_text(struct walk *walk, const char *text, size_t size)
{
    if (walk->run != NULL && walk->run + walk->run_size == text) {
        walk->run_size += size;
        return;
    }
    if (walk->run != NULL)
        tell(walk, MARKDOWN_TEXT, walk->run, walk->run_size);
    walk->run = text;
    walk->run_size = size;
}

static void end_text(struct walk *walk)
{
    if (walk->run != NULL)
        tell(walk, MARKDOWN_TEXT, walk->run, walk->run_size);
    walk->run = NULL;
}

/* An address that its own text shows. */
static void tell_bare(struct walk *walk)
{
    const char *begin = walk->destination;
    const char *end = begin + walk->destination_size;

    if (begin > walk->text && end < walk->text + walk->size && begin[-1] == '<' && *end == '>') {
        begin--;
        end++;
    }
    tell(walk, MARKDOWN_BARE, begin, (size_t)(end - begin));
}

static void end_destination(struct walk *walk, bool is_bare)
{
    if (walk->destination == NULL)
        return;
    if (is_bare)
        tell_bare(walk);
    else
        tell(walk, MARKDOWN_LINK, walk->destination, walk->destination_size);
    walk->destination = NULL;
}

static int enter_block(MD_BLOCKTYPE type, void *detail, void *payload)
{
    struct walk *walk = payload;

    (void)detail;
    end_text(walk);
    walk->code += type == MD_BLOCK_CODE;
    return 0;
}

static int leave_block(MD_BLOCKTYPE type, void *detail, void *payload)
{
    struct walk *walk = payload;

    (void)detail;
    end_text(walk);
    walk->code -= type == MD_BLOCK_CODE;
    return 0;
}

static int enter_span(MD_SPANTYPE type, void *detail, void *payload)
{
    struct walk *walk = payload;

    end_text(walk);
    end_destination(walk, false);
    walk->code += type == MD_SPAN_CODE;
    if (type == MD_SPAN_A) {
        const MD_SPAN_A_DETAIL *link = detail;
        walk->links++;
        walk->destination = link->href.text;
        walk->destination_size = link->href.size;
    } else if (type == MD_SPAN_IMG) {
        const MD_SPAN_IMG_DETAIL *picture = detail;
        walk->pictures++;
        if (picture->src.text != NULL)
            tell(walk, MARKDOWN_PICTURE, picture->src.text, picture->src.size);
    }
    return 0;
}

static int leave_span(MD_SPANTYPE type, void *detail, void *payload)
{
    struct walk *walk = payload;

    (void)detail;
    end_text(walk);
    end_destination(walk, false);
    walk->code -= type == MD_SPAN_CODE;
    walk->links -= type == MD_SPAN_A;
    walk->pictures -= type == MD_SPAN_IMG;
    return 0;
}

static int take_text(MD_TEXTTYPE type, const MD_CHAR *text, MD_SIZE size, void *payload)
{
    struct walk *walk = payload;

    end_destination(walk, text == walk->destination);
    if (type == MD_TEXT_NORMAL && walk->links == 0 && walk->pictures == 0 && walk->code == 0)
        add_text(walk, text, size);
    else
        end_text(walk);
    return 0;
}

bool markdown_each(const char *text, size_t size, markdown_take *take, void *payload)
{
    struct walk walk = {.text = text, .size = size, .take = take, .payload = payload};
    const MD_PARSER parser = {
        .flags = MD_DIALECT_GITHUB | MD_FLAG_NOHTML,
        .enter_block = enter_block,
        .leave_block = leave_block,
        .enter_span = enter_span,
        .leave_span = leave_span,
        .text = take_text,
    };

    return size <= MARKDOWN_BYTES_MAX && md_parse(text, (MD_SIZE)size, &parser, &walk) == 0;
}
