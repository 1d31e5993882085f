"""graphile-worker in its best mode, to be measured beside ours: a local queue, and ends in batches.

npm brings it into a temporary directory; nothing of it is part of this tree.
"""

import os
import shutil
import subprocess
import sys
import tempfile

import cluster

VERSION = "0.17.3"
SIZE = 500  # of the local queue, as its own measurements have it

WORK = """
const { runOnce, Logger, WorkerPreset } = require("graphile-worker");
runOnce({
  preset: {
    extends: [WorkerPreset],
    worker: {
      connectionString: process.argv[2],
      concurrentJobs: 24,
      localQueue: { size: %d },
      completeJobBatchDelay: 0,
      failJobBatchDelay: 0,
      logger: new Logger(() => () => {}),
    },
  },
  taskList: { empty: async () => {} },
}).then(() => process.exit(0), (error) => { console.error(error); process.exit(1); });
""" % SIZE

FILL = """
delete from graphile_worker._private_jobs;
select count(*) from generate_series(1, %d) n, graphile_worker.add_job('empty', json_build_object('n', n));
vacuum analyze graphile_worker._private_jobs;
"""


class Peer:
    def __init__(self):
        self.directory = tempfile.mkdtemp(prefix="brigade-bench-")
        with open(os.path.join(self.directory, "work.js"), "w") as file:
            file.write(WORK)
        words = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix", self.directory,
                 "graphile-worker@" + VERSION]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)

    def work(self):
        """Does all jobs that are there."""
        # Its client takes only what a connection string says.
        url = "postgresql:///%s?host=%s&port=%s" % (os.environ["PGDATABASE"], os.environ["PGHOST"], os.environ.get("PGPORT", "5432"))
        environment = dict(os.environ, PGUSER=os.environ.get("PGUSER") or cluster.value("select current_user"))
        done = subprocess.run(["node", "work.js", url], cwd=self.directory, env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            sys.exit("graphile-worker: " + done.stdout)

    def measure(self, jobs):
        """Microseconds of the server's CPU a job."""
        cluster.sql(FILL % jobs)
        before = cluster.cpu_seconds()
        self.work()
        spent = cluster.cpu_seconds() - before
        left = int(cluster.value("select count(*) from graphile_worker._private_jobs"))
        if left != 0:
            sys.exit("graphile-worker left %d of %d jobs" % (left, jobs))
        return spent / jobs * 1e6

    def close(self):
        shutil.rmtree(self.directory, ignore_errors=True)


def why_not():
    """None when it can be had."""
    missing = [name for name in ("node", "npm") if not shutil.which(name)]
    return " and ".join(missing) + " not found" if missing else None
