comment on table brigade.things is
$$What pipelines bring and are held to account for: the numbers of each are reconciled. A new one is a row in
sql/pipeline.sql, a branch in the view brigade.holdings, and the pages that its lists put$$;
comment on column brigade.things.thing is
$$Thing: what brigade.pages, brigade.reconciliation and brigade.missing call it; the key of its note in
brigade.omissions$$;
comment on column brigade.things.pipeline is 'Pipeline of the stage';
comment on column brigade.things.stage is 'Stage that brings it';
comment on column brigade.things.position is 'Order in tables for people';
comment on column brigade.things.has_jobs is
$$Each has a job of its own in that stage, with the same key: a failure of it accounts for it$$;
comment on column brigade.things.is_stored is
$$Each that a list names is a row here (brigade.holdings); false: some become no row, or several, and only the sizes
of the lists are compared$$;
comment on column brigade.things.is_excused is
$$A note with this key in brigade.omissions accounts for what a list names and is not here$$;
comment on column brigade.things.job_keys is
$$Regular expression of the keys of those jobs of its stage whose failure is one of this thing
(brigade.failed_things)$$;
comment on column brigade.things.description is 'What it is, for people';

comment on table brigade.pages is
$$What the source's lists showed, page by page, in the transaction that took it up: how many they said there are,
and which ones they named$$;
comment on column brigade.pages.run_id is 'Run';
comment on column brigade.pages.thing is 'What it lists';
comment on column brigade.pages.list is
'Which list: there may be several of a thing, such as one for each pull request';
comment on column brigade.pages.page is 'Number of the page';
comment on column brigade.pages.job is
$$brigade.jobs.key of the job that read it: reading a list again begins with that of page 1$$;
comment on column brigade.pages.announced is
$$Size of the whole list as this page gave it: on the first page that at the start, on the last that at the end;
null: not said$$;
comment on column brigade.pages.keys is 'What the page named: keys as in brigade.holdings';
comment on column brigade.pages.is_last is 'No page follows: only then the list was read whole';
comment on column brigade.pages.link is 'Web address of one of them, with {key} for its key; or of what they belong to';
comment on column brigade.pages.read_at is 'When';

comment on table brigade.tallies is
$$What the source said it has and what was seen, of things that are counted and not named page by page; the others
are in brigade.pages$$;
comment on column brigade.tallies.run_id is 'Run';
comment on column brigade.tallies.thing is 'Thing, as in brigade.things';
comment on column brigade.tallies.announced is
$$Sum of the sizes that the lists gave on their first pages; null: the lists give none$$;
comment on column brigade.tallies.listed is 'Items seen on all pages';

comment on table brigade.omissions is 'What is not there to be brought over: a note, never a failure, never retried';
comment on column brigade.omissions.run_id is 'Run';
comment on column brigade.omissions.stage is 'Stage';
comment on column brigade.omissions.key is 'Kind of thing, such as wiki or members';
comment on column brigade.omissions.reason is
$$off: switched off or absent (404); forbidden: the credential may not ask (401, 403); withdrawn: removed by
Bitbucket (410); unreachable: no connection, and the import could go on without; unsupported: this version does not
ask for it; gone: the source says that it has no such object; private: only one person may see it$$;
comment on column brigade.omissions.message is 'In a sentence';
comment on column brigade.omissions.url is 'What was asked for';
comment on column brigade.omissions.at is 'When';

comment on table brigade.failures is
$$What could not be brought over, and why. brigade.retry(run, stage, key) takes it up again$$;
comment on column brigade.failures.run_id is 'Run';
comment on column brigade.failures.stage is 'Stage';
comment on column brigade.failures.key is 'brigade.jobs.key';
comment on column brigade.failures.url is 'Link to the item at the source';
comment on column brigade.failures.class is
$$retry: tried again until the budget was spent; item: this object cannot be imported; import: the whole import had
to stop; crash: its workers died$$;
comment on column brigade.failures.message is 'Why, in a sentence';
comment on column brigade.failures.http_status is 'Status of the last answer; null: there was none';
comment on column brigade.failures.attempts is 'How often it was tried';
comment on column brigade.failures.first_at is 'When it failed first';
comment on column brigade.failures.last_at is 'When it failed last';

comment on table brigade.events is
$$What happened to runs, stages and jobs, in the transaction that did it. Only added to, and pruned when the
run is over (brigade.prune_events). Folded it gives the present state: brigade.violations sees to it. To read:
brigade.history$$;
comment on column brigade.events.run_id is 'Run';
comment on column brigade.events.id is 'Order of what happened to one thing: given while its row is locked';
comment on column brigade.events.at is 'When';
comment on column brigade.events.subject is 'To what: run, stage, jobs (all that one transaction did the same to)';
comment on column brigade.events.event is
$$run and stage: the state that it has now; jobs: added, claimed, done, failed, again (failed, to be tried
again), released (given back, does not count), retried (brigade.retry), removed$$;
comment on column brigade.events.stage is 'Stage, unless it is the run itself';
comment on column brigade.events.jobs is 'Jobs, by brigade.jobs.id';
comment on column brigade.events.attempts is 'Which attempt of each, in the same order; null: none yet';
comment on column brigade.events.worker is 'Worker that did it; null: a person or SQL, see by_role';
comment on column brigade.events.message is 'Why: error of a failure, sentence of a pause, verdict of an end';
comment on column brigade.events.by_role is 'Role of the database session';
