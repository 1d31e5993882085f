comment on table brigade.runs is
$$The unit of the engine: something that is brought in or handed out, stage by stage. Jobs, events, failures and all
else are of a run. People insert into brigade.imports and brigade.exports, which are views of this table$$;
comment on column brigade.runs.id is 'Number of the run: that of its import or export';
comment on column brigade.runs.source is
$$Of an import: workspace/slug, as normalised from what was inserted; a https://bitbucket.org/workspace/slug address is
understood
too. workspace alone: every repository in it that the credential can read, a child import each$$;
comment on column brigade.runs.workspace is 'First part of source; filled by a trigger';
comment on column brigade.runs.slug is 'Second part of source, empty for a whole workspace; filled by a trigger';
comment on column brigade.runs.credential is 'Name in brigade.credentials; null: anonymous, 60 requests an hour';
comment on column brigade.runs.issues_export is
$$Path of an issue-export zip that the workers can read; null: ask the API$$;
comment on column brigade.runs.wiki_source is
$$Absolute path or https address of a git repository with the wiki; null: ask Bitbucket$$;
comment on column brigade.runs.priority is 'Higher goes first';
comment on column brigade.runs.state is 'queued running paused finished failed cancelled';
comment on column brigade.runs.stage is 'The open stage; the last one when the run has ended';
comment on column brigade.runs.verdict is
$$complete, complete with notes (something is not there: brigade.omissions), incomplete (brigade.failures); null
until it ends$$;
comment on column brigade.runs.requested_by is 'Role that inserted the row: owner of what is brought over';
comment on column brigade.runs.error is 'Why it is paused or failed, and what to do';
comment on column brigade.runs.created_at is 'When the row was inserted';
comment on column brigade.runs.started_at is 'When the first job was claimed';
comment on column brigade.runs.finished_at is 'When it ended: finished, failed or cancelled';
comment on column brigade.runs.project_id is
'forge.projects.id: of an import once the repository was seen, of an export from the start';
comment on column brigade.runs.parent_id is
$$Import of the whole workspace that this one is a part of; its job of that name is done when this import has
ended$$;
comment on column brigade.runs.offline is
$$Why Bitbucket could not be asked, when the import goes on with issues_export and wiki_source alone; null: it is
asked$$;
comment on column brigade.runs.credentials is
$$Further names in brigade.credentials that divide the requests, each with a budget of its own; null: credential
alone$$;
comment on column brigade.runs.include is
$$Of a workspace: patterns such as api-* (* any text, ? one character) of the repositories to import; null: all$$;
comment on column brigade.runs.exclude is 'Of a workspace: patterns of the repositories to leave out; null: none';
comment on column brigade.runs.pipeline is 'Pipeline that it goes through: the stages of brigade.stages with this name';
comment on column brigade.runs.target is 'Of an export: where to, the name of its pipeline; null: this is an import';
comment on column brigade.runs.options is 'Of an export: what the target needs to know';

comment on table brigade.pipelines is
$$What runs go through: brigade.stages holds the stages of each. To see where exports can go: select name, description
from brigade.pipelines where hands_out$$;
comment on column brigade.pipelines.name is 'Name of the pipeline; of an export, this is its target';
comment on column brigade.pipelines.hands_out is
'True: exports go through it. False: imports do';
comment on column brigade.pipelines.description is 'What it brings or writes, for people';
comment on column brigade.pipelines.childless is
$$What is noted in brigade.omissions when a run ends without children, in a sentence. Null: nothing, because its runs
have none$$;

comment on table brigade.stages is
$$The pipelines: a run goes through the stages of one, in order of position. sql/pipeline.sql says what they are$$;
comment on column brigade.stages.name is 'Name of the stage, one within its pipeline';
comment on column brigade.stages.position is 'Order: a stage opens when nothing of those before it is left to do';
comment on column brigade.stages.description is 'What it brings, for people';
comment on column brigade.stages.first_jobs is
$$Jobs enqueued when the stage opens: [{kind, key, requests, payload, instead}]; instead: the column of
brigade.runs that, when it is set, makes its requests unnecessary. Of an import that cannot ask Bitbucket, jobs
with requests are noted in brigade.omissions instead$$;
comment on column brigade.stages.vital is
$$Keys of jobs without which the import cannot go on: when one of them fails, the import fails$$;
comment on column brigade.stages.left_out is
$$What this version does not bring, in a sentence: noted in brigade.omissions when the stage ends; null: nothing$$;
comment on column brigade.stages.batch is 'Most jobs a worker claims at once';
comment on column brigade.stages.lease is
$$A claimed job becomes due again after this time, unless its worker extends or finishes it$$;
comment on column brigade.stages.max_attempts is 'Retry budget of a job: after so many it is a failure';
comment on column brigade.stages.backoff is
$$Wait after the first failed attempt; doubles each time up to 15 minutes, with jitter$$;
comment on column brigade.stages.pipeline is
'Pipeline that it is a stage of: brigade.pipelines says which there are';
comment on column brigade.stages.sums_up is
$$It looks at all that the others brought, and starts again whatever is taken up again$$;
comment on column brigade.stages.follows_children is
$$Its jobs of kind child are runs themselves, and each ends when its run ends$$;
comment on column brigade.stages.reads is
$$Stage whose result this one reads: when jobs of that one are taken up again, it starts again from its first jobs;
null: none$$;

comment on table brigade.run_stages is
$$The barrier: per run and stage how many jobs are left. Changed once per finishing transaction; zero opens the
next stage in that transaction$$;
comment on column brigade.run_stages.run_id is 'Run';
comment on column brigade.run_stages.pipeline is 'Pipeline of the run';
comment on column brigade.run_stages.stage is 'Stage';
comment on column brigade.run_stages.state is 'waiting, open, done';
comment on column brigade.run_stages.pending is 'Jobs in state ready: equals a recount of brigade.jobs';
comment on column brigade.run_stages.done is 'Jobs done';
comment on column brigade.run_stages.failed is 'Jobs failed: one row each in brigade.failures';
comment on column brigade.run_stages.started_at is 'When the stage opened';
comment on column brigade.run_stages.finished_at is 'When its last job was done or had failed';

comment on table brigade.jobs is
$$One unit of work: a page to list or one item. Ready, done or failed: a claim is a lease (run_after), so no job is
stuck as running$$;
comment on column brigade.jobs.run_id is 'Run';
comment on column brigade.jobs.id is 'Number of the job; jobs are claimed in this order';
comment on column brigade.jobs.stage is 'Stage that it belongs to; it may be claimed while that stage is open';
comment on column brigade.jobs.kind is
$$Which importer of the program does it; kinds that a program does not know are left alone$$;
comment on column brigade.jobs.key is
$$What it is about, such as merge request 12 or list/3; unique in the stage, so nothing is enqueued twice$$;
comment on column brigade.jobs.url is 'Page to read: an opaque next link. No link is followed twice in one stage';
comment on column brigade.jobs.link is 'Web page of the item, for people';
comment on column brigade.jobs.payload is
$$What the importer needs to know, such as the object as it stood in the list; dropped when the job is done$$;
comment on column brigade.jobs.requests is
$$API requests that it will send: booked against the budget of the credential when it is claimed$$;
comment on column brigade.jobs.state is 'ready (also while a worker has it), done, failed';
comment on column brigade.jobs.attempt is
$$Counted by the claim; the fence: only the holder of the newest attempt can finish the job$$;
comment on column brigade.jobs.uncounted is
$$Attempts that do not count against the retry budget: released, throttled, no connection$$;
comment on column brigade.jobs.run_after is 'Not due before: end of the lease, or of the back-off';
comment on column brigade.jobs.worker is 'Who claimed it last';
comment on column brigade.jobs.last_error is 'Message of the last failed attempt';
comment on column brigade.jobs.first_error_at is 'When an attempt failed for the first time';
comment on column brigade.jobs.page is 'Of a list: number of the page that it reads; null: the first, or no list';
comment on column brigade.jobs.pages is
$$Of a list: how many pages it has, by its size when the page before was read; null: not said$$;

comment on table brigade.worker_sessions is 'Worker processes and what each is doing';
comment on column brigade.worker_sessions.worker is 'Name: host, process id and start';
comment on column brigade.worker_sessions.host is 'Host name';
comment on column brigade.worker_sessions.pid is 'Process id';
comment on column brigade.worker_sessions.version is 'Version of the program';
comment on column brigade.worker_sessions.started_at is 'When it started';
comment on column brigade.worker_sessions.seen_at is 'Last sign of life';
comment on column brigade.worker_sessions.stopped_at is 'When it said good-bye; null: running, or killed';
comment on column brigade.worker_sessions.run_id is 'Run it works on';
comment on column brigade.worker_sessions.stage is 'Stage it works on';
comment on column brigade.worker_sessions.doing is 'In words, such as the progress line of a clone';
comment on column brigade.worker_sessions.schema is
$$Name of the last migration that its program knows; null: a program of 0.1 before migration 010, which did not
say$$;

comment on table brigade.meters is 'Work done per run, worker and minute; a row has one writer, so nobody waits';
comment on column brigade.meters.run_id is 'Run';
comment on column brigade.meters.worker is 'Worker';
comment on column brigade.meters.minute is 'Start of the minute';
comment on column brigade.meters.jobs is 'Jobs done or failed';
comment on column brigade.meters.requests is 'API requests sent';
comment on column brigade.meters.size_bytes is 'Bytes received from the API';

comment on table brigade.migrations is 'Which migrations were applied';
comment on column brigade.migrations.name is 'Number and name of the file';
comment on column brigade.migrations.applied_at is 'When';

comment on table brigade.installed_objects is 'Views and functions of brigade and forge that the last install made';
comment on column brigade.installed_objects.object is 'As PostgreSQL names it: brigade.progress, brigade.pause(bigint)';
