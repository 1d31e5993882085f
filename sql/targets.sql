
-- What each target of an export understands and what it cannot hold: options and losses. Run at every install.

create temp table wanted_options (like brigade.target_options) on commit drop;
insert into wanted_options (target, name, pattern, fallback, description) values
('files', 'raw', 'true|false', 'true', 'true: with the objects as the API gave them; false: without');

create temp table wanted_losses (like brigade.loss_kinds) on commit drop;
insert into wanted_losses (target, what, outcome, sentence) values
('files', 'refused ref', 'changed',
    'A branch or tag whose name git or PostgreSQL cannot store safely is in the bundle as refs/refused/<number>; '
    'refused_refs has its name, byte by byte'),
('files', 'sanitised', 'changed',
    'A text held bytes that PostgreSQL refuses: U+FFFD has stood for them since the import');

delete from brigade.target_options o
where not exists (select from wanted_options w where (w.target, w.name) = (o.target, o.name));
insert into brigade.target_options as o select * from wanted_options
on conflict (target, name) do update
set pattern = excluded.pattern, fallback = excluded.fallback, description = excluded.description
where (o.pattern, o.fallback, o.description)
    is distinct from (excluded.pattern, excluded.fallback, excluded.description);

delete from brigade.loss_kinds k
where not exists (select from wanted_losses w where (w.target, w.what) = (k.target, k.what));
insert into brigade.loss_kinds as k select * from wanted_losses
on conflict (target, what) do update set outcome = excluded.outcome, sentence = excluded.sentence
where (k.outcome, k.sentence) is distinct from (excluded.outcome, excluded.sentence);
