"""The full mesh of siblings: which language versions an article names."""

from __future__ import annotations

from collections.abc import Collection, Mapping


def _same_code(code: str) -> str:
    """Return the code so that `pt-BR`, `pt-br` and `pt_BR` compare equal."""
    return code.replace("_", "-").lower()


def siblings_of(
    language: str, published: Mapping[str, str], existing: Mapping[str, str], managed: Collection[str] = ()
) -> dict[str, str]:
    """Return the siblings of an article's version in `language`: code to slug, sorted by code.

    Every other published version is in it, never the version itself. Of the siblings that the file names already, one
    in a language that locpipe does not manage is left alone; one in a managed language that is not published goes.
    """
    ours = {_same_code(code) for code in (language, *published, *managed)}
    kept = {code: slug for code, slug in existing.items() if _same_code(code) not in ours}
    others = {code: slug for code, slug in published.items() if _same_code(code) != _same_code(language)}
    return dict(sorted((kept | others).items()))
