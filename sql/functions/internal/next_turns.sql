create or replace function brigade.next_turns(kinds text[], skip bigint[], place bigint, portable text[])
returns bigint[]
language plpgsql set search_path = pg_catalog, pg_temp as $$
#variable_conflict use_column
declare
    list bigint[];
    fresh boolean;
    began timestamptz;
    turn bigint;
    here bigint := coalesce(next_turns.place, 0);
begin
    if (select count(*) from (select from brigade.runs i where i.state in ('queued', 'running') limit 17) r) < 17 then
        return brigade.runs_in_turn(kinds, skip, false, next_turns.place, portable);
    end if;
    select t.runs, t.kinds = next_turns.kinds
        and clock_timestamp() between t.made_at and t.made_at + t.good_for into list, fresh
    from brigade.turns t where t.place_id = here;
    if not found then
        insert into brigade.turns (place_id) values (here) on conflict (place_id) do nothing;
    end if;
    if fresh is not true then
        -- One worker at a time makes the list anew. The others go on with the one that is there.
        perform from brigade.turns t where t.place_id = here for no key update skip locked;
        if found then
            began := clock_timestamp();
            list := brigade.runs_in_turn(kinds, '{}', true, next_turns.place, portable);
            update brigade.turns t
            set runs = list, kinds = next_turns.kinds, made_at = clock_timestamp(),
                good_for = (clock_timestamp() - began) * 20
            where t.place_id = here;
        end if;
    end if;
    if coalesce(cardinality(list), 0) = 0 then
        return '{}';
    end if;
    -- Each claim begins behind where the one before it began.
    turn := nextval('brigade.turn_numbers') % cardinality(list);
    return array(
        select r.id from unnest(list[turn + 1:turn + 16] || list[:least(turn, 16)]) with ordinality r(id, n)
        where r.id <> all (skip) order by r.n);
end $$;
comment on function brigade.next_turns(text[], bigint[], bigint, text[]) is
$$The runs that a claim tries, in order. Where more than sixteen are live, this is a part of a list that is made anew
after twenty times as long as it took to make it, so that the choice of a run costs at most a twentieth of a processor,
whatever the number of runs. Each place has a list of its own. place, portable: see brigade.claim.$$;
