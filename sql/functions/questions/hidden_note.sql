create or replace function brigade.hidden_note() returns text
language sql stable set search_path = pg_catalog, pg_temp as $$
    select format('%s of other roles %s not shown: grant brigade_viewer to %I to see all',
                  case when h.runs = 1 then '1 import or export' else h.runs || ' imports and exports' end,
                  case when h.runs = 1 then 'is' else 'are' end, brigade.caller())
    from (select brigade.hidden_runs() as runs) h
    where h.runs > 0;
$$;
comment on function brigade.hidden_note() is
$$How many imports and exports the caller cannot see, in a sentence; null: none. Pages and verbs that speak of all
imports say this, so that nobody takes what they show for the whole.$$;
