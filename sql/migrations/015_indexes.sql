-- Whoever deletes a person or a credential need not read whole tables to find what refers to them.

create index imports_credential on brigade.imports (credential) where credential is not null;
create index merge_requests_closed_by on forge.merge_requests (closed_by_id) where closed_by_id is not null;
create index tasks_resolved_by on forge.tasks (resolved_by_id) where resolved_by_id is not null;
create index notes_resolved_by on forge.notes (resolved_by_id) where resolved_by_id is not null;
