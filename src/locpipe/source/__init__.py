"""Bytes to text and back: decoding, edits, and writes that happen wholly or not at all."""

from locpipe.source.journal import recover, sweep, unfinished
from locpipe.source.listing import files_below
from locpipe.source.names import INDEX, LOCK_NAME, date_in
from locpipe.source.parts import write_json
from locpipe.source.reads import UNSURE, Reads, bytes_of, digest, found_now, kind_of, noted
from locpipe.source.shelf import Shelf
from locpipe.source.spool import NOTHING, Spool, Ticket
from locpipe.source.text import BOM, apply_edits, decode, line_of, read_bytes, read_if_exists, resolved
from locpipe.source.write_set import WriteSet

__all__ = [
    "BOM",
    "INDEX",
    "LOCK_NAME",
    "NOTHING",
    "UNSURE",
    "Reads",
    "Shelf",
    "Spool",
    "Ticket",
    "WriteSet",
    "apply_edits",
    "bytes_of",
    "date_in",
    "decode",
    "digest",
    "files_below",
    "found_now",
    "kind_of",
    "line_of",
    "noted",
    "read_bytes",
    "read_if_exists",
    "recover",
    "resolved",
    "sweep",
    "unfinished",
    "write_json",
]
