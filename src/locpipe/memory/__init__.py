"""Translation memory and engine cache: what was reviewed once, and what was paid for once."""

from locpipe.memory.cache import Cached, EngineCache, cache_key, open_cache
from locpipe.memory.index import Memory, open_memory
from locpipe.memory.segment import SLUG, Match, Segment, Stats

__all__ = [
    "SLUG",
    "Cached",
    "EngineCache",
    "Match",
    "Memory",
    "Segment",
    "Stats",
    "cache_key",
    "open_cache",
    "open_memory",
]
