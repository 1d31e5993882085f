comment on table brigade.things is
$$What pipelines bring and are held to account for: the numbers of each are reconciled. A new thing is a row in
sql/pipeline.sql, a branch in the view brigade.holdings, and the pages that its lists put.$$;
comment on column brigade.things.thing is
$$Name of the thing in brigade.pages, brigade.reconciliation and brigade.missing. It is the key of its note in
brigade.omissions, too$$;
comment on column brigade.things.pipeline is 'Pipeline of the stage';
comment on column brigade.things.stage is 'Stage that brings it';
comment on column brigade.things.position is 'Order in tables for people';
comment on column brigade.things.has_jobs is
'Each one has a job of its own in that stage, with the same key. A failure of that job accounts for it';
comment on column brigade.things.is_stored is
$$Each one that a list names is a row of brigade.holdings. False: some become no row or several, and only the sizes of
the lists are compared$$;
comment on column brigade.things.is_excused is
$$A note with this key in brigade.omissions accounts for what a list names and is not here$$;
comment on column brigade.things.job_keys is
$$Regular expression of keys of jobs of its stage. The failure of such a job is the failure of one of this thing
(brigade.failed_things)$$;
comment on column brigade.things.is_watched is
$$When rows of it go, triggers say so in brigade.removals, so that brigade.proofs need not compare them again
(forge.note_removal sets this)$$;
comment on column brigade.things.description is 'What it is, for people';
comment on column brigade.things.part is
'Part that it belongs to: a run that leaves the part out does not bring it. Null: it always comes';

comment on table brigade.parts is
$$What a requester may choose of a repository: words of brigade.imports.parts. Project and people always come.$$;
comment on column brigade.parts.name is 'The word';
comment on column brigade.parts.position is 'Order, for people';
comment on column brigade.parts.needs is 'The part that has to come with it. Null: none';
comment on column brigade.parts.description is 'What it is, for people';

comment on table brigade.pages is
$$What the lists of the source showed, page by page: how many things they said there are, and which ones they named.
Each row is written by the transaction that took the page up.$$;
comment on column brigade.pages.run_id is 'Run';
comment on column brigade.pages.thing is 'What it lists';
comment on column brigade.pages.list is
'Which list, because a thing may have several, such as one for each pull request';
comment on column brigade.pages.page is 'Number of the page';
comment on column brigade.pages.job is
'brigade.jobs.key of the job that read the page. Reading a list again begins with the job of page 1';
comment on column brigade.pages.announced is
$$Size of the whole list as this page gave it. The first page says what it was at the start, the last what it was at
the end. Null: the page did not say$$;
comment on column brigade.pages.keys is 'What the page named: keys as in brigade.holdings';
comment on column brigade.pages.named is 'How many different things that is, drafts left out';
comment on column brigade.pages.drafts is 'How many different drafts it named besides (draft:<id>)';
comment on column brigade.pages.is_last is 'No page follows. A list was read whole when such a page was read';
comment on column brigade.pages.link is 'Web address of one of them, with {key} for its key, or of what they belong to';
comment on column brigade.pages.read_at is 'When it was read';
comment on column brigade.pages.source_at is
'What time it was at the source then, as the answer said. Null: it did not';

comment on table brigade.proofs is
$$What the lists of a run came to, counted once when it ended, so that brigade.missing and brigade.reconciliation need
not read all pages of all runs. A row is deleted when pages of the lists change. What has no row is counted when
somebody asks.$$;
comment on column brigade.proofs.run_id is 'Run';
comment on column brigade.proofs.thing is 'What the lists name, as in brigade.things';
comment on column brigade.proofs.announced_first is
'Sum of the sizes that the lists gave on their first pages. Null: they gave none';
comment on column brigade.proofs.announced is 'The same on their last pages';
comment on column brigade.proofs.seen is 'Different things that they named, drafts left out';
comment on column brigade.proofs.short is
'Lists that showed fewer than they announced, or whose last page was not read';
comment on column brigade.proofs.is_here is
$$Everything that they named was here, at as many removals as removals says. False: something was not, or nobody
watches this thing (brigade.things.is_watched): it is compared when somebody asks$$;
comment on column brigade.proofs.removals is 'brigade.removals.number then, 0 where there was no row';

comment on table brigade.removals is
$$How often rows of a project went, thing by thing. A delete counts as one, however many rows it was. Triggers write
this: see forge.note_removal.$$;
comment on column brigade.removals.project_id is 'Project';
comment on column brigade.removals.thing is 'Thing, as in brigade.things';
comment on column brigade.removals.number is 'How often. The number alone says nothing; that it changed does';

comment on table brigade.tallies is
$$What the source said it has and what was seen, of things that are counted and not named page by page. The others are
in brigade.pages.$$;
comment on column brigade.tallies.run_id is 'Run';
comment on column brigade.tallies.thing is 'Thing, as in brigade.things';
comment on column brigade.tallies.announced is
'Sum of the sizes that the lists gave on their first pages. Null: the lists give none';
comment on column brigade.tallies.listed is 'Items seen on all pages';

comment on table brigade.omissions is
$$What is not there to be brought over. An omission is a note: it is no failure. brigade.retry takes up what was gone,
and nothing else of it.$$;
comment on column brigade.omissions.run_id is 'Run';
comment on column brigade.omissions.stage is 'Stage';
comment on column brigade.omissions.key is
'Thing or kind of job, such as wiki or members, or one of them. Of what is gone it is the key of its job';
comment on column brigade.omissions.reason is
$$off: switched off or absent (404). forbidden: the credential may not ask (401, 403). withdrawn: removed by Bitbucket
(410). unreachable: no connection, and the import could go on without. unsupported: this version does not ask for it.
gone: the source says that it has no such object. private: only one person may see it. unmapped: people who are
not mapped yet came, where others are. cancelled: a person cancelled the import of this repository. left out: the
requester did not want it (brigade.imports.parts). unproved: it is
here, and the message says how far that is proved. The verdict does not depend on it$$;
comment on column brigade.omissions.message is 'Why, in a sentence';
comment on column brigade.omissions.url is 'What was asked for';
comment on column brigade.omissions.at is 'When it was noted';

comment on table brigade.failures is
'What could not be brought over, and why. brigade.retry(run, stage, key) takes it up again.';
comment on column brigade.failures.run_id is 'Run';
comment on column brigade.failures.stage is 'Stage';
comment on column brigade.failures.key is 'brigade.jobs.key';
comment on column brigade.failures.url is 'Link to the item at the source';
comment on column brigade.failures.class is
$$retry: the job was tried again until its retry budget was spent. item: this object cannot be imported. import: the
whole run had to stop. crash: the workers of the job died. changed: a freeze check found it otherwise than here$$;
comment on column brigade.failures.message is 'Why, in a sentence';
comment on column brigade.failures.http_status is 'Status of the last answer. Null: there was none';
comment on column brigade.failures.attempts is 'How often it was tried';
comment on column brigade.failures.first_at is 'When it failed first';
comment on column brigade.failures.last_at is 'When it failed last';

comment on table brigade.events is
$$What happened to runs, stages and jobs, written by the transaction that did it. Rows are only added.
brigade.prune_events deletes them when the run is long over. What happened, taken together, gives the present state,
and brigade.violations compares both. To read: brigade.history.$$;
comment on column brigade.events.run_id is 'Run';
comment on column brigade.events.id is
'Order of what happened to one thing. The number is given while the row of that thing is locked';
comment on column brigade.events.at is 'When it happened';
comment on column brigade.events.subject is
'What it happened to: run, stage, or jobs, which are all to which one transaction did the same';
comment on column brigade.events.event is
$$Of a run or stage: the state that it has now. Of jobs: added, claimed, done, failed, again (failed and to be tried
again), released (given back, and the attempt does not count), retried (by brigade.retry), removed$$;
comment on column brigade.events.stage is 'Stage. Null: it happened to the run itself';
comment on column brigade.events.jobs is 'Jobs, by brigade.jobs.id';
comment on column brigade.events.attempts is 'Which attempt of each job, in the same order. Null: none yet';
comment on column brigade.events.worker is 'Worker that did it. Null: a person or SQL did, and by_role says which role';
comment on column brigade.events.message is
'Why: the error of a failure, the sentence of a pause, the verdict of an end';
comment on column brigade.events.by_role is 'Role of the database session';

comment on table brigade.calibrations is
$$What the activity stream of a server can be trusted with: what comparisons of it with lists have found, and what was
decided. Imports from one server by one requester share this for seven days.$$;
comment on column brigade.calibrations.run_id is 'Import that compared';
comment on column brigade.calibrations.property is
$$identity, text, resolution, anchor, revisions and deleted are of comments, which the stream and lists showed.
pull_requests counts those that were read both ways. counts_deleted says whether comment_count counts deleted comments,
too. q_tasks and q_deleted: whether the server can be asked which pull requests have tasks or deleted comments
(brigade.probes). resolutions: whether a comment that is asked for singly says when its thread was resolved, where lists
do not. stream is the decision: whether the import takes comments from the stream$$;
comment on column brigade.calibrations.server is 'Address of the API';
comment on column brigade.calibrations.agreed is
'How many examples were the same, of those in which a difference could have shown';
comment on column brigade.calibrations.differed is
'How many differences there were, without those of comments that changed while the import was reading';
comment on column brigade.calibrations.refused is
'How many pull requests did not show as many comments as they have. Their lists are read whatever is decided';
comment on column brigade.calibrations.first_difference is 'The first difference, in words. Null: there is none';
comment on column brigade.calibrations.first_link is 'Where to look at it';
comment on column brigade.calibrations.decided is
'yes: enough examples and no difference. no: a difference. unknown: too few examples';
comment on column brigade.calibrations.decided_at is 'When it was decided';

comment on table brigade.withdrawals is
$$What a server says that it no longer has for anybody, such as issues. It is not asked for it again for a day, and no
import has a note of it. To look sooner, delete the row.$$;
comment on column brigade.withdrawals.server is 'Address of the API';
comment on column brigade.withdrawals.thing is 'As in brigade.things';
comment on column brigade.withdrawals.message is 'What the server said';
comment on column brigade.withdrawals.seen_at is 'When it said so last';

comment on table brigade.comparisons is
$$Pull requests whose comments an import reads both ways to find out what the activity stream is worth: a sample before
that is decided, then spot checks, which are read with the rest and weighed at the end of the stage$$;
comment on column brigade.comparisons.run_id is 'Import that compares';
comment on column brigade.comparisons.iid is 'Number of the pull request';

comment on table brigade.probes is
$$What a server answered when it was asked for the pull requests that have open or resolved tasks, or deleted comments.
No document says that it can be asked so: the answer is believed only where it is right as far as is known.$$;
comment on column brigade.probes.run_id is 'Import that asked';
comment on column brigade.probes.name is 'open and resolved: tasks. deleted: comments';
comment on column brigade.probes.iids is 'Pull requests that the answer named';
comment on column brigade.probes.is_whole is 'The answer was read to its end';
comment on column brigade.probes.refusal is 'Why it is not believed whatever it said. Null: see brigade.calibrations';
comment on column brigade.probes.known is
'Pull requests that were known when it was weighed. Of others it says nothing';
