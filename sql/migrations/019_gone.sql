-- What the source itself does not have is no failure of ours, and what is private to one person is not kept.

alter table brigade.omissions drop constraint omissions_outcome_check;
alter table brigade.omissions add constraint omissions_outcome_check
    check (outcome in ('off', 'forbidden', 'withdrawn', 'unreachable', 'unsupported', 'gone', 'private'));
