/* watch.h: git and long copies, watched on behalf of the worker. */
#ifndef BRIGADE_ENGINE_WATCH_H
#define BRIGADE_ENGINE_WATCH_H

#include "engine/job_kind.h"
#include "lib/git/git_transport.h"
#include "lib/os/sink.h"

/* Limits of the settings, and ticks that extend the lease and show git's progress. */
struct git_watch watch_git(struct workplace *workplace);
/* Ticks that extend the lease. */
struct sink_watch watch_sink(struct workplace *workplace);

#endif
