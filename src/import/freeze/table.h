/* table.h: the kinds of job of the freeze check. */
#ifndef BRIGADE_IMPORT_FREEZE_TABLE_H
#define BRIGADE_IMPORT_FREEZE_TABLE_H

#include "engine/job_kind.h"

extern const struct side freeze_side;

#endif
