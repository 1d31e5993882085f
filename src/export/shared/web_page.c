#include "export/shared/web_page.h"

static const char policy[] = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri "
                             "'none'; form-action 'none'";

static void add_meta(struct html *html, const char *kind, const char *name, const char *content)
{
    html_begin(html, "meta");
    html_attribute(html, kind, name);
    html_attribute(html, "content", content);
    html_end(html);
}

void web_page_begin(struct html *html, const char *title, const char *style)
{
    html_doctype(html);
    html_begin(html, "html");
    html_attribute(html, "lang", "en");
    html_begin(html, "head");
    html_begin(html, "meta");
    html_attribute(html, "charset", "utf-8");
    html_end(html);
    add_meta(html, "http-equiv", "Content-Security-Policy", policy);
    add_meta(html, "name", "viewport", "width=device-width, initial-scale=1");
    add_meta(html, "name", "referrer", "no-referrer");
    add_meta(html, "name", "color-scheme", "light dark");
    html_element(html, "title", NULL, title);
    if (style != NULL) {
        html_begin(html, "link");
        html_attribute(html, "rel", "stylesheet");
        html_attribute(html, "href", style);
        html_end(html);
    }
    html_end(html);
}
