"""How merge was asked to run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Options:
    """What was asked of merge besides articles and languages; `keep` in percent.

    `check` writes nothing; `draft` also uses what nobody has reviewed; `output` is a folder that alone is written to;
    `force` gives up what people changed in published files.
    """

    keep: int
    check: bool = False
    draft: bool = False
    output: Path | None = None
    force: bool = False
