create or replace view brigade.imports as
select r.id, r.source, r.workspace, r.slug, r.credential, r.issues_export, r.wiki_source, r.priority, r.state, r.stage,
       r.verdict, r.requested_by, r.error, r.created_at, r.started_at, r.finished_at, r.project_id, r.parent_id,
       r.offline,
       r.credentials, r.include, r.exclude, r.pipeline
from brigade.runs r
where r.target is null
with check option;
comment on view brigade.imports is
$$What is to be brought in, or was: one Bitbucket repository, or a whole workspace. Insert a row (source, credential)
and start workers. Each is a run: the row is that of brigade.runs$$;
comment on column brigade.imports.id is 'Number of the import';
comment on column brigade.imports.source is
$$workspace/slug, as normalised from what was inserted; a https://bitbucket.org/workspace/slug address is understood
too. workspace alone: every repository in it that the credential can read, a child import each$$;
comment on column brigade.imports.workspace is 'First part of source; filled by a trigger';
comment on column brigade.imports.slug is 'Second part of source, empty for a whole workspace; filled by a trigger';
comment on column brigade.imports.credential is 'Name in brigade.credentials; null: anonymous, 60 requests an hour';
comment on column brigade.imports.issues_export is
$$Path of an issue-export zip that the workers can read; null: ask the API$$;
comment on column brigade.imports.wiki_source is
$$Absolute path or https address of a git repository with the wiki; null: ask Bitbucket$$;
comment on column brigade.imports.priority is 'Higher goes first';
comment on column brigade.imports.state is 'queued running paused finished failed cancelled';
comment on column brigade.imports.stage is 'The open stage; the last one when the import has ended';
comment on column brigade.imports.verdict is
$$complete, complete with notes (something is not there: brigade.omissions), incomplete (brigade.failures); null
until it ends$$;
comment on column brigade.imports.requested_by is 'Role that inserted the row: owner of what is brought over';
comment on column brigade.imports.error is 'Why it is paused or failed, and what to do';
comment on column brigade.imports.created_at is 'When the row was inserted';
comment on column brigade.imports.started_at is 'When the first job was claimed';
comment on column brigade.imports.finished_at is 'When it ended: finished, failed or cancelled';
comment on column brigade.imports.project_id is 'forge.projects.id, once the repository was seen';
comment on column brigade.imports.parent_id is
$$Import of the whole workspace that this one is a part of; its job of that name is done when this import has
ended$$;
comment on column brigade.imports.offline is
$$Why Bitbucket could not be asked, when the import goes on with issues_export and wiki_source alone; null: it is
asked$$;
comment on column brigade.imports.credentials is
$$Further names in brigade.credentials that divide the requests, each with a budget of its own; null: credential
alone$$;
comment on column brigade.imports.include is
$$Of a workspace: patterns such as api-* (* any text, ? one character) of the repositories to import; null: all$$;
comment on column brigade.imports.exclude is 'Of a workspace: patterns of the repositories to leave out; null: none';
comment on column brigade.imports.pipeline is 'Stages that it goes through, as in brigade.stages: workspace or import';
