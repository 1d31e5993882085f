/* watch.h: git and long copies, watched on behalf of the worker. */
#ifndef BRIGADE_EXPORT_SHARED_WATCH_H
#define BRIGADE_EXPORT_SHARED_WATCH_H

#include "engine/job_kind.h"
#include "lib/git/git_transport.h"
#include "lib/os/sink.h"

struct git_watch watch_git(struct workplace *workplace);
struct sink_watch watch_sink(struct workplace *workplace);

#endif
