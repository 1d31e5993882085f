-- What each table and column of the export side is: \d+ is the manual. Run at every install, behind the migrations.

comment on column brigade.runs.generation is
$$Of an export: how often it began: once, and once more for each import that changed the store meanwhile, each retry
and a second look; null: it has not begun$$;
comment on column brigade.runs.planned_at is
'Of an export: when it began to read the store; an import that runs later makes it begin again';
comment on column brigade.runs.as_of is
'Of an export: end of the newest import of the project: what is handed out is as that import left it';
comment on column brigade.runs.directory is
'Of an export: what was published, below the setting exports of the workers; null: nothing yet';

comment on table brigade.target_options is
$$Options that each target of an export understands: keys of brigade.exports.options$$;
comment on column brigade.target_options.target is 'Target: a pipeline that hands out';
comment on column brigade.target_options.name is 'Name of the option';
comment on column brigade.target_options.pattern is 'Regular expression that its value has to match';
comment on column brigade.target_options.fallback is 'What holds when it is not given; null: nothing';
comment on column brigade.target_options.description is 'What it means, for people';

comment on table brigade.loss_kinds is
$$What may be lost on the way to each target, or be there in another form. A kind that cannot happen has no row$$;
comment on column brigade.loss_kinds.target is 'Target: a pipeline that hands out';
comment on column brigade.loss_kinds.what is 'What is lost, as brigade.export_losses.what has it';
comment on column brigade.loss_kinds.outcome is
'as text: it is there in words; changed: it is there in another form; dropped: it is not there';
comment on column brigade.loss_kinds.sentence is 'What happens, for people';

comment on table brigade.export_files is 'Files that exports have written';
comment on column brigade.export_files.export_id is 'Export';
comment on column brigade.export_files.path is 'Path in the directory of the export';
comment on column brigade.export_files.is_part is
'It is a piece that is joined with others to a file, and goes when the export is published';
comment on column brigade.export_files.rows is 'How many of each thing it holds: {"merge_requests": 100}';
comment on column brigade.export_files.sha256 is 'SHA-256 of what it holds';
comment on column brigade.export_files.size_bytes is 'Size';

comment on table brigade.export_losses is
$$What the target of an export cannot hold as it is here: one row a thing. brigade.loss_kinds says what each means$$;
comment on column brigade.export_losses.export_id is 'Export';
comment on column brigade.export_losses.thing is 'Thing, as in brigade.export_reconciliation';
comment on column brigade.export_losses.key is 'Which one: as in brigade.holdings, where that has the thing';
comment on column brigade.export_losses.what is 'What is lost, as in brigade.loss_kinds';
comment on column brigade.export_losses.detail is 'More about it; null: the kind says all';
comment on column brigade.export_losses.link is 'Web page of the thing at the source; null: not known';
comment on column brigade.export_losses.outcome is 'What happens to it; null: what brigade.loss_kinds says of the kind';

comment on table brigade.export_counts is
$$How many rows of each thing an export found here and wrote. To read: brigade.export_reconciliation$$;
comment on column brigade.export_counts.export_id is 'Export';
comment on column brigade.export_counts.thing is 'Thing';
comment on column brigade.export_counts.part is 'What one job has read of the output; empty: all, or what is here';
comment on column brigade.export_counts.here is 'Rows here when the export was planned';
comment on column brigade.export_counts.written is
'How many were counted when the output was read back; null: it was not read yet';

comment on table brigade.export_names is
'What an export that has not ended calls the people of its project: forge.export_names when it began';
comment on column brigade.export_names.export_id is 'Export';
comment on column brigade.export_names.user_id is 'Person: forge.users.id';
comment on column brigade.export_names.person is 'What losses name the person by';
comment on column brigade.export_names.name is 'Name in all of the output';
comment on column brigade.export_names.words is 'Name in a text';

comment on table forge.numbers is
$$Numbers of pull requests and issues at targets where both share one series. They are given once and stay$$;
comment on column forge.numbers.project_id is 'Project';
comment on column forge.numbers.scheme is
'pulls_first: pull requests keep their numbers, and issues are moved; issues_first: the other way round';
comment on column forge.numbers.kind is 'pull_request or issue';
comment on column forge.numbers.iid is 'Number at the source';
comment on column forge.numbers.number is 'Number at the target';
comment on column forge.numbers.former is 'Number that it had before; null: it never had another';

comment on table forge.destinations is
$$Who people are at a target. An export fills it from forge.users.mapped_to; a row that you write stays$$;
comment on column forge.destinations.user_id is 'User here';
comment on column forge.destinations.target is 'Target: a pipeline that hands out';
comment on column forge.destinations.login is 'Name that the user signs in with there';
comment on column forge.destinations.email is 'E-mail there';
comment on column forge.destinations.remote_id is 'Number of the account there; null: not known';
comment on column forge.destinations.resolved_at is 'When the row was filled';
comment on column forge.destinations.is_given is 'You wrote it. False: it is as forge.users.mapped_to says';
