comment on table brigade.runs is
$$The unit of the engine: something that is brought in or handed out, stage by stage. Jobs, events, failures and the
rest belong to a run. People insert into brigade.imports and brigade.exports, which are views of this table.$$;
comment on column brigade.runs.id is 'Number of the run: that of its import or export';
comment on column brigade.runs.source is
$$Of an import: workspace/slug. A trigger makes it of what was inserted, such as an address of bitbucket.org. A
workspace alone stands for every repository in it that the credential can read, and each becomes a child import.$$;
comment on column brigade.runs.workspace is
'First part of source; of an export, that of all projects of a workspace alone. A trigger fills it';
comment on column brigade.runs.slug is
'Second part of source, empty for a whole workspace; of an export, that of a child alone. A trigger fills it';
comment on column brigade.runs.credential is 'Name in brigade.credentials. Null: requests are anonymous, 60 an hour';
comment on column brigade.runs.issues_export is
'Path of an issue-export zip that the workers can read. Null: the API is asked';
comment on column brigade.runs.wiki_source is
'Absolute path or https address of a git repository with the wiki. Null: Bitbucket is asked';
comment on column brigade.runs.priority is 'Higher goes first';
comment on column brigade.runs.state is 'queued running paused finished failed cancelled';
comment on column brigade.runs.stage is 'The open stage, or the last one when the run has ended';
comment on column brigade.runs.verdict is
$$complete; complete with notes, when brigade.omissions says what is not there; incomplete, when brigade.missing has
something. Null until the run ends$$;
comment on column brigade.runs.requested_by is 'Role that asked for the run. It owns what an import brings over';
comment on column brigade.runs.error is 'Why it is paused or failed, and what to do';
comment on column brigade.runs.created_at is 'When the row was inserted';
comment on column brigade.runs.started_at is 'When the first job was claimed';
comment on column brigade.runs.finished_at is 'When it ended: finished, failed or cancelled';
comment on column brigade.runs.project_id is
'forge.projects.id. An export has it from the start, an import when it has seen the repository';
comment on column brigade.runs.parent_id is
$$Import of a whole workspace that this one is part of. The job there that is called like this run's repository ends
when this run ends$$;
comment on column brigade.runs.offline is
'Why Bitbucket could not be asked, when the import goes on with issues_export and wiki_source alone. Null: it is asked';
comment on column brigade.runs.credentials is
$$More names in brigade.credentials. Requests are divided among them and credential, each with a budget of its own.
Null: credential alone$$;
comment on column brigade.runs.include is
$$Of a workspace: patterns of the repositories to import, such as api-*. * stands for any text, ? for one character.
Null: all$$;
comment on column brigade.runs.exclude is 'Of a workspace: patterns of the repositories to leave out. Null: none';
comment on column brigade.runs.comments is
'Of an import: how the comments of pull requests are read, proved or lists. brigade.imports says what that means';
comment on column brigade.runs.tasks is
$$Of an import: which pull requests are asked for tasks, every, shown or sampled. brigade.imports says what that
means$$;
comment on column brigade.runs.resolutions is
$$Of an import: which comments are asked for singly because their lists do not say when a thread was resolved, sample or
every. brigade.imports says what that means$$;
comment on column brigade.runs.mode is
$$Of an import: full, everything is read; sync, what changed since the last one; freeze, whether anything did.
Null: an export$$;
comment on column brigade.runs.level is
'Of a freeze check: still, counts or whole. brigade.imports says what that means';
comment on column brigade.runs.since is 'Of a freeze check: when the source was frozen, in its own time';
comment on column brigade.runs.compared is
'Of a freeze check that has ended: how many of each thing were compared with what is here';
comment on column brigade.runs.fingerprint is
'Of a freeze check that has ended: forge.fingerprint of the project';
comment on column brigade.runs.pipeline is 'Pipeline that it goes through: the stages of brigade.stages with this name';
comment on column brigade.runs.target is 'Of an export: the pipeline that writes it. Null: this is an import';
comment on column brigade.runs.options is 'Of an export: what the target needs to know';
comment on column brigade.runs.parts is 'Of an import: what it brings. See brigade.imports';

comment on column brigade.runs.looked_again is
'Whether what failed was tried once more before the stage that sums up, which happens once';

comment on table brigade.pipelines is
$$What runs go through. brigade.stages holds the stages of each. To see where exports can go: select name, description
from brigade.pipelines where hands_out.$$;
comment on column brigade.pipelines.name is 'Name of the pipeline; of an export, this is its target';
comment on column brigade.pipelines.hands_out is
'True: exports go through it. False: imports do';
comment on column brigade.pipelines.description is 'What it brings or writes, for people';
comment on column brigade.pipelines.childless is
$$What is noted in brigade.omissions when a run ends without children, in a sentence. Null: nothing, because its runs
have none$$;

comment on table brigade.stages is
$$The stages of the pipelines. A run goes through those of its pipeline in the order of position. sql/pipeline.sql
says what they are.$$;
comment on column brigade.stages.name is 'Name of the stage, one within its pipeline';
comment on column brigade.stages.position is 'Order. A stage opens when nothing of those before it is left to do';
comment on column brigade.stages.description is 'What it brings, for people';
comment on column brigade.stages.first_jobs is
$$Jobs that are enqueued when the stage opens: [{kind, key, requests, payload, instead, part}]. instead names a column
of brigade.runs. When that is set, the job needs no requests. part: a run that leaves that part out has no such job.
Of an import that cannot ask Bitbucket, jobs with requests are noted in brigade.omissions instead$$;
comment on column brigade.stages.then_jobs is
$$Jobs that are enqueued one after the other, each once, when the other jobs of the stage are done: as in first_jobs.
The next one waits for all that follows from the one before. The stage ends when nothing of it is left$$;
comment on column brigade.stages.plans is
$$Kinds of its jobs that find out what is to be done. When the stage that it reads is taken up again, these jobs begin
again and find what is new. Empty: the whole stage begins again$$;
comment on column brigade.stages.vital is
'Keys of jobs without which the run cannot go on. When one of them fails, the run fails';
comment on column brigade.stages.left_out is
$$What this version does not bring, in a sentence. It is noted in brigade.omissions when the stage ends. Null: nothing
is left out$$;
comment on column brigade.stages.batch is 'How many jobs a worker claims at once, at most';
comment on column brigade.stages.lease is
'A claimed job becomes due again after this time, unless its worker extends or finishes it';
comment on column brigade.stages.max_attempts is 'Retry budget of a job. After so many attempts it fails';
comment on column brigade.stages.backoff is
'Wait after the first failed attempt. It doubles each time up to 15 minutes, with jitter';
comment on column brigade.stages.pipeline is
'Pipeline that it is a stage of: brigade.pipelines says which there are';
comment on column brigade.stages.sums_up is
$$The stage looks at all that the others brought. Therefore it starts again when jobs of any other stage are taken up
again$$;
comment on column brigade.stages.follows_children is
'Jobs of kind child in this stage stand for runs. Each ends when its run ends';
comment on column brigade.stages.reads is
$$Stage whose result this one reads. When jobs of that stage are taken up again, this one starts again from its first
jobs. Null: it reads none$$;

comment on table brigade.run_stages is
$$The barrier: how many jobs are left in each stage of a run. Each transaction that finishes jobs changes it once. The
one that brings it to zero opens the next stage.$$;
comment on column brigade.run_stages.run_id is 'Run';
comment on column brigade.run_stages.pipeline is 'Pipeline of the run';
comment on column brigade.run_stages.stage is 'Stage';
comment on column brigade.run_stages.state is 'waiting, open, done';
comment on column brigade.run_stages.pending is 'Jobs in state ready. A recount of brigade.jobs gives the same number';
comment on column brigade.run_stages.done is 'Jobs done';
comment on column brigade.run_stages.failed is 'Jobs failed. Each has a row in brigade.failures';
comment on column brigade.run_stages.requests is
'API requests that its jobs have sent, also by an earlier pass of a retry';
comment on column brigade.run_stages.started_at is 'When the stage opened';
comment on column brigade.run_stages.finished_at is 'When its last job was done or had failed';

comment on table brigade.outlooks is
$$How many requests an import still needed when that was counted last: by the worker that read a page of a list, or
opened a stage. brigade.progress subtracts what was sent since.$$;
comment on column brigade.outlooks.run_id is 'Run';
comment on column brigade.outlooks.requests is 'API requests that it had sent then';
comment on column brigade.outlooks.requests_left is 'API requests that it still needed';
comment on column brigade.outlooks.is_sized is
'Whether its lists have said how much there is. If not, it counts like its neighbours of the workspace';

comment on table brigade.jobs is
$$Units of work: a page of a list, or one item. A job is ready, done or failed. A claim is a lease until run_after, so
no job is stuck because a worker died.$$;
comment on column brigade.jobs.run_id is 'Run';
comment on column brigade.jobs.id is 'Number of the job. Jobs are claimed in this order';
comment on column brigade.jobs.stage is 'Stage that the job belongs to. It may be claimed while that stage is open';
comment on column brigade.jobs.kind is
'What the job does: a row of a table of kinds in the program. A program leaves kinds alone that it does not know';
comment on column brigade.jobs.key is
$$What the job is about, such as the number of a merge request, or list/3. It is unique in the stage, so that nothing
is enqueued twice$$;
comment on column brigade.jobs.url is 'Page to read: a next link of the source. No link is followed twice in one stage';
comment on column brigade.jobs.link is 'Web page of the item, for people';
comment on column brigade.jobs.payload is
'What the job needs to know, such as the object as it stood in the list. It is deleted when the job is done';
comment on column brigade.jobs.requests is
'API requests that the job will send. They are booked against the budget of the credential by the claim';
comment on column brigade.jobs.state is 'ready, done or failed. A job is ready while a worker has it, too';
comment on column brigade.jobs.attempt is
'How often the job was claimed';
comment on column brigade.jobs.token is
$$The fence: the random token of the newest claim. Only who shows it can finish the job. Numbers are given a second time
by a database that went back, and a token is not$$;
comment on column brigade.jobs.uncounted is
$$Attempts that do not count against the retry budget, because the job was given back: the server asked to wait, the
connection was lost, or the worker was stopped$$;
comment on column brigade.jobs.run_after is 'The job is not due before: the end of its lease or of its back-off';
comment on column brigade.jobs.worker is
$$Worker that has the job. A worker that reports clears it. A due job that still names a worker was never reported on:
that worker died or hung, and its lease ran out$$;
comment on column brigade.jobs.refused_by is
'Credentials of the run that were refused this (403), and that do not try it again. Null: none was';
comment on column brigade.jobs.last_error is 'Message of the last failed attempt';
comment on column brigade.jobs.first_error_at is 'When an attempt failed for the first time';
comment on column brigade.jobs.page is
'Of a list: number of the page that the job reads. Null: the first page, or no list';
comment on column brigade.jobs.pages is
'Of a list: how many pages it has, as its size said when the page before was read. Null: nobody said';

comment on table brigade.worker_sessions is 'Worker processes and what each is doing';
comment on column brigade.worker_sessions.worker is 'Name: host, process id and start';
comment on column brigade.worker_sessions.host is 'Host name';
comment on column brigade.worker_sessions.pid is 'Process id';
comment on column brigade.worker_sessions.version is 'Version of the program';
comment on column brigade.worker_sessions.started_at is 'When it started';
comment on column brigade.worker_sessions.seen_at is 'Last sign of life';
comment on column brigade.worker_sessions.stopped_at is
'When it said that it ends. Null: it is running, or it was killed';
comment on column brigade.worker_sessions.run_id is 'Run that it works on';
comment on column brigade.worker_sessions.stage is 'Stage that it works on';
comment on column brigade.worker_sessions.doing is 'What it does, in words, such as the progress line of a clone';
comment on column brigade.worker_sessions.schema is
$$Name of the last migration that its program knows. Null: a program of 0.1 from before migration 010, which did not
say$$;

comment on column brigade.worker_sessions.process_space is
'Where numbers of processes mean the same: the boot of its host, and the space of numbers of its container';
comment on column brigade.worker_sessions.process_began is
'When its process began, in ticks since the boot: with pid and process_space, this names one process';
comment on column brigade.worker_sessions.place_id is 'Place whose storage it works in. Null: nobody said';
comment on column brigade.worker_sessions.backend is 'Backend of PostgreSQL that made its last claim';
comment on column brigade.worker_sessions.is_lost is 'Another worker of its host saw that its process is gone';

comment on table brigade.meters is
'Work done per run, worker and minute. Each row has one writer, so nobody waits for it.';
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

comment on column brigade.jobs.waits_until is
'Of a job that nobody has: it is not due before, as run_after says. Null: a claim may have it. A trigger sets it';

comment on table brigade.turns is
$$The order in which many runs take turns, made anew now and then by brigade.next_turns. There is a row for each
place.$$;
comment on column brigade.turns.place_id is 'Place of the workers that it is for. 0: those that say none';
comment on column brigade.turns.runs is 'Runs with jobs that are due, in their order';
comment on column brigade.turns.kinds is 'Kinds of jobs that it was made for';
comment on column brigade.turns.made_at is 'When';
comment on column brigade.turns.good_for is 'How long it is used: twenty times as long as it took to make';

comment on table brigade.places is
$$Storages of worker hosts. Hosts that share one storage are one place, and the files of a project are all at one place.
Until places are made, all hosts share the place that is called shared.$$;
comment on column brigade.places.id is 'Number of the place';
comment on column brigade.places.name is 'What the setting place of its hosts says. Lost places may have had the same';
comment on column brigade.places.storage_key is
'What its storage bears in the file .place, so that no other one is taken for it';
comment on column brigade.places.storage is 'Host and directory of its storage, as the worker saw it that came first';
comment on column brigade.places.settled_at is 'When its storage got that file. Null: not yet';
comment on column brigade.places.made_at is 'When it was made';
comment on column brigade.places.lost_at is 'When somebody said that it is lost. Null: it is there';

comment on table brigade.project_places is
'Where the files of each project are. Where there is no row yet, whoever takes the next job of the project writes it.';
comment on column brigade.project_places.project_id is 'Project';
comment on column brigade.project_places.place_id is 'Place';
