create or replace view brigade.exports as
select r.id, r.project_id, r.target, r.options, r.credential, r.priority, r.state, r.stage, r.verdict, r.requested_by,
       r.error, r.created_at, r.started_at, r.finished_at, r.pipeline
from brigade.runs r
where r.target is not null
with check option;
comment on view brigade.exports is
$$What is to be handed out, or was. Insert a row (project_id, target) and start workers. An insert for a target that
does not exist is refused and names those that do. Each export is a run: its row is that of brigade.runs.$$;
comment on column brigade.exports.id is 'Number of the export';
comment on column brigade.exports.project_id is 'What is handed out: forge.projects.id';
comment on column brigade.exports.target is 'Where to: a name of brigade.pipelines that hands something out';
comment on column brigade.exports.options is
'What the target needs to know, by name. Each pipeline says what it understands';
comment on column brigade.exports.credential is 'Name in brigade.credentials. Null: the target needs none';
comment on column brigade.exports.priority is 'Higher goes first';
comment on column brigade.exports.state is 'queued running paused finished failed cancelled';
comment on column brigade.exports.stage is 'The open stage, or the last one when the export has ended';
comment on column brigade.exports.verdict is
$$complete; complete with notes, when brigade.omissions says what is not there; incomplete, when brigade.missing has
something. Null until the export ends$$;
comment on column brigade.exports.requested_by is 'Role that asked for the export';
comment on column brigade.exports.error is 'Why it is paused or failed, and what to do';
comment on column brigade.exports.created_at is 'When the row was inserted';
comment on column brigade.exports.started_at is 'When the first job was claimed';
comment on column brigade.exports.finished_at is 'When it ended: finished, failed or cancelled';
comment on column brigade.exports.pipeline is 'Pipeline that it goes through: that of its target';
