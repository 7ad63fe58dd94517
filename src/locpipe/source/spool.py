"""Bytes that wait to be written."""

from __future__ import annotations

import os
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from weakref import finalize

from locpipe.errors import LocpipeError
from locpipe.source.text import reason

# Staged bytes above this size wait on disk, so that 10,000 articles do not wait in memory.
_SPOOL = 2 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Ticket:
    """Where a `Spool` keeps some bytes."""

    offset: int
    size: int


class Spool:
    """Bytes that wait, in memory while they are few and else in a temporary file: 10,000 articles fit."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_SPOOL)  # noqa: SIM115 - lives as long as the spool
        finalize(self, self._file.close)

    def put(self, data: bytes) -> Ticket:
        """Keep the bytes and return their ticket; LocpipeError where the disk refuses."""
        try:
            offset = self._file.seek(0, os.SEEK_END)
            self._file.write(data)
            self._file.flush()
        except OSError as error:
            raise LocpipeError(f"cannot keep what is to be written: {reason(error)}; nothing was written") from None
        return Ticket(offset, len(data))

    def get(self, ticket: Ticket) -> bytes:
        """Return the bytes that `put` took."""
        self._file.seek(ticket.offset)
        return self._file.read(ticket.size)
