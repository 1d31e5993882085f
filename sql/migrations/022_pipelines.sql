-- A pipeline has a row of its own, which says whether it brings something in or hands something out.
create table brigade.pipelines (
    name text primary key check (name ~ '^[a-z][a-z_]*$'),
    hands_out boolean not null default false,
    description text not null default '',
    childless text
);
insert into brigade.pipelines (name) select distinct s.pipeline from brigade.stages s;
alter table brigade.stages
    drop constraint stages_pipeline_check,
    add foreign key (pipeline) references brigade.pipelines (name);
