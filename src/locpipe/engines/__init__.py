"""Machine translation engines: found by their entry points, opened by name.

Nothing here imports an engine before it is asked for: some bring heavy libraries.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from locpipe.engines.base import Engine, Settings
from locpipe.errors import EngineError, LocpipeError, UsageError

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "locpipe.engines"
"""The entry-point group in which a package names its engines."""

_OURS = "locpipe."
# What a class has that inherits from Engine, and what the pipeline uses without asking.
_NEEDED = tuple(name for name in (*Engine.__annotations__, *vars(Engine)) if not name.startswith("_"))


def names() -> tuple[str, ...]:
    """Return the names of all engines that are installed, sorted."""
    return tuple(sorted({point.name for point in _points()}))


def open_engine(name: str, settings: Settings) -> Engine:
    """Return the engine of that name, ready to be asked; the caller closes it.

    UsageError for an unknown name, or an engine that is not installed as it should be; EngineError for a plugin that
    fails when it is started.
    """
    point = _point(name)
    make = _loaded(point)
    try:
        engine = make(settings)
    except LocpipeError:
        raise
    except Exception as error:
        if point.value.startswith(_OURS):
            raise
        raise EngineError(f"{_shown(point)} cannot be started: {_told(error)}; ask its author") from error
    if missing := [each for each in _NEEDED if not hasattr(engine, each)]:
        raise UsageError(f"{_shown(point)} has no {missing[0]}; let its class inherit from locpipe.engines.base.Engine")
    return engine


def uses_terms(name: str) -> bool:
    """Tell whether answers of the engine of that name hang on the glossary, without opening it."""
    return bool(getattr(_loaded(_point(name)), "uses_terms", False))


def _points() -> list[EntryPoint]:
    from importlib.metadata import entry_points

    return list(entry_points(group=GROUP))


def _point(name: str) -> EntryPoint:
    points = {point.value: point for point in _points() if point.name == name}
    if not points:
        raise UsageError(_unknown(name))
    if len(points) > 1:
        places = " and ".join(sorted(_shown(point) for point in points.values()))
        raise UsageError(f"two engines have one name: {places}; uninstall one of the packages")
    return next(iter(points.values()))


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    known = names()
    close = get_close_matches(name.casefold(), known, 1)
    hint = f'did you mean "{close[0]}"? ' if close else ""
    return f'there is no engine "{name}"; {hint}known are {", ".join(known)}: set --engine or [engine] name'


def _loaded(point: EntryPoint) -> Callable[[Settings], Engine]:
    """Return the class, or another thing to call with Settings."""
    try:
        made: object = point.load()
    except ImportError as error:
        raise UsageError(f"{_shown(point)} cannot be loaded: {_told(error)}; {_remedy(point, error)}") from error
    except Exception as error:
        raise UsageError(f"{_shown(point)} cannot be loaded: {_told(error)}; ask its author") from error
    if not callable(made):
        raise UsageError(f"{_shown(point)} is no class; correct {point.value} in the package's entry points")
    return made


def _remedy(point: EntryPoint, error: ImportError) -> str:
    """Return how to get what an engine needs: its own extra where it names one, else the module that is missing."""
    package = point.dist.name if point.dist else ""
    if package and point.extras:
        return f'install it: pip install "{package}[{",".join(point.extras)}]"'
    missing = (error.name or "").partition(".")[0]
    own = point.module.partition(".")[0]
    if missing and missing != own:
        return f"install the package that has {missing}"
    return f"install {package or own} again"


def _shown(point: EntryPoint) -> str:
    """Return an engine's name, and the package it comes from where that is not this one."""
    if point.value.startswith(_OURS):
        return f'engine "{point.name}"'
    package = f"{point.dist.name} {point.dist.version}" if point.dist else point.module
    return f'engine "{point.name}" of {package}'


def _told(error: Exception) -> str:
    """Return an exception in one line, with its type where it says little by itself."""
    line = " ".join(str(error).split())
    text = line if isinstance(error, ImportError) and line else f"{type(error).__name__}: {line}".rstrip(": ")
    return text if len(text) <= 200 else f"{text[:200]}…"
