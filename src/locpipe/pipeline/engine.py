"""The engine that a run uses, as the configuration, the command line and the environment say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from locpipe.engines import open_engine
from locpipe.engines.base import Engine, Pair, Settings
from locpipe.memory import Address, address_in, is_address
from locpipe.project import Project, database_password

MEMORY = "memory"
"""The engine that is none: memory and glossary alone. It is used where no other one is named."""


def engine_name(project: Project, asked: str = "") -> str:
    """Return the engine that the command line or the configuration names; a key in the environment names none."""
    return asked or project.config.engine.name or MEMORY


def engine_settings(project: Project, environment: Mapping[str, str]) -> Settings:
    """Return what an engine is told when it is opened."""
    config = project.config
    return Settings(config.engine.url, config.engine.timeout, config.name or project.root.name, environment)


@contextmanager
def engine_for(project: Project, name: str, environment: Mapping[str, str]) -> Iterator[Engine]:
    """Give the engine of that name, and close it afterwards; UsageError for an unknown one."""
    engine = open_engine(name, engine_settings(project, environment))
    try:
        yield engine
    finally:
        engine.close()


def pair_for(project: Project, language: str) -> Pair:
    """Return the pair of languages, with what the configuration says about the target."""
    engine = project.config.engine
    own = engine.languages.get(language)
    return Pair(
        project.config.source,
        language,
        (own and own.model) or engine.model,
        (own and own.formality) or engine.formality,
        (own and own.code) or "",
    )


def cache_place(project: Project) -> Path | Address:
    """Return what keeps paid answers: a server, or a file, from the root where the path is not absolute."""
    where = project.config.engine.cache
    if is_address(where):
        return address_in(where, "engine.cache", database_password())
    return project.root / Path(where).expanduser()
