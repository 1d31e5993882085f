-- Refs whose names cannot be stored keep their objects.

alter table forge.refused_refs add column kept_as text check (kept_as ~ '^refs/refused/[0-9]+$');
