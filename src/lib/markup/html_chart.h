/* html_chart.h: figures as a picture of bars, and as a table below it: inline SVG of shapes and
 * text alone. Colours are those of the page's style, by class s0 to s5. */
#ifndef BRIGADE_MARKUP_HTML_CHART_H
#define BRIGADE_MARKUP_HTML_CHART_H

#include "lib/markup/html.h"

#define HTML_CHART_SERIES_MAX 6

struct html_chart {
    const char *id; /* of letters; the page's own */
    const char *title;
    const char *unit;  /* what is counted, in words */
    const char *label; /* what stands below the bars, such as month */
    bool is_stacked;   /* bars of one label on top of one another, else side by side */
    size_t label_count;
    const char *const *labels;
    size_t series_count;
    const char *const *series;
    const int64_t *values; /* by label, then by series; below 0: none is known */
};

void html_chart(struct html *html, const struct html_chart *chart);

#endif
