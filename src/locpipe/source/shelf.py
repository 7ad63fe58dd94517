"""Values that wait in a spool."""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterable, Sequence
from typing import TypeVar, overload

from locpipe.source.spool import Spool, Ticket

Value = TypeVar("Value")


class Shelf(Sequence[Value]):
    """Values in order, each made anew whenever it is asked for; in memory a value takes eight bytes."""

    def __init__(self, spool: Spool, values: Iterable[Value] = ()) -> None:
        self._spool = spool
        self._tickets = array("q")
        for value in values:
            self.append(value)

    def append(self, value: Value) -> None:
        """Put a value, one that can be pickled, behind the others."""
        self._tickets.append(self._spool.put(pickle.dumps(value)))

    def __len__(self) -> int:
        return len(self._tickets)

    @overload
    def __getitem__(self, at: int) -> Value: ...
    @overload
    def __getitem__(self, at: slice) -> Shelf[Value]: ...
    def __getitem__(self, at: int | slice) -> Value | Shelf[Value]:
        if isinstance(at, slice):
            part = Shelf[Value](self._spool)
            part._tickets = self._tickets[at]
            return part
        value: Value = pickle.loads(self._spool.get(Ticket(self._tickets[at])))
        return value
