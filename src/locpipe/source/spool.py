"""Bytes that wait to be written."""

from __future__ import annotations

import os
from tempfile import SpooledTemporaryFile
from typing import NewType
from weakref import finalize

from locpipe.errors import LocpipeError, reason

# Staged bytes above this size wait on disk, so that 10,000 articles do not wait in memory.
_SPOOL = 2 * 1024 * 1024
# Before the bytes of each stands how many they are, in so many bytes.
_SIZE = 8

Ticket = NewType("Ticket", int)
"""Where a `Spool` keeps some bytes: a number, as a run holds many."""

NOTHING = Ticket(-1)
"""The ticket of no bytes, for every spool."""


class Spool:
    """Bytes that wait, in memory while they are few and else in a temporary file: 10,000 articles fit."""

    def __init__(self, in_memory: int = _SPOOL) -> None:
        self._file = SpooledTemporaryFile(max_size=in_memory)  # noqa: SIM115 - lives as long as the spool
        finalize(self, self._file.close)

    def put(self, data: bytes) -> Ticket:
        """Keep the bytes and return their ticket; LocpipeError where the disk refuses."""
        try:
            offset = self._file.seek(0, os.SEEK_END)
            self._file.write(len(data).to_bytes(_SIZE, "little"))
            self._file.write(data)
            self._file.flush()
        except OSError as error:
            raise LocpipeError(f"cannot keep what is to be written: {reason(error)}; nothing was written") from None
        return Ticket(offset)

    def get(self, ticket: Ticket) -> bytes:
        """Return the bytes that `put` took."""
        if ticket == NOTHING:
            return b""
        self._file.seek(ticket)
        return self._file.read(int.from_bytes(self._file.read(_SIZE), "little"))
