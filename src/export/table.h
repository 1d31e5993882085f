/* table.h: the side that hands out: its kinds of job. */
#ifndef BRIGADE_EXPORT_TABLE_H
#define BRIGADE_EXPORT_TABLE_H

#include "engine/job_kind.h"

extern const struct side export_side;

#endif
