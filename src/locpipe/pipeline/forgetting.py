"""What the engine cache forgets: answers that cost nothing, once the project has no use for them.

What is filled in stands in the catalogs, so an answer is of use where a run was stopped, on another branch, or where it
cannot be used and is looked at in every run. Forgetting it changes no output: it is asked for again.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from locpipe.errors import MemoryFileError
from locpipe.pipeline.asking import Asker
from locpipe.pipeline.engine import cache_place
from locpipe.project import Project

SPARE = 2
"""So many answers that cost nothing are kept for each text of the project and language, whatever was asked last."""


def forget(project: Project, asker: Asker, texts: Sequence[int]) -> None:
    """Keep of the answers that cost nothing no more than the project could ask for; nothing that was asked in this run.

    `texts` has the number of the whole project's texts in each language of the run. Only a run that adds answers looks.
    """
    if not asker.kept_free or not _is_own(project):
        return
    most = SPARE * max(texts) * len(project.config.targets)
    # A cache that another program holds has time until the next run.
    with suppress(MemoryFileError):
        asker.cache.forget(most, asker.was_asked)


def _is_own(project: Project) -> bool:
    """Tell whether no other project has the cache: it is a file inside this one."""
    place = cache_place(project)
    return isinstance(place, Path) and place.resolve().is_relative_to(project.root.resolve())
