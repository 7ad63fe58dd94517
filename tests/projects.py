"""Real projects in a folder, for tests of whole commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from locpipe import catalog
from locpipe.model import Entry
from locpipe.project import Project, find_project

CONFIG = 'source = "en"\ntargets = ["pl", "de"]\n'

ARTICLE = """\
---
title: "Stretch your back"
slug: stretch-your-back
date: 2026-03-01  # when it went online
tags: ["back", "office"]
---
# Stretch your back

Do this **twice** a day.

- Sit down
- Stand up
"""

WORDS = {
    "pl": {
        "Stretch your back": "Rozciągnij plecy",
        "back": "plecy",
        "office": "biuro",
        "Do this **twice** a day.": "Rób to **dwa razy** dziennie.",
        "Sit down": "Usiądź",
        "Stand up": "Wstań",
    },
    "de": {
        "Stretch your back": "Dehne den Rücken",
        "back": "Rücken",
        "office": "Büro",
        "Do this **twice** a day.": "Mach das **zweimal** am Tag.",
        "Sit down": "Setz dich",
        "Stand up": "Steh auf",
    },
}


def write(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write the files below the folder and return it."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return root


def make(root: Path, articles: Mapping[str, str | bytes] | None = None, config: str = CONFIG) -> Project:
    """Return a project with these articles, by default one."""
    articles = {"back.md": ARTICLE} if articles is None else articles
    write(root, {"locpipe.toml": config} | {f"content/en/{name}": text for name, text in articles.items()})
    return find_project(root)


def change(path: Path, how: Callable[[Entry], Entry], language: str) -> None:
    """Write a catalog with every entry changed."""
    read = catalog.read(path.read_bytes(), path.name, language)
    path.write_bytes(catalog.dump(replace(read, entries=tuple(how(entry) for entry in read.entries))))


def review(project: Project, language: str, words: Mapping[str, str] | None = None, article: str = "") -> None:
    """Fill the catalogs of a language as a reviewer would; `words` lacks a text: the language goes before it."""
    known = WORDS[language] if words is None else words
    for file in project.articles([article] if article else ()):
        path = project.catalog_path(file, language)
        change(path, lambda entry: _reviewed(entry, known, language), language)


def _reviewed(entry: Entry, words: Mapping[str, str], language: str) -> Entry:
    if entry.obsolete or (entry.context == "slug" and entry.source not in words):
        return entry
    return entry._replace(target=words.get(entry.source, f"{language} {entry.source}"), fuzzy=False, previous="")


def tree(root: Path) -> dict[str, bytes]:
    """Return every file's bytes by path, but for what can be rebuilt."""
    paths = (path for path in root.rglob("*") if path.is_file() and not path.is_symlink())
    return {
        name: path.read_bytes()
        for path in paths
        if not (name := path.relative_to(root).as_posix()).startswith(".locpipe/")
    }


def entries(project: Project, language: str, article: str = "back") -> dict[str, Entry]:
    """Return a catalog's entries by msgid, that of a front-matter key as `key:msgid`."""
    [file] = project.articles([article])
    path = project.catalog_path(file, language)
    read = catalog.read(path.read_bytes(), path.name, language)
    return {f"{entry.context}:{entry.source}" if entry.context else entry.source: entry for entry in read.entries}
