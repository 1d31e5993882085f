"""An export whose archive waits for its proof, so that a story can break it and read what the proof says."""

import contextlib
import hashlib
import io
import json
import os
import tarfile

from harness import expect, expect_equal, wait_for


class Broken:
    def __init__(self, w, target, number, part_of):
        """part_of: the path of the part that a member was made of, as brigade.export_files has it; None: it was made of none."""
        self.w, self.target, self.number, self.part_of = w, target, number, part_of
        held = "(select jsonb_agg(case job ->> 'kind' when '%s_proof' then jsonb_set(job, '{kind}', '\"held\"') else job end) from jsonb_array_elements(first_jobs) job)" % target
        w.sql("update brigade.stages set first_jobs = %s where pipeline = '%s' and name = 'proof'" % (held, target))
        process = w.start_worker("--drain")
        wait_for(lambda: w.number("select count(*) from brigade.jobs where run_id = %d and kind = 'held'" % number) == 1
                 and w.number("select count(*) from brigade.jobs where run_id = %d and kind <> 'held' and state = 'ready'" % number) == 0, "an archive")
        process.kill()
        process.wait()
        w.workers.remove(process)
        w.sql("update brigade.jobs set kind = '%s_proof' where run_id = %d and kind = 'held'" % (target, number))
        place = os.path.join(w.environment["BRIGADE_STORAGE"], "exports", ".run-%d-1" % number, "output")
        (name,) = [name for name in os.listdir(place) if name.endswith(".tar.gz")]
        self.path = os.path.join(place, name)
        with open(self.path, "rb") as file:
            self.whole = file.read()
        self.is_first = True

    def members(self):
        """[(header, bytes)], in the order of the archive."""
        with tarfile.open(fileobj=io.BytesIO(self.whole)) as archive:
            return [(member, archive.extractfile(member).read() if member.isfile() else None) for member in archive]

    def write(self, members):
        with tarfile.open(self.path, "w:gz", format=tarfile.PAX_FORMAT) as archive:
            for member, content in members:
                member.size = len(content or b"")
                archive.addfile(member, io.BytesIO(content or b""))

    def note(self, name, content):
        """Lets the export take changed bytes for those that were written: only what they say can be wrong then."""
        self.w.sql("update brigade.export_files set sha256 = '%s' where export_id = %d and path = '%s'"
                   % (hashlib.sha256(content).hexdigest(), self.number, self.part_of(name)))

    def prove(self, change=None, is_noted=True):
        """What the proof says of an archive in which `change` ({member: bytes -> bytes}, None: left out, or a function of members) was made."""
        members, noted = self.members(), {}
        if callable(change):
            change(members)
        elif change:
            expect(set(change) <= {member.name for member, _ in members}, change)
            members = [(member, change[member.name](content) if change.get(member.name) else content) for member, content in members
                       if member.name not in change or change[member.name]]
            noted = {name for name in change if change[name] and is_noted}
        self.write(members) if change else self.put_back()
        for member, content in members:
            if member.name in noted:
                self.note(member.name, content)
        if not self.is_first:
            self.take_up()
        self.is_first = False
        self.w.work()
        for member, content in self.members():
            if member.name in noted:
                self.note(member.name, content)
        found = [row[4] for row in self.w.failures(self.number) if row[0] == "proof"]
        expect(len(found) <= 1, found)
        return found[0] if found else None

    def take_up(self):
        """What failed is done again by itself: brigade.retry would begin with the plan, and so with another archive."""
        self.w.sql("with taken as (update brigade.jobs set state = 'ready', uncounted = attempt, run_after = now(), token = null, worker = null "
                   "where run_id = %(run)d and state = 'failed' returning stage) update brigade.run_stages s set pending = t.jobs, failed = 0, state = 'waiting' "
                   "from (select stage, count(*) as jobs from taken group by stage) t where s.run_id = %(run)d and s.stage = t.stage; "
                   "delete from brigade.failures where run_id = %(run)d; select brigade.carry_on(%(run)d)" % {"run": self.number})

    def put_back(self):
        with open(self.path, "wb") as file:
            file.write(self.whole)


def header(name, time):
    found = tarfile.TarInfo(name)
    found.mtime = time
    return found


def lines(*changes):
    """A change of a file with an object a line: each of `changes` takes the list of objects."""
    def changed(content):
        rows = [json.loads(line) for line in content.decode().splitlines()]
        for change in changes:
            change(rows)
        return "".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows).encode()
    return changed


def records(change):
    """A change of a file that is one document."""
    def changed(content):
        value = json.loads(content)
        change(value)
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return changed
