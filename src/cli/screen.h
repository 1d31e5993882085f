/* screen.h: what standard output can show, and lines that fit on it: widths in columns, colours,
 * bars. */
#ifndef BRIGADE_CLI_SCREEN_H
#define BRIGADE_CLI_SCREEN_H

#include "lib/base/buffer.h"

struct screen {
    bool is_terminal;
    bool has_colour; /* a terminal, and NO_COLOR is not set */
    bool has_utf8;   /* a terminal, and the locale says so */
    size_t columns;
    size_t rows;
};

/* Asks anew: a window may have changed. */
struct screen screen_detect(void);

/* Columns that a line of a table may take: what the environment variable COLUMNS says, else the
 * width of the terminal; 0, any number, where standard output is none. */
size_t screen_limit(void);

/* Columns that a text takes on a terminal; it must be one line (text_single_line). */
size_t screen_width(const char *text);
/* Bytes of its beginning that fit into so many columns. */
size_t screen_cut(const char *text, size_t columns);

enum colour { COLOUR_NONE = 0, COLOUR_BOLD, COLOUR_DIM, COLOUR_GREEN, COLOUR_YELLOW, COLOUR_RED };

/* Lines under construction. What does not fit into a line is cut; lines beyond rows_max are
 * dropped. */
struct canvas {
    struct screen screen;
    size_t rows_max; /* 0: no end */
    struct buffer text;
    size_t rows; /* that are complete */
    size_t used; /* columns of the line that is not */
};

void canvas_release(struct canvas *canvas);
/* Foreign text is made one line. NULL is nothing. */
void canvas_put(struct canvas *canvas, enum colour colour, const char *text);
/* Filled or cut to `width` columns. */
void canvas_field(struct canvas *canvas, enum colour colour, const char *text, size_t width);
void canvas_printf(struct canvas *canvas, enum colour colour, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* A bar of `width` columns: part of whole. An unknown whole (0) is an empty bar. */
void canvas_bar(struct canvas *canvas, int64_t part, int64_t whole, size_t width);
void canvas_end_line(struct canvas *canvas);
/* Columns left in this line. */
size_t canvas_left(const struct canvas *canvas);

#endif
