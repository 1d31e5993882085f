#include "cli/people.h"

#include <string.h>

const char *const people_columns[PEOPLE_COLUMNS] = {"id",       "uuid",         "account_id",
                                                    "nickname", "display_name", "mapped_to"};

/* Spreadsheets take a cell for a formula that begins with one of these (the last four: their wide
 * forms), and people choose their names themselves. Such cells get a ' in front, which the import
 * takes away again; one that begins like a guarded cell gets one more, so that nothing is lost. */
static const char *const formula_starts[] = {"=",  "+",      "-",      "@",      "\t",    "\r",
                                             "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20"};

bool people_is_formula(const char *text)
{
    text += strspn(text, "'");
    for (size_t i = 0; i < ARRAY_LENGTH(formula_starts); i++)
        if (strncmp(text, formula_starts[i], strlen(formula_starts[i])) == 0)
            return true;
    return false;
}

const char *people_unguard(const char *text)
{
    return *text == '\'' && people_is_formula(text) ? text + 1 : text;
}
