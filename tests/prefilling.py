"""A project and the DeepL server together, for tests of pre-fill: the real client, the real cache, real catalogs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from deepl_server import DeepLServer
from locpipe import api as pipeline
from locpipe import catalog
from locpipe.model import Entry
from locpipe.pipeline.prefill import Order, Prefilled, prefill
from locpipe.project import Project
from projects import make, write

ARTICLE = """\
---
title: "Neck pain at work"
slug: neck-pain-at-work
---
# Neck pain at work

Do **not** turn your neck fast.

- Sit down
- See [the page](https://example.org/neck "More on it") or run `stretch`.

| exercise | times |
|---|---|
| Chin tuck | 5 |
"""

CONFIG = 'source = "en"\ntargets = ["pl"]\n'
GLOSSARY = "source,target,forbidden\nneck,szyja,kark\nneck pain,ból szyi,\n"


def project(root: Path, article: str = ARTICLE, config: str = CONFIG, glossary: str = GLOSSARY) -> Project:
    """Return a project with an article and a glossary, extracted."""
    if glossary:
        write(root, {"glossary/health.en-pl.csv": glossary})
    made = make(root, {"neck.md": article}, config)
    pipeline.extract(made)
    return made


def fill(made: Project, server: DeepLServer, **order: object) -> Prefilled:
    """Pre-fill with DeepL."""
    environment = {"DEEPL_AUTH_KEY": server.key, "DEEPL_SERVER_URL": server.url}
    return prefill(made, order=Order(engine="deepl", environment=environment, **order))


def entries(made: Project, language: str = "pl") -> Mapping[str, Entry]:
    """Return the entries of the only article, by msgid; the slug is left out."""
    [file] = made.articles()
    path = made.catalog_path(file, language)
    read = catalog.read(path.read_bytes(), path.name, language)
    return {entry.source: entry for entry in read.entries if entry.context != "slug" and not entry.obsolete}


def targets(made: Project, language: str = "pl") -> dict[str, str]:
    """Return what the catalog holds, by msgid."""
    return {source: entry.target for source, entry in entries(made, language).items()}


def edit(made: Project, old: str, new: str) -> None:
    """Change the article and bring the catalog up to date."""
    [file] = made.articles()
    text = file.path.read_text(encoding="utf-8")
    assert old in text
    file.path.write_text(text.replace(old, new), encoding="utf-8")
    pipeline.extract(made)
