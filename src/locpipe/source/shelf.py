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
            self.put(value)

    def put(self, value: Value) -> Value:
        """Put a value, one that can be pickled, behind the others and return it."""
        self._tickets.append(self._spool.put(pickle.dumps(value)))
        return value

    def replace(self, at: int, value: Value) -> None:
        """Put a value in the place of one that is there."""
        self._tickets[at] = self._spool.put(pickle.dumps(value))

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
