create or replace function forge.begin_rows(run bigint) returns void
language sql set search_path = pg_catalog, pg_temp as $$
    select set_config('forge.sync', coalesce((
        select i.id::text from brigade.runs i where i.id = run and i.mode = 'sync'), ''), true);
    select set_config('forge.read_at', forge.source_time(run => run)::text, true);
$$;
comment on function forge.begin_rows(bigint) is
$$Says to the triggers of forge (forge.note_change, forge.mark_change) for the rest of a transaction which sync writes,
if one does, and what time it was at the source. Workers call it first in each transaction that writes rows of an
import.$$;
