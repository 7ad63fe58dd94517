"""What a configuration's values must be beyond their types: codes, ranges, patterns that stay in the project."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath, PureWindowsPath

from locpipe.errors import ConfigError
from locpipe.languages import gettext_code, is_language
from locpipe.project.config import Config, ConfigText, MarkdownConfig
from locpipe.project.layout import is_layout, layout_of

LOCATIONS = ("file", "line", "none")
SCRIPTS = ("native", "latin")
ANCHORS = ("github", "hugo", "docusaurus", "kramdown-gfm", "kramdown", "python-markdown", "freeze")
CODE = ("comments", "strings", "diagrams")
ALIASES = ("slug", "url")
ASSETS = ("keep", "relink")
# Of each pattern: the placeholders it must hold, and those it may.
_PLACEHOLDERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "source": ((), ("path", "lang", "article", "suffix")),
    "target": (("lang",), ("lang", "path", "article", "suffix")),
    "catalog": (("lang", "article"), ("lang", "article")),
    "template": (("article",), ("article",)),
    "glossary": ((), ()),
}
_URL_PLACEHOLDERS = ("lang", "slug", "path", "year", "month", "day")


def validate(config: Config, text: ConfigText) -> None:
    """Raise a ConfigError that names file and line unless every value can be meant."""
    rules: tuple[Callable[[Config, ConfigText], None], ...] = (_languages, _ranges, _names, _paths, _urls, _folders)
    for rule in rules:
        rule(config, text)


def _languages(config: Config, text: ConfigText) -> None:
    if not config.targets:
        raise text.error("targets", '"targets" is empty; name at least one language, like targets = ["pl"]')
    for key, codes in (
        ("source", (config.source,)),
        ("targets", config.targets),
        ("check.required", config.check.required),
    ):
        for code in codes:
            if not is_language(code):
                raise text.error(key, f'"{key}" names "{code}", which is no language code{_code_hint(code)}')
    for code in config.check.required:
        if code not in config.targets:
            raise text.error("check.required", f'"check.required" names "{code}", which "targets" does not')
    _distinct_targets(config, text)


def _code_hint(code: str) -> str:
    dashed = code.replace("_", "-")
    return f'; did you mean "{dashed}"?' if is_language(dashed) else "; use codes like pl, pt-BR or zh-Hant"


def _distinct_targets(config: Config, text: ConfigText) -> None:
    seen = {gettext_code(config.source): config.source}
    for code in config.targets:
        other = seen.setdefault(gettext_code(code), "")
        if other and gettext_code(config.source) == gettext_code(code):
            raise text.error("targets", f'"targets" names "{code}", which is the source language; take one out')
        if other:
            raise text.error("targets", f'"targets" names "{code}" beside "{other}": both would be one catalog')
        seen[gettext_code(code)] = code


def _ranges(config: Config, text: ConfigText) -> None:
    if not 0 <= config.merge.keep <= 100:
        raise text.error("merge.keep", f'"merge.keep" must be from 0 to 100 (percent), not {config.merge.keep}')
    if not 1 <= config.memory.threshold <= 100:
        raise text.error(
            "memory.threshold", f'"memory.threshold" must be from 1 to 100 (percent), not {config.memory.threshold}'
        )
    for name, least in (("timeout", 1), ("parallel", 0), ("budget", 0)):
        if (value := getattr(config.engine, name)) < least:
            raise text.error(f"engine.{name}", f'"engine.{name}" must be {least} or more, not {value}')
    if config.slug.max_length < 1:
        raise text.error("slug.max_length", f'"slug.max_length" must be 1 or more, not {config.slug.max_length}')


def _names(config: Config, text: ConfigText) -> None:
    for code in config.engine.languages:
        if code not in config.targets:
            raise text.error(f"engine.languages.{code}", f'"engine.languages" names "{code}", which "targets" does not')
    if not config.engine.cache.strip():
        raise text.error("engine.cache", '"engine.cache" is empty; give the file that keeps paid answers')
    if config.memory.store and "://" not in config.memory.store:
        # Not shown: it may hold a password.
        raise text.error("memory.store", '"memory.store" must be the URL of a PostgreSQL database, or empty')
    if config.catalog.locations not in LOCATIONS:
        raise _choice("catalog.locations", config.catalog.locations, LOCATIONS, text)
    if config.slug.script not in SCRIPTS:
        raise _choice("slug.script", config.slug.script, SCRIPTS, text)
    if config.urls.assets not in ASSETS:
        raise _choice("urls.assets", config.urls.assets, ASSETS, text)
    if config.frontmatter.aliases_as not in ALIASES:
        raise _choice("frontmatter.aliases_as", config.frontmatter.aliases_as, ALIASES, text)
    for part in config.markdown.code:
        if part not in CODE:
            raise _choice("markdown.code", part, CODE, text)
    if config.markdown.anchors not in ANCHORS:
        raise _choice("markdown.anchors", config.markdown.anchors, ANCHORS, text)
    _check_flavours(config, text)
    if not config.paths.suffixes:
        raise text.error("paths.suffixes", '"paths.suffixes" is empty; name at least one, like [".md"]')
    for suffix in config.paths.suffixes:
        if not re.fullmatch(r"(\.[^./\\]+)+", suffix):
            raise text.error("paths.suffixes", f'"paths.suffixes" holds "{suffix}"; a suffix looks like ".md"')
    front = config.frontmatter
    by_folder = (("folders", keys) for keys in front.folders.values())
    for name, keys in (("translate", front.translate), ("markdown", front.markdown), *by_folder):
        if not all(key.strip() for key in keys):
            raise text.error(f"frontmatter.{name}", f'"frontmatter.{name}" holds an empty key; take it out')


def _check_flavours(config: Config, text: ConfigText) -> None:
    if config.markdown.flavours == MarkdownConfig().flavours:
        return  # the default needs no parser's import
    from locpipe.markdown.flavours import known

    for flavour in config.markdown.flavours:
        if flavour not in known():
            raise _choice("markdown.flavours", flavour, known(), text)


def _choice(key: str, value: str, choices: tuple[str, ...], text: ConfigText) -> ConfigError:
    listed = ", ".join(f'"{choice}"' for choice in choices)
    return text.error(key, f'"{key}" names "{value}"; known are {listed}')


def _paths(config: Config, text: ConfigText) -> None:
    for name, (needed, allowed) in _PLACEHOLDERS.items():
        key, pattern = f"paths.{name}", str(getattr(config.paths, name))
        _inside(key, pattern, text)
        _placeholders(key, pattern, needed, allowed, text)
    for name in ("source", "target"):
        pattern = str(getattr(config.paths, name))
        if not is_layout(pattern) or len(re.findall(r"\{(?:path|article|suffix)\}", pattern.rpartition("/")[0])):
            example = '"content/{path}" or "content/{article}.{lang}{suffix}"'
            raise text.error(f"paths.{name}", f'"paths.{name}" must end with a folder and {{path}}, like {example}')
    for pattern in config.memory.files:
        _inside("memory.files", pattern, text)


def _inside(key: str, pattern: str, text: ConfigText) -> None:
    """Refuse a pattern that is absolute on any system, goes up, or is none at all."""
    windows = PureWindowsPath(pattern)
    if windows.drive or windows.root or ".." in windows.parts or PurePosixPath(pattern).is_absolute():
        raise text.error(key, f'"{key}" is "{pattern}", which leaves the project; give a path below its root')
    if "\\" in pattern or "\0" in pattern or not pattern.strip():
        raise text.error(key, f'"{key}" is "{pattern}"; write a path with "/" between folders')


def _placeholders(key: str, pattern: str, needed: tuple[str, ...], allowed: tuple[str, ...], text: ConfigText) -> None:
    found = re.findall(r"\{([^{}]*)\}", pattern)
    known = " and ".join(f"{{{name}}}" for name in allowed) or "none"
    for name in found:
        if name not in allowed:
            raise text.error(key, f'"{key}" holds {{{name}}}, which it does not know; known here: {known}')
    for name in needed:
        if name not in found:
            raise text.error(key, f'"{key}" lacks {{{name}}}; without it, two files would have one name')


def _urls(config: Config, text: ConfigText) -> None:
    if config.urls.site and not re.fullmatch(r"https?://[^/\s]+(?:/[^\s?#]*)?", config.urls.site):
        raise text.error("urls.site", f'"urls.site" is "{config.urls.site}"; write it like "https://example.org"')
    for name, pattern in (("article", config.urls.article), ("source", config.urls.source)):
        if not pattern:
            continue
        _placeholders(f"urls.{name}", pattern, (), _URL_PLACEHOLDERS, text)
        if "{slug}" not in pattern and "{path}" not in pattern:
            raise text.error(
                f"urls.{name}", f'"urls.{name}" needs {{slug}} or {{path}}, or all articles have one address'
            )


def _folders(config: Config, text: ConfigText) -> None:
    """Refuse a target folder that is the source folder: translated articles would replace their sources."""
    source = layout_of(config.paths.source, config.source)
    for code in config.targets:
        target = layout_of(config.paths.target, code)
        same = PurePosixPath(target.folder) == PurePosixPath(source.folder)
        if same and (target.tail == source.tail or config.paths.target.endswith("{path}")):
            place = f"{PurePosixPath(source.folder)}/"
            raise text.error("paths.target", f'"paths.target" puts {code} into {place}, where the sources are')
