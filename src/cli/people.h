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

#endif
