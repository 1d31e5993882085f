create or replace view brigade.imports as
select r.id, r.source, r.workspace, r.slug, r.credential, r.issues_export, r.wiki_source, r.priority, r.state, r.stage,
       r.verdict, r.requested_by, r.error, r.created_at, r.started_at, r.finished_at, r.project_id, r.parent_id,
       r.offline,
       r.credentials, r.include, r.exclude, r.pipeline, r.comments, r.tasks,
       (select case c.decided when 'yes' then 'stream' else 'lists' end
        from brigade.calibrations c where c.run_id = r.id and c.property = 'stream') as comments_from, r.mode,
       r.level, r.since, r.compared, r.fingerprint, r.resolutions, r.parts
from brigade.runs r
where r.target is null
with check option;
comment on view brigade.imports is
$$What is to be brought in, or was: one Bitbucket repository, or a whole workspace. Insert a row (source, credential)
and start workers. Each import is a run: its row is that of brigade.runs.$$;
comment on column brigade.imports.id is 'Number of the import';
comment on column brigade.imports.source is
$$workspace/slug. An address such as https://bitbucket.org/workspace/slug is understood, too. A workspace alone stands
for every repository in it that the credential can read, and each becomes a child import$$;
comment on column brigade.imports.workspace is 'First part of source. A trigger fills it';
comment on column brigade.imports.slug is 'Second part of source, empty for a whole workspace. A trigger fills it';
comment on column brigade.imports.credential is 'Name in brigade.credentials. Null: requests are anonymous, 60 an hour';
comment on column brigade.imports.issues_export is
'Path of an issue-export zip that the workers can read. Null: the API is asked';
comment on column brigade.imports.wiki_source is
'Absolute path or https address of a git repository with the wiki. Null: Bitbucket is asked';
comment on column brigade.imports.priority is 'Higher goes first';
comment on column brigade.imports.state is 'queued running paused finished failed cancelled';
comment on column brigade.imports.stage is 'The open stage, or the last one when the import has ended';
comment on column brigade.imports.verdict is
$$complete; complete with notes, when brigade.omissions says what is not there; incomplete, when brigade.missing has
something. Null until the import ends$$;
comment on column brigade.imports.requested_by is 'Role that asked for the import. It owns what is brought over';
comment on column brigade.imports.error is 'Why it is paused or failed, and what to do';
comment on column brigade.imports.created_at is 'When the row was inserted';
comment on column brigade.imports.started_at is 'When the first job was claimed';
comment on column brigade.imports.finished_at is 'When it ended: finished, failed or cancelled';
comment on column brigade.imports.project_id is 'forge.projects.id, once the repository was seen';
comment on column brigade.imports.parent_id is
$$Import of the whole workspace that this one is part of. The job there that is called like this repository ends when
this import ends$$;
comment on column brigade.imports.offline is
'Why Bitbucket could not be asked, when the import goes on with issues_export and wiki_source alone. Null: it is asked';
comment on column brigade.imports.credentials is
$$More names in brigade.credentials. Requests are divided among them and credential, each with a budget of its own.
Null: credential alone$$;
comment on column brigade.imports.include is
$$Of a workspace: patterns of the repositories to import, such as api-*. * stands for any text, ? for one character.
Null: all$$;
comment on column brigade.imports.exclude is 'Of a workspace: patterns of the repositories to leave out. Null: none';
comment on column brigade.imports.pipeline is 'Pipeline that it goes through: workspace, import, sync or freeze';
comment on column brigade.imports.mode is
$$full, the default: everything is read. sync: what changed since the last import or sync, with few requests; there must
be a finished full import. freeze: whether it is still what is here; nothing is stored, and what differs are failures$$;
comment on column brigade.imports.level is
$$Of a freeze check. still, the default: no branch or tag moved, and nothing since the last sync that moves the last
change of a pull request or is in the activity. counts: and each pull request is as the list shows it, with its reviews
and its counts of comments and open tasks. whole: and so is each comment and task, at a time after since$$;
comment on column brigade.imports.since is
'Of a freeze check: when everybody but the importer lost access, in Bitbucket''s time';
comment on column brigade.imports.compared is
'Of a freeze check that has ended: how many of each thing were compared. What differs, brigade.failures names';
comment on column brigade.imports.fingerprint is
$$Of a freeze check that has ended: a hash over what is here, kind, key and object of each ref, pull request, comment
and task in order. Two checks with the same one are of the same rows$$;
comment on column brigade.imports.comments is
$$How the comments of pull requests are read. proved, the default: from the activity stream, when it shows as many as
there are and comparisons with lists have shown that it can be trusted, else from the list of each pull request. lists:
from the list of each pull request$$;
comment on column brigade.imports.tasks is
$$Which pull requests are asked for tasks. every, the default: all. shown: those that show comments or open tasks.
sampled: those with open tasks and 100 of the others; when one of these has tasks, all that show something$$;
comment on column brigade.imports.resolutions is
$$Which comments are asked for singly, where lists show that a thread was resolved, and neither when nor by whom.
sample, the default: three, to find out whether they say more then. every: all of them, once each, if they do$$;
comment on column brigade.imports.comments_from is
'Where the comments came from: stream or lists. Null until that is decided. brigade.calibrations says why';
comment on column brigade.imports.parts is
$$What is brought of the repository: words of brigade.parts, with what they need. Null, the default: everything. What is
left out is noted in brigade.omissions, and a later import or sync without this brings it.
brigade.choose_parts(without => ...) makes this of what is to be left out$$;
