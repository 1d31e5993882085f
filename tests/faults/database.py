"""PostgreSQL taken away: sessions ended, the server restarted, commits cut off, errors, a pooler between."""

import contextlib
import os
import time

from cluster import Bouncer
from harness import expect
from processes import arena
from proxy import Proxy

BACKENDS = ("from pg_stat_activity where datname = current_database() and application_name = 'brigade' "
            "order by random() limit 1")


def signalled(function):
    def run(dice, rounds):
        with arena(delay_ms=10) as w:
            def strike():
                time.sleep(dice.uniform(0.01, 0.1))
                return len(w.sql("select %s(pid) %s" % (function, BACKENDS)))

            return rounds, w.disturb(4, strike, rounds)
    return run


def restart(cluster, dice, rounds):
    """PostgreSQL stopped at once and started again"""
    with arena(delay_ms=20) as w:
        def strike():
            time.sleep(dice.uniform(0.05, 0.8))
            cluster.stop()
            time.sleep(dice.uniform(0, 1))
            cluster.start()
            return 1

        return rounds, w.disturb(4, strike, rounds)


def cut(place):
    def run(dice, rounds):
        with arena() as w:
            directory = os.path.join(w.directory, "proxy")
            os.mkdir(directory)
            proxy = Proxy(directory, dice)
            try:
                proxy.arm(place, rounds)
                imports = w.disturb(4, lambda: wait_for_cuts(proxy, rounds), rounds, {"PGHOST": directory})
            finally:
                proxy.close()
            kinds = ", ".join("%s %d" % item for item in sorted(proxy.cuts.items()))
            print("# cut %s COMMIT: %s" % (place, kinds), flush=True)
            expect(sum(proxy.cuts.values()) == rounds, "only", proxy.cuts)
            return rounds, imports
    return run


def wait_for_cuts(proxy, rounds):
    """The proxy strikes by itself: rounds once all cuts were made."""
    time.sleep(0.05)
    return rounds if proxy.left == 0 else 0


# Errors raised inside, as by a busy or dying server.

MISHAPS = """
create schema mishap;
create table mishap.armed ();
create sequence mishap.turn;
create sequence mishap.struck;
create function mishap.strike() returns trigger language plpgsql as $$
declare
    codes constant text[] := array['40001', '40P01', '55P03', '57014'];
    turn bigint := nextval('mishap.turn'); -- sequences count although transactions roll back
    dice bigint := abs(hashint8extended(turn, {seed}) % 1000000);
begin
    if current_setting('application_name') = 'brigade' and exists (select from mishap.armed) and dice % 100 < {percent} and nextval('mishap.struck') <= {rounds} then
        raise exception using errcode = codes[1 + dice / 100 % 4], message = 'a mishap of the test';
    end if;
    return null;
end $$;
do $$
declare
    relation regclass;
begin
    for relation in select c.oid from pg_class c where c.relkind = 'r'
        and c.relnamespace in ('brigade'::regnamespace, 'forge'::regnamespace) and c.relname <> 'imports' loop
        execute format('create trigger mishap before insert or update or delete on %s '
                       'for each statement execute function mishap.strike()', relation);
    end loop;
    create constraint trigger mishap_at_commit after update on brigade.run_stages deferrable initially deferred
        for each row execute function mishap.strike();
end $$;
"""


def errors(dice, rounds):
    """40001, 40P01, 55P03 and 57014 raised at random, within the transaction and at its end"""
    with arena() as w:
        check = w.check

        def check_at_peace():
            w.sql("delete from mishap.armed")
            check()
            w.sql("insert into mishap.armed default values")

        w.check = check_at_peace
        w.add_credential("acme-token")
        w.sql(MISHAPS.format(seed=dice.randrange(1 << 30), percent=4, rounds=rounds))
        w.sql("insert into mishap.armed default values")

        def strike():
            time.sleep(0.1)
            return rounds if w.number("select last_value from mishap.struck") >= rounds else 0

        return rounds, w.disturb(4, strike, rounds)


def bouncer(dice, rounds):
    """PgBouncer in transaction mode, a pool of 2 under 8 workers, killed now and then"""
    with contextlib.ExitStack() as stack:
        w = stack.enter_context(arena())
        pool = Bouncer(w.directory, 2)
        stack.callback(pool.close)
        most = [0]

        def strike():
            time.sleep(dice.uniform(0.1, 0.4))
            most[0] = max(most[0], w.number("select count(*) from pg_stat_activity where application_name = 'brigade'"))
            if dice.random() < 0.2:
                pool.kill()
                pool.start()
            return 1

        original = w.check_clean

        def check_clean():  # the pooler's sessions are its own
            pool.close()
            original()
            pool.start()

        w.check_clean = check_clean
        imports = w.disturb(8, strike, rounds, {"PGHOST": pool.socket})
        expect(0 < most[0] <= 4, most[0], "sessions for 8 workers")  # a killed pooler's may still be ending
        return rounds, imports


signal_terminate, signal_cancel = signalled("pg_terminate_backend"), signalled("pg_cancel_backend")
signal_terminate.__doc__ = "backends terminated"
signal_cancel.__doc__ = "statements cancelled"
before, during, after = cut("before"), cut("during"), cut("after")
before.__doc__ = "connections cut before COMMIT arrives"
during.__doc__ = "connections cut while the server commits"
after.__doc__ = "connections cut in the answer to COMMIT"
RUNS = {"terminate": (signal_terminate, 30, 200), "cancel": (signal_cancel, 30, 200), "restart": (restart, 3, 25),
        "before": (before, 12, 200), "during": (during, 12, 200), "after": (after, 12, 200),
        "errors": (errors, 40, 500), "bouncer": (bouncer, 8, 60)}
