"""Translation memory and engine cache: what was reviewed once, and what was paid for once."""

from locpipe.memory.answers import Cached, EngineCache, cache_key
from locpipe.memory.cache import open_cache
from locpipe.memory.index import Memory, open_memory
from locpipe.memory.segment import SLUG, Match, Segment, Stats
from locpipe.memory.server.address import Address, address_in, is_address
from locpipe.memory.tmx import Group, can_hold, dump_tmx, group_of, read_tmx, segments_in

__all__ = [
    "SLUG",
    "Address",
    "Cached",
    "EngineCache",
    "Group",
    "Match",
    "Memory",
    "Segment",
    "Stats",
    "address_in",
    "cache_key",
    "can_hold",
    "dump_tmx",
    "group_of",
    "is_address",
    "open_cache",
    "open_memory",
    "read_tmx",
    "segments_in",
]
