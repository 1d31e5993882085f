-- The runbook, contrib/doc/operate, has a row for each word that the tables may hold: states, verdicts, notes, classes
-- of failures.
\set ON_ERROR_STOP 1
\set QUIET 1
begin;
select no_plan();
\set page `cat contrib/doc/operate`

-- The words that a check constraint allows: check (state in ('queued', ...)).
create temp table words as
select v.heading, w[1] as word
from (values ('state', 'brigade.runs', 'state'), ('verdict', 'brigade.runs', 'verdict'),
    ('note', 'brigade.omissions', 'reason'), ('class', 'brigade.failures', 'class')) v(heading, relation, name)
join pg_constraint c on c.conrelid = v.relation::regclass and c.contype = 'c'
cross join lateral regexp_matches(pg_get_constraintdef(c.oid), '''([a-z ]+)''::text', 'g') w
where pg_get_constraintdef(c.oid) ~ format('^CHECK \(\(%s = ANY', v.name);
insert into words
select 'worker', w[1] from regexp_matches(pg_get_viewdef('brigade.workers'::regclass),
    '(?:THEN|ELSE) ''([a-z]+)''::text', 'g') w;

-- The rows of the tables of the page, under the word that begins the table.
create temp table lines as
select n, line from string_to_table(:'page', E'\n') with ordinality t(line, n);
create temp view rows as
select h.heading, substring(l.line from '^    (\S.*?)  +\S') as word
from (values ('state'), ('verdict'), ('note'), ('class'), ('worker')) h(heading)
join lines b on b.line ~ format('^    %s  +what it means', h.heading)
join lines l on l.n > b.n and l.line ~ '^    \S'
    and l.n < (select min(e.n) from lines e where e.n > b.n and e.line = '');

select cmp_ok((select count(*) from words), '>=', 25::bigint, 'the words are found');
select set_eq('select heading, word from words', 'select distinct heading, word from rows',
    'each of them has a row in the runbook, and no row is of another word');
select cmp_ok((select count(*) from lines where line ~ '^    [^ ].*[^ ]  +[^ ].*[^ ]  +[^ ]'), '>', 20::bigint,
    'rows say what a word means and what to do');

select * from finish();
rollback;
