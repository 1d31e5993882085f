/* site_style.h: how the site looks. */
#ifndef BRIGADE_EXPORT_SITE_SITE_STYLE_H
#define BRIGADE_EXPORT_SITE_SITE_STYLE_H

extern const char site_style[];

#endif
