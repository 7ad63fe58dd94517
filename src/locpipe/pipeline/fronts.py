"""What front matter says of a file to those who look at many files: read once, and known for as long as the file is."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from locpipe import frontmatter
from locpipe.errors import LocpipeError
from locpipe.frontmatter import FrontMatter
from locpipe.pipeline.analysis import Analysis, Known, named
from locpipe.pipeline.fingerprint import code_digest, digest_of
from locpipe.pipeline.reading import SLUG, own_targets, siblings_at, text_at
from locpipe.project import Project
from locpipe.source import decode, read_bytes


@dataclass(frozen=True, slots=True)
class Front:
    """What a file's front matter says; what it does not say is "" or nothing, its `targets` None.

    `siblings` is None where it cannot name any, `lines` has the line of each top-level key, and of each sibling by its
    language, from 1.
    """

    slug: str = ""
    lang: str = ""
    siblings: Mapping[str, str] | None = None
    aliases: tuple[str, ...] = ()
    targets: tuple[str, ...] | None = None
    is_draft: bool = False
    lines: Mapping[str, int] = field(default_factory=dict)


class Fronts:
    """Reads front matter; what `analysis` knows is not read again."""

    def __init__(self, project: Project, analysis: Analysis) -> None:
        self._project, self._analysis = project, analysis
        self._keys = project.config.frontmatter
        self._decides = repr(self._keys).encode()
        self._found: dict[Path, Front] = {}

    def at(self, path: Path, article: str) -> Front:
        """Return what an article's file says; nothing where it cannot be read, which merge tells."""
        if path not in self._found:
            shown = self._project.relative(path)
            try:
                self._found[path] = self.read(read_bytes(path, shown), shown, article)
            except LocpipeError:
                self._found[path] = Front()
        return self._found[path]

    def read(self, data: bytes, shown: str, article: str) -> Front:
        """Return what the bytes of an article's file give, which messages call `shown`; SourceError where nothing."""
        name, digest = named("front", article, shown), digest_of(code_digest(), self._decides, data)
        known = self._analysis.get(name, digest)
        if known is not None:
            return _restored(known)
        text = decode(data, shown)
        front = frontmatter.cut(text, shown)
        made = self._of(front, text) if front else Front()
        self._analysis.put(name, digest, asdict(made))
        return made

    def _of(self, front: FrontMatter, text: str) -> Front:
        siblings = siblings_at(front, self._keys.siblings) if self._keys.siblings else None
        return Front(
            slug=text_at(front, SLUG),
            lang=text_at(front, self._keys.lang),
            siblings=siblings,
            aliases=tuple(frontmatter.texts_at(front, self._keys.aliases)),
            targets=own_targets(front),
            is_draft=front.data.get("draft") is True,
            lines=_lines(front.span.of(text), siblings or {}, self._keys.siblings),
        )


def _restored(known: Known) -> Front:
    targets = known["targets"]
    return Front(**{**known, "aliases": tuple(known["aliases"]), "targets": targets and tuple(targets)})


def _lines(block: str, languages: Collection[str], key: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    for number, line in enumerate(re.split(r"\r\n|\r|\n", block), 1):
        match = re.match(r"(\s*)[\"']?([\w-]+)[\"']?\s*:", line)
        if match and (not match[1] or match[2] in languages):
            lines.setdefault(match[2], number)
    return dict.fromkeys(languages, lines.get(key, 0)) | lines
