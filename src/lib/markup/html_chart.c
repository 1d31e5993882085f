#include "lib/markup/html_chart.h"

#include <stdio.h>

/* In units of the picture, which is as wide as the page. */
#define WIDTH 720
#define HEIGHT 220
#define LEFT 44
#define TOP 10
#define BOTTOM 24
#define LABELS_SHOWN 8

static const char *const classes[HTML_CHART_SERIES_MAX] = {"s0", "s1", "s2", "s3", "s4", "s5"};

static int64_t value_of(const struct html_chart *chart, size_t label, size_t series)
{
    return chart->values[label * chart->series_count + series];
}

static int64_t highest(const struct html_chart *chart)
{
    int64_t most = 1;

    for (size_t i = 0; i < chart->label_count; i++) {
        int64_t sum = 0;
        for (size_t s = 0; s < chart->series_count; s++) {
            int64_t value = value_of(chart, i, s);
            sum = !chart->is_stacked ? value : sum + (value > 0 ? value : 0);
            most = sum > most ? sum : most;
        }
    }
    return most;
}

static void number(struct html *html, const char *name, double value)
{
    char text[32];

    snprintf(text, sizeof(text), "%.2f", value);
    html_attribute(html, name, text);
}

struct box {
    double x;
    double y;
    double width;
    double height;
};

static void add_bar(struct html *html, const char *class, const struct box *box)
{
    html_begin_class(html, "rect", class);
    number(html, "x", box->x);
    number(html, "y", box->y);
    number(html, "width", box->width);
    number(html, "height", box->height);
    html_end(html);
}

static void add_words(struct html *html, double x, double y, const char *text)
{
    html_begin(html, "text");
    number(html, "x", x);
    number(html, "y", y);
    html_text(html, text);
    html_end(html);
}

static void add_bars(struct html *html, const struct html_chart *chart, size_t label)
{
    double room = (double)(WIDTH - LEFT) / (double)chart->label_count;
    double scale = (double)(HEIGHT - TOP - BOTTOM) / (double)highest(chart);
    double width = room * 0.8 / (chart->is_stacked ? 1 : (double)chart->series_count);
    struct box box = {LEFT + (double)label * room + room * 0.1, HEIGHT - BOTTOM, width, 0};

    for (size_t s = 0; s < chart->series_count; s++) {
        int64_t value = value_of(chart, label, s);
        box.height = value > 0 ? scale * (double)value : 0;
        box.y = (chart->is_stacked ? box.y : HEIGHT - BOTTOM) - box.height;
        if (box.height > 0)
            add_bar(html, classes[s], &box);
        if (!chart->is_stacked)
            box.x += width;
    }
}

static void add_axes(struct html *html, const struct html_chart *chart)
{
    size_t step = (chart->label_count + LABELS_SHOWN - 1) / LABELS_SHOWN;
    double room = (double)(WIDTH - LEFT) / (double)chart->label_count;
    char most[32];

    snprintf(most, sizeof(most), "%lld", (long long)highest(chart));
    add_words(html, 0, TOP + 10, most);
    add_words(html, 0, HEIGHT - BOTTOM, "0");
    add_bar(html, "axis", &(struct box){LEFT, HEIGHT - BOTTOM, WIDTH - LEFT, 1});
    for (size_t i = 0; i < chart->label_count; i += step)
        add_words(html, LEFT + (double)i * room, HEIGHT - 6, chart->labels[i]);
}

static void add_picture(struct html *html, const struct html_chart *chart)
{
    CLEANUP(free_pointer) char *title = xasprintf("%s-title", chart->id);
    CLEANUP(free_pointer) char *box = xasprintf("0 0 %d %d", WIDTH, HEIGHT);

    html_begin_class(html, "svg", "chart");
    html_attribute(html, "viewBox", box);
    html_attribute(html, "role", "img");
    html_attribute(html, "aria-labelledby", title);
    html_begin(html, "title");
    html_attribute(html, "id", title);
    html_text(html, chart->title);
    html_text(html, "; the table below has the figures");
    html_end(html);
    for (size_t i = 0; i < chart->label_count; i++)
        add_bars(html, chart, i);
    add_axes(html, chart);
    html_end(html);
}

static void add_legend(struct html *html, const struct html_chart *chart)
{
    html_begin_class(html, "ul", "legend");
    for (size_t s = 0; s < chart->series_count; s++) {
        CLEANUP(free_pointer) char *class = xasprintf("key %s", classes[s]);
        html_begin(html, "li");
        html_element(html, "span", class, "");
        html_text(html, " ");
        html_text(html, chart->series[s]);
        html_end(html);
    }
    html_end(html);
}

static void add_head(struct html *html, const struct html_chart *chart)
{
    html_begin(html, "thead");
    html_begin(html, "tr");
    for (size_t s = 0; s <= chart->series_count; s++) {
        html_begin(html, "th");
        html_attribute(html, "scope", "col");
        html_text(html, s == 0 ? chart->label : chart->series[s - 1]);
        html_end(html);
    }
    html_end(html);
    html_end(html);
}

static void add_row(struct html *html, const struct html_chart *chart, size_t label)
{
    char text[32];

    html_begin(html, "tr");
    html_begin(html, "th");
    html_attribute(html, "scope", "row");
    html_text(html, chart->labels[label]);
    html_end(html);
    for (size_t s = 0; s < chart->series_count; s++) {
        int64_t value = value_of(chart, label, s);
        snprintf(text, sizeof(text), "%lld", (long long)value);
        html_element(html, "td", "right", value < 0 ? "" : text);
    }
    html_end(html);
}

static void add_table(struct html *html, const struct html_chart *chart)
{
    html_begin_wide(html, "div", "wide figures", chart->title);
    html_begin(html, "table");
    html_begin(html, "caption");
    html_text(html, chart->unit);
    html_end(html);
    add_head(html, chart);
    html_begin(html, "tbody");
    for (size_t i = 0; i < chart->label_count; i++)
        add_row(html, chart, i);
    html_end(html);
    html_end(html);
    html_end(html);
}

void html_chart(struct html *html, const struct html_chart *chart)
{
    html_begin(html, "figure");
    html_element(html, "figcaption", NULL, chart->title);
    add_picture(html, chart);
    add_legend(html, chart);
    add_table(html, chart);
    html_end(html);
}
