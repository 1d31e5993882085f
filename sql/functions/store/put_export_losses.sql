create or replace function brigade.put_export_losses(run bigint, rows jsonb) returns void
language plpgsql set search_path = pg_catalog, pg_temp as $$
declare
    unknown text;
begin
    select w.what into unknown
    from jsonb_to_recordset(put_export_losses.rows) w(what text), brigade.runs r
    where r.id = put_export_losses.run and not exists (
        select from brigade.loss_kinds k where k.target = r.target and k.what = w.what);
    if found then
        raise exception 'brigade.loss_kinds has no row for the loss "%" of this target', unknown;
    end if;
    insert into brigade.export_losses (export_id, thing, key, what, detail, link, outcome)
    select distinct on (w.thing, w.key collate "C", w.what)
           put_export_losses.run, w.thing, w.key, w.what, w.detail, w.link, w.outcome
    from jsonb_to_recordset(put_export_losses.rows) w(thing text, key text, what text, detail text, link text, outcome
        text)
    join brigade.runs r on r.id = put_export_losses.run
    join brigade.loss_kinds k on k.target = r.target and k.what = w.what
    order by w.thing, w.key collate "C", w.what,
        array_position(array['dropped', 'changed', 'as text'], coalesce(w.outcome, k.outcome)), w.detail collate "C",
        w.link collate "C"
    on conflict (export_id, thing, key, what) do update
    set detail = excluded.detail, link = excluded.link, outcome = excluded.outcome;
end $$;
comment on function brigade.put_export_losses(bigint, jsonb) is
$$Notes what the target of an export cannot hold: [{thing, key, what, detail, link, outcome}]; outcome only where it
is not that of the kind. Of what one call names twice the graver one stays. Raises P0001 for a loss that
brigade.loss_kinds does not have for the target: a mistake of ours.$$;
