/* table.h: the kinds of job of an import. */
#ifndef BRIGADE_IMPORT_TABLE_H
#define BRIGADE_IMPORT_TABLE_H

#include "engine/job_kind.h"

extern const struct side import_side;

#endif
