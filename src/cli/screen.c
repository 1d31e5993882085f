#include "cli/screen.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "lib/base/text.h"

#define COLUMNS_USUAL 80
#define ROWS_USUAL 24
#define COLUMNS_MIN 20
#define COLUMNS_MAX 400 /* wider lines are not easier to read */

struct screen screen_detect(void)
{
    struct screen screen = {.columns = COLUMNS_USUAL, .rows = ROWS_USUAL};
    struct winsize size = {0};
    const char *no_colour = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");

    screen.is_terminal = isatty(STDOUT_FILENO) == 1;
    if (!screen.is_terminal)
        return screen;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0) {
        screen.columns = size.ws_col < COLUMNS_MAX ? size.ws_col : COLUMNS_MAX;
        screen.rows = size.ws_row;
    }
    if (screen.columns < COLUMNS_MIN)
        screen.columns = COLUMNS_MIN;
    screen.has_colour = (no_colour == NULL || *no_colour == '\0') &&
                        (terminal == NULL || strcmp(terminal, "dumb") != 0);
    screen.has_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
    return screen;
}

size_t screen_limit(void)
{
    const char *columns = getenv("COLUMNS");
    struct screen screen;

    if (columns != NULL && strspn(columns, "0123456789") == strlen(columns) &&
        strlen(columns) < 5 && atoi(columns) >= COLUMNS_MIN)
        return (size_t)atoi(columns);
    screen = screen_detect();
    return screen.is_terminal ? screen.columns : 0;
}

/* Columns of the character at *at, which moves on. Where the locale cannot tell (LC_CTYPE=C), one
 * for each character of UTF-8. */
static size_t next_width(const char **at, size_t size)
{
    mbstate_t state = {0};
    wchar_t wide = 0;
    size_t length = mbrtowc(&wide, *at, size, &state);
    int width;

    if (length == 0 || length > size) {
        length = text_character((const unsigned char *)*at, size);
        *at += length > 0 ? length : 1;
        return 1;
    }
    *at += length;
    width = wcwidth(wide);
    return width > 0 ? (size_t)width : 0;
}

size_t screen_width(const char *text)
{
    const char *end = text + strlen(text);
    size_t width = 0;

    while (text < end)
        width += next_width(&text, (size_t)(end - text));
    return width;
}

size_t screen_cut(const char *text, size_t columns)
{
    const char *end = text + strlen(text);
    const char *at = text;
    size_t width = 0;

    while (at < end) {
        const char *next = at;
        width += next_width(&next, (size_t)(end - at));
        if (width > columns)
            break;
        at = next;
    }
    return (size_t)(at - text);
}

void canvas_release(struct canvas *canvas)
{
    buffer_release(&canvas->text);
}

static bool is_full(const struct canvas *canvas)
{
    return canvas->rows_max > 0 && canvas->rows >= canvas->rows_max;
}

size_t canvas_left(const struct canvas *canvas)
{
    return canvas->screen.columns > canvas->used ? canvas->screen.columns - canvas->used : 0;
}

static const char *const colour_codes[] = {
    [COLOUR_NONE] = "",          [COLOUR_BOLD] = "\033[1m",    [COLOUR_DIM] = "\033[2m",
    [COLOUR_GREEN] = "\033[32m", [COLOUR_YELLOW] = "\033[33m", [COLOUR_RED] = "\033[31m",
};

/* Text of one line whose width is known to fit. */
static void add(struct canvas *canvas, enum colour colour, const char *text, size_t size,
                size_t width)
{
    bool colourful = colour != COLOUR_NONE && canvas->screen.has_colour && size > 0;

    if (is_full(canvas))
        return;
    if (colourful)
        buffer_add(&canvas->text, colour_codes[colour]);
    buffer_add_bytes(&canvas->text, text, size);
    if (colourful)
        buffer_add(&canvas->text, "\033[0m");
    canvas->used += width;
}

/* Returns the columns it took. */
static size_t put(struct canvas *canvas, enum colour colour, const char *text, size_t columns)
{
    CLEANUP(free_pointer) char *line = xstrdup(text != NULL ? text : "");
    size_t width = 0;

    if (columns > canvas_left(canvas))
        columns = canvas_left(canvas);
    text_single_line(line);
    line[screen_cut(line, columns)] = '\0';
    width = screen_width(line);
    add(canvas, colour, line, strlen(line), width);
    return width;
}

void canvas_put(struct canvas *canvas, enum colour colour, const char *text)
{
    put(canvas, colour, text, canvas_left(canvas));
}

void canvas_field(struct canvas *canvas, enum colour colour, const char *text, size_t width)
{
    size_t wanted = width < canvas_left(canvas) ? width : canvas_left(canvas);

    for (size_t used = put(canvas, colour, text, wanted); used < wanted; used++)
        add(canvas, COLOUR_NONE, " ", 1, 1);
}

void canvas_printf(struct canvas *canvas, enum colour colour, const char *format, ...)
{
    CLEANUP(free_pointer) char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    text = xvasprintf(format, arguments);
    va_end(arguments);
    canvas_put(canvas, colour, text);
}

/* Eighths of a column, so that slow progress is seen. */
static const char *const eighths[] = {"",       "\u258f", "\u258e", "\u258d",
                                      "\u258c", "\u258b", "\u258a", "\u2589"};

static void utf8_bar(struct canvas *canvas, size_t filled, size_t width)
{
    CLEANUP(buffer_release) struct buffer done = {0};
    CLEANUP(buffer_release) struct buffer open = {0};
    size_t shown = filled / 8 + (filled % 8 != 0);

    for (size_t i = 0; i < filled / 8; i++)
        buffer_add(&done, "\u2588");
    buffer_add(&done, eighths[filled % 8]);
    for (size_t i = shown; i < width; i++)
        buffer_add(&open, "\u2591");
    add(canvas, COLOUR_GREEN, buffer_text(&done), done.size, shown);
    add(canvas, COLOUR_DIM, buffer_text(&open), open.size, width - shown);
}

static void ascii_bar(struct canvas *canvas, size_t filled, size_t width)
{
    CLEANUP(buffer_release) struct buffer bar = {0};

    buffer_add(&bar, "[");
    for (size_t i = 0; i < width - 2; i++)
        buffer_add(&bar, i < filled ? "#" : ".");
    buffer_add(&bar, "]");
    add(canvas, COLOUR_NONE, bar.data, bar.size, width);
}

/* How many of `steps` are filled. All are filled only when all is done. */
static size_t filled_steps(int64_t part, int64_t whole, size_t steps)
{
    if (whole <= 0 || part <= 0)
        return 0;
    if (part >= whole)
        return steps;
    return (size_t)((double)part / (double)whole * (double)steps);
}

void canvas_bar(struct canvas *canvas, int64_t part, int64_t whole, size_t width)
{
    if (width > canvas_left(canvas))
        width = canvas_left(canvas);
    if (width < 3)
        return;
    if (canvas->screen.has_utf8)
        utf8_bar(canvas, filled_steps(part, whole, width * 8), width);
    else
        ascii_bar(canvas, filled_steps(part, whole, width - 2), width);
}

void canvas_end_line(struct canvas *canvas)
{
    if (is_full(canvas))
        return;
    buffer_add(&canvas->text, canvas->screen.is_terminal ? "\033[K\n" : "\n");
    canvas->rows++;
    canvas->used = 0;
}
