create or replace view brigade.exports as
select r.id, r.source, r.project_id, r.target, r.options, r.credential, r.priority, r.state, r.stage, r.verdict,
       r.requested_by, r.error, r.created_at, r.started_at, r.finished_at, r.pipeline, r.generation, r.as_of,
       r.directory,
       (select count(*) from brigade.export_losses l where l.export_id = r.id) as losses,
       (select count(*) from brigade.export_losses l
        join brigade.loss_kinds k on k.target = r.target and k.what = l.what
        where l.export_id = r.id and coalesce(l.outcome, k.outcome) = 'dropped') as dropped,
       r.parent_id
from brigade.runs r
where r.target is not null
with check option;
-- A row without a target is then one of this view, and refused with the targets that there are.
alter view brigade.exports alter column target set default '';
comment on view brigade.exports is
$$What is to be handed out, or was. Insert a row (source, target) and start workers. An insert for a target that
does not exist is refused and names those that do. Each export is a run: its row is that of brigade.runs.$$;
comment on column brigade.exports.id is 'Number of the export';
comment on column brigade.exports.source is
$$What is handed out: workspace/slug of a project that was imported; project_id can be given instead. A workspace alone
stands for all of its projects: each gets an export with this one as its parent_id$$;
comment on column brigade.exports.project_id is
'What is handed out: forge.projects.id; null: all projects of a workspace';
comment on column brigade.exports.target is 'Where to: a name of brigade.pipelines that hands something out';
comment on column brigade.exports.options is
'What the target needs to know, by name: brigade.target_options has what each understands';
comment on column brigade.exports.credential is 'Name in brigade.credentials. Null: the target needs none';
comment on column brigade.exports.priority is 'Higher goes first';
comment on column brigade.exports.state is 'queued running paused finished failed cancelled';
comment on column brigade.exports.stage is 'The open stage, or the last one when the export has ended';
comment on column brigade.exports.verdict is
$$complete; complete with notes, when brigade.export_losses or brigade.omissions says what is not as it was; incomplete,
when brigade.missing has something. Null until the export ends$$;
comment on column brigade.exports.requested_by is 'Role that asked for the export';
comment on column brigade.exports.error is 'Why it is paused or failed, and what to do';
comment on column brigade.exports.created_at is 'When the row was inserted';
comment on column brigade.exports.started_at is 'When the first job was claimed';
comment on column brigade.exports.finished_at is 'When it ended: finished, failed or cancelled';
comment on column brigade.exports.pipeline is 'Stages that it goes through, as in brigade.stages';
comment on column brigade.exports.generation is
$$How often it began: once, and once more for each import that changed the store meanwhile, each retry and a second
look; null: not yet$$;
comment on column brigade.exports.as_of is 'End of the newest import of the project: the output is as that left it';
comment on column brigade.exports.directory is
'What was published, below the setting exports of the workers; null: nothing yet';
comment on column brigade.exports.parent_id is 'Export of the whole workspace that this one is part of';
comment on column brigade.exports.losses is 'Rows in brigade.export_losses';
comment on column brigade.exports.dropped is 'Those of them whose thing is not in the output at all';
