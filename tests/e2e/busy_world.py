"""A database with an import in every state, for what shows them: an import that runs, failures, hostile names."""

from harness import World, wait_for

HOSTILE = '</bdi></li><script>document.title="owned"</script><img src="http://evil.example/x" onerror=alert(1)> \'"&amp;'
shared = {}


def quote(text):
    return "'" + text.replace("'", "''") + "'"


def busy():
    """A database with an import in every state, one of them held by a worker, and hostile names in each column."""
    if shared:
        return shared["world"]
    shared["world"] = w = World()
    w.add_credential("acme-token")
    w.fault("/pullrequests/2/comments", {"status": 400, "body": "no"}, times=-1)
    for source in ("acme/tiny", "acme/nowhere"):
        w.brigade("import", source, "--credential", "acme-token")
    w.work()
    w.brigade("pause", w.insert("acme/public"))
    w.clear_faults()
    w.fault("/pullrequests/[0-9]+/comments", {"name": "stall"}, times=-1)
    shared["running"] = w.insert("acme/widgets", "acme-token")
    w.start_worker("--drain")
    wait_for(lambda: w.state(shared["running"])[0] == "running" and w.value(
        "select stage from brigade.imports where id = %d" % shared["running"]) == "pull_requests_notes", "the running import")
    for number, url in enumerate(("javascript:alert(1)", "https://bitbucket.org/acme/x\" onmouseover=\"alert(1)",
                                  "data:text/html,x", "https://bitbucket.org/acme/tiny/pull-requests/7?a=1&b=2")):
        w.sql("insert into brigade.failures values (1, 'pull_requests', %s, %s, 'item', %s, 500, 3, now(), now())"
              % (quote("h%d%s" % (number, HOSTILE)), quote(url), quote(HOSTILE)))
    w.sql("insert into brigade.omissions values (1, 'users', %s, 'off', %s, null)" % (quote(HOSTILE), quote(HOSTILE)))
    w.sql("update brigade.imports set error = %s where id = 3" % quote(HOSTILE))
    w.sql("insert into brigade.worker_sessions (worker, host, pid, version, doing) values ('evil', %s, 1, '0', %s)"
          % (quote(HOSTILE), quote(HOSTILE)))
    w.sql("insert into brigade.budgets (identity, requests_per_hour, server_wait_until, server_wait_reason) values ('slow', 60, now() + interval '1 hour', %s)"
          % quote(HOSTILE))
    return w


def the_end():
    """All has ended: the import that ran, too."""
    w = busy()
    for process in w.workers:
        process.kill()
        process.wait()
    w.workers.clear()
    w.clear_faults()
    w.sql("update brigade.jobs set run_after = now() where state = 'ready'")
    w.work(2)
    return w
