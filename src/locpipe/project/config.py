"""The configuration: `locpipe.toml` or `[tool.locpipe]` in pyproject.toml, checked and frozen."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any, TypeVar

from locpipe.errors import ConfigError


@dataclass(frozen=True, slots=True)
class PathsConfig:
    """Where sources, targets, catalogs and templates lie; patterns relative to the root, with `/`."""

    source: str = "content/en/{path}"
    target: str = "content/{lang}/{path}"
    catalog: str = "locale/{lang}/LC_MESSAGES/{article}.po"
    template: str = "locale/templates/{article}.pot"
    glossary: str = "glossary/*.csv"
    suffixes: tuple[str, ...] = (".md", ".markdown")
    exclude: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrontMatterConfig:
    """Which front-matter keys are units or links, and which locpipe writes ("" = none).

    `aliases_as` says what earlier addresses are written as: "slug" or "url". `markdown` are keys whose values are
    Markdown, `folders` the keys to translate in the folders that a pattern matches, in place of `translate`.
    """

    translate: tuple[str, ...] = ("title", "slug", "description", "keyword", "tags[]")
    lang: str = "lang"
    siblings: str = "siblings"
    aliases: str = "aliases"
    notice: str = "machine_translated"
    links: tuple[str, ...] = ()
    id: str = ""
    url: str = ""
    aliases_as: str = "slug"
    markdown: tuple[str, ...] = ()
    folders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SlugConfig:
    """How slugs are derived, and whether files are named by them; `source` is the key `from`, a word of Python's."""

    source: str = field(default="title", metadata={"key": "from"})
    max_length: int = 50
    script: str = "native"
    files: bool = True


@dataclass(frozen=True, slots=True)
class UrlsConfig:
    """How an article is linked, in a target language and in the source language; `site` may stand before it.

    `assets` says what becomes of relative paths to files that lie beside the source alone: "keep" or "relink".
    """

    article: str = "/{lang}/{slug}/"
    source: str = "/{lang}/{slug}/"
    site: str = ""
    assets: str = "keep"


@dataclass(frozen=True, slots=True)
class MarkdownConfig:
    """Which Markdown the articles are written in, by whose rule their headings get ids, what is a text in code."""

    flavours: tuple[str, ...] = ("gfm",)
    breaks: bool = False
    attributes: tuple[str, ...] = (
        *(
            "alt",
            "aria-label",
            "attr",
            "attribution",
            "caption",
            "content",
            "description",
            "footer",
            "header",
            "heading",
        ),
        *("label", "note", "placeholder", "subtitle", "summary", "text", "title"),
        *("callout[0]", "details[0]", "expand[0]", "tab[0]"),
    )
    anchors: str = "github"
    code: tuple[str, ...] = field(default=(), metadata={"one": True})


@dataclass(frozen=True, slots=True)
class CatalogConfig:
    """How catalogs are written."""

    locations: str = "file"


@dataclass(frozen=True, slots=True)
class MergeConfig:
    """When an article is written: the least share of reviewed units, in percent."""

    keep: int = 100


@dataclass(frozen=True, slots=True)
class CheckConfig:
    """Which languages are required (none named = all targets), and what is silent.

    `ignore` are checks or families, `articles` those for the articles that a pattern of ids matches, `baseline` is the
    file with the findings that a team began with ("" = none).
    """

    required: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    articles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    baseline: str = "locpipe.baseline"


@dataclass(frozen=True, slots=True)
class LanguageConfig:
    """What an engine is told about one target language, in the engine's own words; "" = as for all languages."""

    model: str = ""
    formality: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class EngineConfig:
    """Which engine pre-fills, how it is asked, and where its answers are kept.

    `timeout` in seconds, `parallel` requests at once (0 = the engine's own number), `budget` in characters for one run
    (0 = no limit).
    """

    name: str = ""
    cache: str = ".locpipe/engine.sqlite"
    url: str = ""
    model: str = ""
    formality: str = ""
    timeout: int = 60
    parallel: int = 0
    budget: int = 0
    languages: Mapping[str, LanguageConfig] = field(default_factory=dict, metadata={"of": LanguageConfig})


@dataclass(frozen=True, slots=True)
class MemoryConfig:
    """Which translation memories are read, and from how many percent on a text is alike enough to be offered.

    `store` is the server that keeps the index, "" for a file in `.locpipe/`.
    """

    files: tuple[str, ...] = ("memory/*.tmx",)
    threshold: int = 80
    store: str = ""


@dataclass(frozen=True, slots=True)
class Config:
    """The whole configuration, each key as in DESIGN section 9."""

    name: str = ""
    source: str = "en"
    targets: tuple[str, ...] = ("pl",)
    paths: PathsConfig = field(default_factory=PathsConfig)
    frontmatter: FrontMatterConfig = field(default_factory=FrontMatterConfig)
    slug: SlugConfig = field(default_factory=SlugConfig)
    urls: UrlsConfig = field(default_factory=UrlsConfig)
    markdown: MarkdownConfig = field(default_factory=MarkdownConfig)
    catalog: CatalogConfig = field(default_factory=CatalogConfig)
    merge: MergeConfig = field(default_factory=MergeConfig)
    check: CheckConfig = field(default_factory=CheckConfig)
    engine: EngineConfig = field(default_factory=EngineConfig)
    memory: MemoryConfig = field(default_factory=MemoryConfig)


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ConfigText:
    """The configuration's text, so that an error can name a line: `file` for messages, `table` what holds our keys."""

    file: str
    text: str
    table: str = ""

    def error(self, key: str, message: str) -> ConfigError:
        """Return the error about a dotted key, with the line that the key stands in; always one line."""
        message = re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", lambda found: repr(found[0])[1:-1], message)
        return ConfigError(f"{self.file}:{self.line_of(key)}: {message}")

    def line_of(self, key: str) -> int:
        """Return the line of a dotted key, from 1: in its table, else of the first line that names it, else 1."""
        table, _, name = ".".join(filter(None, [self.table, key])).rpartition(".")
        lines = self.text.split("\n")
        assigned = re.compile(rf"\s*[\"']?{re.escape(name)}[\"']?\s*[=.]")
        current = ""
        for number, line in enumerate(lines, 1):
            if header := re.match(r"\s*\[\[?([^\]]+)\]", line):
                current = re.sub(r"[\s\"']", "", header[1])
                if current == f"{table}.{name}".lstrip("."):
                    return number
            elif current == table and assigned.match(line):
                return number
        named = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        return next((number for number, line in enumerate(lines, 1) if named.search(line.partition("#")[0])), 1)


def load_toml(data: bytes, file: str) -> tuple[str, dict[str, Any]]:
    """Return the text and its values; ConfigError with the line where it is no UTF-8 or no TOML."""
    try:
        # Editors on Windows begin a file with a BOM, which TOML does not know.
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{file}:{line}: the file is not UTF-8; save it as UTF-8") from error
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _toml_error(str(error), text, file) from error
    except RecursionError as error:
        raise ConfigError(f"{file}: values are nested too deeply to be read") from error


def _toml_error(message: str, text: str, file: str) -> ConfigError:
    found = re.search(r" \((?:at line (\d+), column \d+|at end of document)\)$", message)
    reason = message[: found.start()] if found else message
    line = int(found[1]) if found and found[1] else text.rstrip("\n").count("\n") + 1
    return ConfigError(f"{file}:{line}: this is not TOML: {reason}; strings stand in quotes, lists in [ ]")


def parse_config(values: Mapping[str, Any], text: ConfigText) -> Config:
    """Return the configuration that the values hold; ConfigError for an unknown key or a value of another type."""
    return _read_table(Config, values, "", text)


def _read_table(kind: type[T], values: Mapping[str, Any], prefix: str, text: ConfigText) -> T:
    """Return one table as its dataclass, absent keys with their defaults."""
    defaults = kind()
    known = {item.metadata.get("key", item.name): item for item in fields(kind)}  # type: ignore[arg-type]
    read: dict[str, Any] = {}
    for key, value in values.items():
        if key not in known:
            raise _unknown(key, prefix, list(known), text)
        name, of = known[key].name, known[key].metadata.get("of")
        default = getattr(defaults, name)
        if is_dataclass(default) and isinstance(value, dict):
            read[name] = _read_table(type(default), value, f"{prefix}{key}.", text)
        elif known[key].metadata.get("one") and isinstance(value, str):
            read[name] = (value,)
        elif of is not None:
            read[name] = _read_tables(of, value, f"{prefix}{key}", text)
        else:
            read[name] = _read_value(value, default, f"{prefix}{key}", text)
    return kind(**read)


def _read_tables(kind: type[T], value: object, key: str, text: ConfigText) -> dict[str, T]:
    """Return a table of tables, each as the dataclass."""
    if not isinstance(value, dict) or not all(isinstance(each, dict) for each in value.values()):
        raise text.error(key, f'"{key}" must hold tables, like [{key}.pl], not {_describe(value)}')
    return {name: _read_table(kind, each, f"{key}.{name}.", text) for name, each in value.items()}


def _unknown(key: str, prefix: str, known: list[str], text: ConfigText) -> ConfigError:
    close = difflib.get_close_matches(key, known, 1)
    hint = f'did you mean "{prefix}{close[0]}"? ' if close else ""
    listed = ", ".join(f'"{name}"' for name in known)
    return text.error(prefix + key, f'unknown key "{prefix}{key}"; {hint}known keys are {listed}')


def _read_value(value: object, default: object, key: str, text: ConfigText) -> object:
    """Return the value if it has the default's type, a list as a tuple."""
    if isinstance(default, tuple):
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        expected = 'a list of strings, like ["one", "two"]'
    elif isinstance(default, dict) and isinstance(value, dict):
        return {name: _read_value(each, (), f"{key}.{name}", text) for name, each in value.items()}
    elif isinstance(default, dict):
        expected = f"a table of lists, [{key}]"
    elif is_dataclass(default):
        expected = f"a table, [{key}]"
    elif type(value) is type(default):
        return value
    else:
        expected = {str: 'a string, like "text"', bool: "true or false", int: "a whole number"}[type(default)]
    raise text.error(key, f'"{key}" must be {expected}, not {_describe(value)}')


def _describe(value: object) -> str:
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list" if all(isinstance(item, str) for item in value) else "a list with other things in it"
    if isinstance(value, bool):
        return str(value).lower()
    return f'the string "{value}"' if isinstance(value, str) else str(value)
