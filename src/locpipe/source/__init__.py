"""Bytes to text and back: decoding, edits, and writes that happen wholly or not at all."""

from locpipe.source.journal import recover, unfinished
from locpipe.source.names import INDEX, date_in
from locpipe.source.spool import Spool, Ticket
from locpipe.source.text import BOM, apply_edits, decode, line_of, read_bytes, read_if_exists, reason
from locpipe.source.write_set import WriteSet

__all__ = [
    "BOM",
    "INDEX",
    "Spool",
    "Ticket",
    "WriteSet",
    "apply_edits",
    "date_in",
    "decode",
    "line_of",
    "read_bytes",
    "read_if_exists",
    "reason",
    "recover",
    "unfinished",
]
