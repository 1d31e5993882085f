"""Empty jobs that need no request, and a worker's calls for them as a script of pgbench."""

import os
import re
import subprocess
import sys

# Claim and finish as a worker sends them, fence and barrier included.
SCRIPT = """
begin isolation level read committed \\;
select coalesce(min(run_id), 0) as run, coalesce(max(job_id), 0) as after,
       array_agg(job_id) as ids, min(token::text) as token
from brigade.claim(worker => 'bench:' || :client_id, kinds => '{empty}', default_budget => 950,
                   anonymous_budget => 57, after_run => :run, after_job => :after) \\;
commit \\aset
\\if :run
begin isolation level read committed \\;
select brigade.finish(worker => 'bench:' || :client_id, run => :run,
                      stage => 'pull_requests', token => ':token', ids => ':ids') \\;
commit;
\\endif
"""

# %d: the size of a batch.
SCHEMA = """
update brigade.stages set first_jobs = '[]', then_jobs = '[]';
update brigade.stages set first_jobs = '[{"kind": "empty", "key": "first"}]', batch = %d where name = 'pull_requests';
select brigade.hello('bench:' || n, 'bench', 1, 'bench', '999') from generate_series(0, 15) n;
"""

# %(ready)d ready jobs in one run.
REFILL = """
checkpoint;
delete from brigade.jobs where key not like 'done/%%';
insert into brigade.jobs (run_id, stage, kind, key)
select 1, 'pull_requests', 'empty', 'ready/' || n from generate_series(1, %(ready)d) n;
update brigade.run_stages set pending = %(ready)d, done = 0 where stage = 'pull_requests';
vacuum analyze brigade.jobs;
vacuum analyze brigade.run_stages;
"""


def pgbench(script, connections, limit, options=""):
    """Transactions per second and their number."""
    words = ["pgbench", "-n", "-M", "simple", "-c", str(connections), "-j", str(connections),
             "-D", "run=0", "-D", "after=0", "-f", "-"] + limit
    done = subprocess.run(words, input=script, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, env=dict(os.environ, PGOPTIONS=options))
    if done.returncode != 0:
        sys.exit("pgbench: %s%s" % (done.stdout, done.stderr))
    rate = re.search(r"^tps = ([0-9.]+) \(without initial", done.stdout, re.M)
    count = re.search(r"^number of transactions actually processed: ([0-9]+)", done.stdout, re.M)
    return float(rate.group(1)), int(count.group(1))
