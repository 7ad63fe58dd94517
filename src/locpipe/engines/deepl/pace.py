"""How fast requests may follow one another: as fast as the server takes them, which its refusals tell."""

from __future__ import annotations

import time
from collections import deque
from threading import Lock

# Where the second before a refusal tells nothing.
_LEAST = 1.0
# Requests under way when the limit is met are refused together, and are one sign.
_ONE_SIGN = 0.25
_LESS = 0.9
# With each request that is taken, a share and an absolute part: soon back from a rate that was far too low.
_MORE = 0.003
_MORE_AT_LEAST = 0.02


class Pace:
    """One server's; threads share it. Nothing waits before the first "too many requests".

    From then on requests start no faster than they were taken in the second before it: a little faster with each one
    that is taken, a tenth slower with each refusal.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._taken: deque[float] = deque()
        self._rate: float | None = None
        self._next = 0.0
        self._slowed = 0.0

    def wait(self) -> None:
        """Return when the next request may start."""
        with self._lock:
            if self._rate is None:
                return
            now = time.monotonic()
            start = max(now, self._next)
            self._next = start + 1 / self._rate
        time.sleep(start - now)

    def taken(self) -> None:
        """Count a request that was not refused."""
        with self._lock:
            if self._rate is None:
                self._taken.append(time.monotonic())
                self._forget()
            else:
                self._rate += self._rate * _MORE + _MORE_AT_LEAST

    def refused(self) -> None:
        """Slow down."""
        with self._lock:
            now = time.monotonic()
            if self._rate is None:
                self._forget()
                self._rate = max(_LEAST, float(len(self._taken)))
            elif now - self._slowed > _ONE_SIGN:
                self._rate = max(_LEAST / 10, self._rate * _LESS)
            self._slowed = now

    def _forget(self) -> None:
        while self._taken and self._taken[0] < time.monotonic() - 1:
            self._taken.popleft()
