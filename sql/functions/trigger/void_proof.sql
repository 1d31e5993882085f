create or replace function brigade.void_proof() returns trigger
language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
begin
    delete from brigade.proofs p using changed c where p.run_id = c.run_id and p.thing = c.thing;
    return null;
end $$;
comment on function brigade.void_proof() is
$$Deletes what was counted of a run (brigade.proofs) when pages of its lists change. A run under way has none yet.$$;

create or replace trigger void_proof_insert after insert on brigade.pages
    referencing new table as changed for each statement execute function brigade.void_proof();
create or replace trigger void_proof_update after update on brigade.pages
    referencing old table as changed for each statement execute function brigade.void_proof();
create or replace trigger void_proof_delete after delete on brigade.pages
    referencing old table as changed for each statement execute function brigade.void_proof();
