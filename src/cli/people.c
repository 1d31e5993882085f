#include "cli/people.h"

const char *const people_columns[PEOPLE_COLUMNS] = {"id",       "uuid",         "account_id",
                                                    "nickname", "display_name", "mapped_to"};
