"""What stops a command.

LocpipeError                one line for the user, exit code 2, nothing written
├── UsageError              an argument or option that cannot be meant
├── ConfigError             locpipe.toml
├── SourceError             an article: encoding, front matter, two files for one article
├── CatalogError            a PO file
├── GlossaryError           a term list
├── MemoryFileError         a TMX file, or the engine cache
├── EngineError             an engine stopped: exit code 3, everything finished so far is saved
│   └── QuotaError          the account pays for no more, or not for so much at once
└── StoppedError            Ctrl-C: exit code 130

Every message says what, where (`file:line`) and what to do next.
"""

from __future__ import annotations


class LocpipeError(Exception):
    """Bad input that one line explains; commands end with exit code 2."""

    exit_code = 2


class UsageError(LocpipeError):
    """An argument or option that cannot be meant."""


class ConfigError(LocpipeError):
    """A configuration that cannot be read or names an unknown key."""


class SourceError(LocpipeError):
    """An article that cannot be read, or two articles that claim one place."""


class CatalogError(LocpipeError):
    """A PO file that cannot be read or belongs elsewhere."""


class GlossaryError(LocpipeError):
    """A term list that cannot be read."""


class MemoryFileError(LocpipeError):
    """A TMX file that cannot be read, or an engine cache that is none."""


class EngineError(LocpipeError):
    """An engine that stopped the run; commands end with exit code 3."""

    exit_code = 3


class QuotaError(EngineError):
    """A request that goes beyond what the account may use; a smaller one can still be answered."""


class StoppedError(LocpipeError):
    """Ctrl-C, at whatever moment."""

    exit_code = 130

    def __init__(self) -> None:
        super().__init__("stopped by Ctrl-C; every file is as it was or complete, run again to go on")


def reason(error: OSError) -> str:
    """Return the words for what the system refused."""
    return error.strerror or str(error)
