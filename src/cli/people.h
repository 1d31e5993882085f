/* people.h: the table of people that somebody fills in with a spreadsheet. */
#ifndef BRIGADE_CLI_PEOPLE_H
#define BRIGADE_CLI_PEOPLE_H

#include "lib/base/base.h"

enum {
    PEOPLE_ID,
    PEOPLE_UUID,
    PEOPLE_ACCOUNT,
    PEOPLE_NICKNAME,
    PEOPLE_NAME,
    PEOPLE_MAPPED,
    PEOPLE_COLUMNS
};
extern const char *const people_columns[PEOPLE_COLUMNS];

/* Whether a spreadsheet takes this cell for a formula, or it begins like one that was guarded. */
bool people_is_formula(const char *text);
/* The text of a cell that may be guarded. */
const char *people_unguard(const char *text);

#endif
