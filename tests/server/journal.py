"""The record of all requests: in memory for GET /_control/journal, and in a file if named."""

import datetime
import json
import threading
from collections import deque

KEPT = 200000
# An answer reaches its client a moment before its line is written. A disturbed answer may never end.
GRACE_S = 5
GRACE_DISTURBED_S = 0.1


class Journal:
    def __init__(self, path=None):
        self.entries = deque(maxlen=KEPT)
        self.out = open(path, "a", encoding="utf-8") if path else None
        self.changed = threading.Condition()
        self.under_way = {False: 0, True: 0}  # answers whose lines will follow: undisturbed, disturbed

    def begin(self, disturbed):
        """An answer is about to be sent; its line will follow."""
        with self.changed:
            self.under_way[disturbed] += 1

    def add(self, call, status, size, seconds, encoding, fault):
        """One line; of a credential only its name, never a secret."""
        now = datetime.datetime.now(datetime.timezone.utc)
        entry = {"at": now.isoformat(timespec="milliseconds"), "method": call.method,
                 "path": call.target, "status": status, "identity": call.name, "bytes": size,
                 "seconds": round(seconds, 4), "http": call.version, "encoding": encoding,
                 "fault": fault}
        with self.changed:
            self.under_way[bool(fault)] -= 1
            self.changed.notify_all()
            self.entries.append(entry)
            if self.out:
                self.out.write(json.dumps(entry) + "\n")
                self.out.flush()

    def all(self):
        with self.changed:
            self.changed.wait_for(lambda: not self.under_way[False], GRACE_S)
            self.changed.wait_for(lambda: not self.under_way[True], GRACE_DISTURBED_S)
            return list(self.entries)
