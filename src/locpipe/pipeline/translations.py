"""Where the translations of an article lie that locpipe did not write, or that the lock knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from locpipe import frontmatter
from locpipe.errors import LocpipeError
from locpipe.pipeline.reading import SLUG, siblings_at, text_at
from locpipe.pipeline.versions import ArticlePlan
from locpipe.project import Project, suffix_of
from locpipe.source import decode, read_bytes


@dataclass(frozen=True)
class TranslatedFile:
    """A translation as it lies there. `in_place`: where merge would write it; `file_slug` as in `Version`."""

    path: Path
    shown: str
    text: str
    in_place: bool
    file_slug: str


class Translations:
    """Looks for translated files: where the lock, the source's siblings, or the file itself say."""

    def __init__(self, project: Project, languages: Sequence[str]) -> None:
        self._project = project
        self._naming = {language: cache(lambda language=language: self._by_source(language)) for language in languages}

    def find(self, plan: ArticlePlan, language: str) -> TranslatedFile | None:
        """Return the article's translation, None where there is none."""
        version = plan.version_in(language)
        paths = [version.path] if version else self._candidates(plan, language)
        return next((self.read(plan, language, path) for path in paths if path.is_file()), None)

    def read(self, plan: ArticlePlan, language: str, path: Path) -> TranslatedFile:
        """Return the file as a translation of the article."""
        shown = self._project.relative(path)
        text = decode(read_bytes(path, shown), shown)
        slug = self._slug(path, language, text) if plan.slug else ""
        named = self._project.target_path(plan.file, language, slug or None)
        return TranslatedFile(path, shown, text, path == named, slug)

    def _slug(self, path: Path, language: str, text: str) -> str:
        """Return the slug in the file's name, or where that has none, in its front matter."""
        shown = self._project.relative(path)
        named = self._project.layout(language).slug_in(shown, suffix_of(shown, self._project.config.paths.suffixes))
        try:
            return named or text_at(frontmatter.cut(text, shown), SLUG)
        except LocpipeError:
            return ""

    def _candidates(self, plan: ArticlePlan, language: str) -> list[Path]:
        if not plan.slug:
            return [self._project.target_path(plan.file, language)]
        sibling = (plan.siblings or {}).get(language, "")
        found = self._naming[language]().get(plan.name)
        named = [self._project.target_path(plan.file, language, sibling)] if sibling and "/" not in sibling else []
        return [*named, *([found] if found else [])]

    def _by_source(self, language: str) -> dict[str, Path]:
        """Return the files of the language's folder by what they call their source."""
        key, source = self._project.config.frontmatter.siblings, self._project.config.source
        found: dict[str, Path] = {}
        for file in self._project.files_in(language) if key else ():
            name = (self._siblings(file.path, key) or {}).get(source)
            found |= {name: file.path} if name and name not in found else {}
        return found

    def _siblings(self, path: Path, key: str) -> dict[str, str] | None:
        shown = self._project.relative(path)
        try:
            return siblings_at(frontmatter.cut(decode(read_bytes(path, shown), shown), shown), key)
        except LocpipeError:
            return None
