"""Counts requests: a rolling window for each identity, a fixed one for anonymous callers."""

import threading
import time
from collections import defaultdict, deque


class Limits:
    def __init__(self, limit, anonymous_limit, window):
        self.limit, self.anonymous_limit, self.window = limit, anonymous_limit, window
        self.times = defaultdict(deque)
        self.began = None
        self.anonymous = 0
        self.lock = threading.Lock()

    def forget(self):
        with self.lock:
            self.times.clear()
            self.began, self.anonymous = None, 0

    def take(self, identity):
        """Counts one request; returns (allowed, headers of the answer)."""
        with self.lock:
            if identity.anonymous:
                return self._take_anonymous(time.monotonic())
            return self._take(identity, time.monotonic())

    def _take(self, identity, now):
        # Tokens of one account share its limit.
        times = self.times[identity.credential.get("email") or identity.name]
        while times and times[0] <= now - self.window:
            times.popleft()
        if len(times) >= self.limit:
            return False, {}
        times.append(now)
        if not identity.is_access_token:
            return True, {}
        near = self.limit - len(times) < self.limit / 5
        return True, {"X-RateLimit-Limit": str(self.limit), "X-RateLimit-Resource": "api",
                      "X-RateLimit-NearLimit": str(near).lower()}

    def _take_anonymous(self, now):
        if self.began is None or now - self.began >= self.window:
            self.began, self.anonymous = now, 0
        allowed = self.anonymous < self.anonymous_limit
        self.anonymous += allowed
        limit = self.anonymous_limit
        return allowed, {
            "X-RateLimit-Limit": "%d, %d;w=%d" % (limit, limit, self.window),
            "X-RateLimit-Remaining": str(limit - self.anonymous),
            "X-RateLimit-Reset": str(int(self.window - (now - self.began)))}
