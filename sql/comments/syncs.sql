comment on table brigade.cursors is
$$How far each project was read, in the source's own time. A sync begins a little before. Nobody need know what time it
is on a worker's host.$$;
comment on column brigade.cursors.project_id is 'Project';
comment on column brigade.cursors.name is
$$newest: the list of pull requests, from the newest change on. stream: the activity of all of them.
sweep: rounds through that list, audit: rounds through the comments and tasks, or the tasks alone, and stream_audit:
rounds through the activity of all times, by what syncs have left of their budget. refs, members: when those were seen
last$$;
comment on column brigade.cursors.place is
$$Of sweep and audit: the page of the list, or the merge request, that was read again last; of stream_audit: pages of
this round$$;
comment on column brigade.cursors.rounds is 'Of rounds: how often everything was read again';
comment on column brigade.cursors.url is
'Of stream_audit: where the round goes on. Null: at the newest activity';
comment on column brigade.cursors.at is
$$What the source changed before is here. Of a round: when the last whole one began. Null: no walk has come to its end
yet$$;
comment on column brigade.cursors.began_at is
'When a walk or round began that has not ended yet. Null: none is under way';
comment on column brigade.cursors.run_id is 'Run of the last walk';
comment on column brigade.cursors.run_began_at is 'When the first walk of that run began';

comment on table forge.reading_times is
$$When merge requests were read last, in the source's time. Comments and tasks come by whole lists, so it is one time
for all of a merge request that have not vanished.$$;
comment on column forge.reading_times.project_id is 'Project';
comment on column forge.reading_times.iid is 'Merge request';
comment on column forge.reading_times.seen_at is 'When a list, or its own address, showed it. Null: none yet';
comment on column forge.reading_times.comments_read_at is 'When its comments were read whole. Null: not yet';
comment on column forge.reading_times.comments_read_from is
'list: its own list; stream: the activity stream, which was found to be right';
comment on column forge.reading_times.tasks_read_at is 'When its tasks were read whole. Null: not yet';

comment on table forge.unread_talks is
$$Merge requests whose comments and tasks are to be read again, because they changed since. A reading takes them away
when both lists were whole; after one that failed the next sync tries again.$$;
comment on column forge.unread_talks.project_id is 'Project';
comment on column forge.unread_talks.iid is 'Merge request';
comment on column forge.unread_talks.noted_at is 'When it was last seen to have changed';
comment on column forge.unread_talks.is_listed is
$$The merge request itself was read from a list. False: the activity stream alone names it, so it is read, too$$;
comment on column forge.unread_talks.was_empty is
$$A list of it was empty where rows are here: it is read a second time before anything
counts as vanished$$;

comment on table forge.changes is
$$What syncs found at the source: one row for each thing that a sync added or changed. It answers what happened since
the rehearsal of a migration.$$;
comment on column forge.changes.project_id is 'Project';
comment on column forge.changes.id is 'Number, in the order of writing';
comment on column forge.changes.at is 'When it was written here';
comment on column forge.changes.run_id is 'Sync';
comment on column forge.changes.stage is
$$Stage of the sync that found it. audit: nothing had said that it changed$$;
comment on column forge.changes.thing is
$$merge_requests, merge_request_reviewers, merge_request_notes, tasks, members, refs or users$$;
comment on column forge.changes.key is
$$Which one, as in brigade.holdings; of a reviewer the number of the merge request, a slash and the person$$;
comment on column forge.changes.what is
'added, changed, vanished or returned. Of users vanished: the person had two rows, and has one now';
comment on column forge.changes.before is
$$Columns that changed, as they were before; of a person who had two rows the whole former one, and united_with, the
key of the other. Null: there was none$$;

comment on table brigade.schedules is
$$What is kept in step by itself: brigade.keep_in_step writes it, and a worker that starts asks for the syncs that are
due. With workers from cron that is once a minute.$$;
comment on column brigade.schedules.requested_by is 'Role that wants it. It owns the syncs';
comment on column brigade.schedules.source is 'As in brigade.imports';
comment on column brigade.schedules.every is 'How often';
comment on column brigade.schedules.parts is 'What the syncs bring, as in brigade.imports. Null: everything';
comment on column brigade.schedules.next_at is
'When the next sync is due. It waits for one that is still under way';
comment on column brigade.schedules.run_id is 'The last sync. Null: none yet';
comment on column brigade.schedules.error is 'Why the last one could not be asked for. Null: it was';

comment on table brigade.audits is
$$What syncs may spend on reading again: projects of which everything is to be read again by a time (brigade.audit), or
that have another share than 2 in 100 (brigade.audit_share).$$;
comment on column brigade.audits.project_id is 'Project';
comment on column brigade.audits.until is 'By then. Later it has no effect. Null: nothing was asked for';
comment on column brigade.audits.per_sync is 'Requests that a sync may spend until then, at least';
comment on column brigade.audits.share is
'Requests of a sync, in per cent of those of the last full import. Null: 2';

comment on table forge.shown_notes is
$$Comments that the present round through the activity stream (brigade.cursors, stream_audit) has shown. What it has not
shown at its end is read from lists.$$;
comment on column forge.shown_notes.project_id is 'Project';
comment on column forge.shown_notes.source_id is 'As in forge.notes';
