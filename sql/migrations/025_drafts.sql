create index notes_drafts on forge.notes (project_id) where pending;
