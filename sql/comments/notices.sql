-- What each column about webhooks is: \d+ is the manual. Run at every install, behind the migrations.

comment on table brigade.notices is
$$What a webhook is told: a row for each end and each pause of a run. Workers that have the setting webhook send it, ten
times at most. Rows are kept for a week.$$;
comment on column brigade.notices.run_id is 'Run';
comment on column brigade.notices.message is 'What tells the receiver that it has this notice already (webhook-id)';
comment on column brigade.notices.state is 'State that the run came to: paused, finished, failed or cancelled';
comment on column brigade.notices.verdict is 'Its verdict then. Null: none';
comment on column brigade.notices.at is 'When it came to that state';
comment on column brigade.notices.attempts is 'How often a worker has begun to send it';
comment on column brigade.notices.next_at is
$$When it is due: a worker that sends it puts this off first, so that a killed worker loses nothing. Null: it was sent,
or nobody tries any more$$;
comment on column brigade.notices.sent_at is 'When the receiver took it. Null: it has not';
comment on column brigade.notices.error is 'Why the last attempt failed. Null: none has failed since';
