"""The language versions of one article: how they are named, how they name each other, what is published."""

from __future__ import annotations

from locpipe.siblings.addresses import Addresses, Destination, Place, Relinked, url_of
from locpipe.siblings.lock import UNKNOWN, Key, Line, Lock, fingerprint
from locpipe.siblings.lock import dump as dump_lock
from locpipe.siblings.lock import read as read_lock
from locpipe.siblings.mesh import siblings_of
from locpipe.siblings.references import split_kind
from locpipe.siblings.slugs import slug_problem, slugify
from locpipe.source import LOCK_NAME

__all__ = [
    "LOCK_NAME",
    "UNKNOWN",
    "Addresses",
    "Destination",
    "Key",
    "Line",
    "Lock",
    "Place",
    "Relinked",
    "dump_lock",
    "fingerprint",
    "read_lock",
    "siblings_of",
    "slug_problem",
    "slugify",
    "split_kind",
    "url_of",
]
