"""The record of all requests: in memory for GET /_control/journal, and in a file if named."""

import datetime
import json
import threading
from collections import deque

KEPT = 200000
GRACE_S = 0.1  # an answer reaches its client a moment before its line is written


class Journal:
    def __init__(self, path=None):
        self.entries = deque(maxlen=KEPT)
        self.out = open(path, "a", encoding="utf-8") if path else None
        self.changed = threading.Condition()
        self.under_way = 0

    def begin(self):
        """A request whose line will follow."""
        with self.changed:
            self.under_way += 1

    def add(self, call, status, size, seconds, encoding, fault):
        """One line; of a credential only its name, never a secret."""
        now = datetime.datetime.now(datetime.timezone.utc)
        entry = {"at": now.isoformat(timespec="milliseconds"), "method": call.method,
                 "path": call.target, "status": status, "identity": call.name, "bytes": size,
                 "seconds": round(seconds, 4), "http": call.version, "encoding": encoding,
                 "fault": fault}
        with self.changed:
            self.under_way -= 1
            self.changed.notify_all()
            self.entries.append(entry)
            if self.out:
                self.out.write(json.dumps(entry) + "\n")
                self.out.flush()

    def all(self):
        with self.changed:
            self.changed.wait_for(lambda: not self.under_way, GRACE_S)
            return list(self.entries)
