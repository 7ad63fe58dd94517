"""The project: the configuration's errors, the articles found and named, and where everything lies."""

from __future__ import annotations

import os
import re
import sys
import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locpipe.errors import ConfigError, SourceError, UsageError
from locpipe.project import Config, Project, find_project
from locpipe.project.config import ConfigText, LanguageConfig, parse_config
from locpipe.project.validate import validate

DEFAULTS = """
name = ""
source = "en"
targets = ["pl"]
[paths]
source   = "content/en/{path}"
target   = "content/{lang}/{path}"
catalog  = "locale/{lang}/LC_MESSAGES/{article}.po"
template = "locale/templates/{article}.pot"
glossary = "glossary/*.csv"
suffixes = [".md", ".markdown"]
exclude  = []
[frontmatter]
translate = ["title", "slug", "description", "keyword", "tags[]"]
lang      = "lang"
siblings  = "siblings"
aliases   = "aliases"
notice    = "machine_translated"
links     = []
id        = ""
url       = ""
aliases_as = "slug"
markdown = []
folders = {}
[slug]
from = "title"
max_length = 50
script = "native"
files = true
[urls]
article = "/{lang}/{slug}/"
source  = "/{lang}/{slug}/"
site    = ""
assets  = "keep"
[markdown]
flavours = ["gfm"]
breaks = false
anchors = "github"
code = []
attributes = ["alt", "aria-label", "attr", "attribution", "caption", "content", "description", "footer", "header",
              "heading", "label", "note", "placeholder", "subtitle", "summary", "text", "title", "callout[0]",
              "details[0]", "expand[0]", "tab[0]"]
[catalog]
locations = "file"
[merge]
keep = 100
[check]
required = []
ignore = []
articles = {}
baseline = "locpipe.baseline"
[engine]
name = ""
cache = ".locpipe/engine.sqlite"
url = ""
model = ""
formality = ""
timeout = 60
parallel = 0
budget = 0
[engine.languages]
[memory]
files = ["memory/*.tmx"]
threshold = 80
store = ""
"""


def project(root: Path, config: str = "", files: tuple[str, ...] = (), name: str = "locpipe.toml") -> Project:
    (root / name).write_bytes(config.encode())
    for file in files:
        path = root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"text\n")
    return find_project(root)


def config_error(root: Path, config: str | bytes, name: str = "locpipe.toml") -> str:
    (root / name).write_bytes(config if isinstance(config, bytes) else config.encode())
    with pytest.raises(ConfigError) as raised:
        find_project(root)
    return str(raised.value)


def ids(project: Project, *names: str) -> list[str]:
    return [article.id for article in project.articles(names)]


# The configuration


def test_defaults_are_those_of_the_design(tmp_path):
    assert project(tmp_path, DEFAULTS).config == Config() == project(tmp_path).config


def test_the_design_names_every_key():
    def keys(config: object) -> set[str]:
        return {item.metadata.get("key", item.name) for item in fields(config)}  # type: ignore[arg-type]

    config, written = Config(), tomllib.loads(DEFAULTS)
    assert keys(config) == set(written)
    for item in fields(config):
        if is_dataclass(table := getattr(config, item.name)):
            assert keys(table) == set(written[item.name])


def test_every_value_arrives(tmp_path):
    text = DEFAULTS.replace('"en"', '"de"').replace("100", "80").replace('["pl"]', '["pl", "pt-BR"]')
    text = text.replace("breaks = false", "breaks = true").replace('from = "title"', 'from = "name"')
    config = project(tmp_path, text).config
    assert (config.source, config.targets, config.merge.keep) == ("de", ("pl", "pt-BR"), 80)
    assert (config.markdown.breaks, config.slug.source) == (True, "name")


def test_an_engine_is_told_of_each_language(tmp_path):
    text = '[engine]\nname = "deepl"\n[engine.languages.pl]\nformality = "prefer_less"\ncode = "PL"\n'
    assert project(tmp_path, text).config.engine.languages == {"pl": LanguageConfig(formality="prefer_less", code="PL")}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[engine.languages.de]\nmodel = 'x'\n", '2: "engine.languages" names "de", which "targets" does not'),
        ("[engine.languages.pl]\ntone = 'x'\n", '3: unknown key "engine.languages.pl.tone"'),
        ("[engine]\nlanguages = 'pl'\n", '3: "engine.languages" must hold tables, like [engine.languages.pl]'),
        ("[engine]\ntimeout = 0\n", '3: "engine.timeout" must be 1 or more, not 0'),
        ("[engine]\nbudget = -1\n", '3: "engine.budget" must be 0 or more, not -1'),
        ("[engine]\ncache = ' '\n", '3: "engine.cache" is empty'),
        ("[memory]\nstore = 'a.sqlite'\n", '3: "memory.store" must be the URL of a PostgreSQL database, or empty'),
        ("[memory]\nthreshold = 101\n", '3: "memory.threshold" must be from 1 to 100 (percent), not 101'),
    ],
)
def test_engine_and_memory_values_are_checked(tmp_path, text, expected):
    assert expected in config_error(tmp_path, "\n" + text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
KEYS = st.sampled_from([*tomllib.loads(DEFAULTS), "sorce", ""])


@given(st.dictionaries(KEYS, VALUES | st.dictionaries(st.sampled_from(["source", "keep", "files", "x"]), VALUES)))
def test_any_values_are_a_configuration_or_a_config_error(values):
    text = ConfigText("locpipe.toml", "")
    shown = ""
    try:
        validate(parse_config(values, text), text)
    except ConfigError as error:
        shown = str(error)
    assert shown == "" or re.match(r"locpipe\.toml:1: .+\Z", shown)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            '\n[paths]\nsorce = "x"',
            '3: unknown key "paths.sorce"; did you mean "paths.source"? known keys are "source", ',
        ),
        ("[path]", '1: unknown key "path"; did you mean "paths"?'),
        ('source = "en"\n[merge]\nsource = 1', '3: unknown key "merge.source"; known keys are "keep"'),
        ('paths.sorce = "x"', '1: unknown key "paths.sorce"'),
        ("# zzz\nmerge = {zzz = 1}", '2: unknown key "merge.zzz"'),
        ('[merge]\nkeep = "all"', '2: "merge.keep" must be a whole number, not the string "all"'),
        ("[merge]\nkeep = true", '2: "merge.keep" must be a whole number, not true'),
        ("[merge]\nkeep = 1.5", '2: "merge.keep" must be a whole number, not 1.5'),
        ("[markdown]\nbreaks = 1", '2: "markdown.breaks" must be true or false, not 1'),
        ("source = []", '1: "source" must be a string'),
        ('targets = "pl"', '1: "targets" must be a list of strings, like ["one", "two"], not the string "pl"'),
        ('targets = ["pl", 1]', '1: "targets" must be a list of strings'),
        ("paths = 3", '1: "paths" must be a table, [paths], not 3'),
        ("[[paths]]", '1: "paths" must be a table, [paths]'),
        ("merge.keep = 101", '"merge.keep" must be from 0 to 100'),
        ("[merge]\nkeep = -1", '2: "merge.keep" must be from 0 to 100'),
        ("[slug]\nmax_length = 0", '2: "slug.max_length" must be 1 or more'),
        ('[slug]\nscript = "greek"', '2: "slug.script" names "greek"; known are "native", "latin"'),
        ('[catalog]\nlocations = "lines"', '2: "catalog.locations" names "lines"; known are "file", "line", "none"'),
        (
            '[markdown]\nflavours = ["mdy"]',
            '2: "markdown.flavours" names "mdy"; known are "commonmark", "gfm", "directives"',
        ),
        ("targets = []", '1: "targets" is empty'),
        ('\ntargets = ["pl", "xx"]', '2: "targets" names "xx", which is no language code; use codes like'),
        ('targets = ["pt_BR"]', 'names "pt_BR", which is no language code; did you mean "pt-BR"?'),
        ('source = "english"', '"source" names "english", which is no language code'),
        ('targets = ["pl", "en"]', '"targets" names "en", which is the source language'),
        ('targets = ["pl", "pl"]', '"targets" names "pl" beside "pl": both would be one catalog'),
        ('targets = ["zh-TW", "zh-Hant"]', '"targets" names "zh-Hant" beside "zh-TW": both would be one catalog'),
        ('[check]\nrequired = ["de"]', '2: "check.required" names "de", which "targets" does not'),
        ('[paths]\nsource = "content/en"', '2: "paths.source" must end with a folder and {path}'),
        ('[paths]\nsource = "en/{path}/{path}"', '2: "paths.source" must end with a folder and {path}'),
        ('[paths]\nsource = "en/{path}.md"', '2: "paths.source" must end with a folder and {path}'),
        ('[paths]\ntarget = "content/{path}"', '2: "paths.target" lacks {lang}'),
        ('[paths]\ntarget = "{lang}/{slug}/{path}"', '2: "paths.target" holds {slug}, which it does not know'),
        ('[paths]\ncatalog = "locale/{lang}.po"', '2: "paths.catalog" lacks {article}'),
        ('[paths]\ntemplate = "x.pot"', '2: "paths.template" lacks {article}'),
        ('[paths]\ntemplate = "{lang}/{article}.pot"', '2: "paths.template" holds {lang}'),
        ('[paths]\nsource = "../en/{path}"', '2: "paths.source" is "../en/{path}", which leaves the project'),
        ('[paths]\nsource = "/en/{path}"', "leaves the project"),
        ("[paths]\nsource = 'C:\\en\\{path}'", "leaves the project"),
        ("[paths]\nsource = 'en\\{path}'", 'write a path with "/"'),
        ("[paths]\nsource = 'en\\..\\..\\{path}'", "leaves the project"),
        ('[paths]\nglossary = "a/../../*.csv"', "leaves the project"),
        ('[memory]\nfiles = ["/var/x.tmx"]', '2: "memory.files" is "/var/x.tmx", which leaves the project'),
        ("[paths]\nsuffixes = []", '2: "paths.suffixes" is empty'),
        ('[paths]\nsuffixes = ["md"]', '2: "paths.suffixes" holds "md"'),
        ('[urls]\narticle = "/{lang}/"', '2: "urls.article" needs {slug} or {path}'),
        ('[urls]\nsource = "/{article}/"', '2: "urls.source" holds {article}'),
        ('[paths]\nsource = "content/pl/{path}"', '"paths.target" puts pl into content/pl/, where the sources are'),
        ("source = \n", "1: this is not TOML: Invalid value; "),
        ("a = 1\nb", "2: this is not TOML: "),
        (b"a = 1\n# caf\xe9\n", "2: the file is not UTF-8"),
        ("a = " + "[" * 5000, ""),
    ],
)
def test_what_a_config_error_says(tmp_path, config, message):
    shown = config_error(tmp_path, config)
    assert message in shown
    assert shown.startswith("locpipe.toml:")
    assert "\n" not in shown


def test_pyproject_works_as_well(tmp_path):
    other = '[project]\nname = "x"\nsorce = 1\n'
    found = project(
        tmp_path, other + '[tool.locpipe]\ntargets = ["de"]\n[tool.locpipe.merge]\nkeep = 5', (), "pyproject.toml"
    )
    assert (found.config.targets, found.config.merge.keep, found.config_file) == (("de",), 5, "pyproject.toml")
    shown = config_error(tmp_path, other + "[tool.locpipe.merge]\n\nsorce = 1", "pyproject.toml")
    assert shown.startswith('pyproject.toml:6: unknown key "merge.sorce"')
    assert "must be a table" in config_error(tmp_path, "[tool]\nlocpipe = 1", "pyproject.toml")


def test_a_pyproject_of_other_tools_is_passed_by(tmp_path):
    inner = tmp_path / "inner"
    inner.mkdir()
    project(tmp_path)
    for text in ("broken = ", "[project]\nname = 'x'", "[project]\nname = 'locpipe'", "[tool.other]"):
        (inner / "pyproject.toml").write_text(text, encoding="utf-8")
        assert find_project(inner).root == tmp_path.resolve()


def test_the_configuration_may_begin_with_a_bom_and_end_lines_with_crlf(tmp_path):
    assert project(tmp_path, '\ufefftargets = ["de"]\r\n[merge]\r\nkeep = 5\r\n').config.merge.keep == 5
    assert config_error(tmp_path, "[merge]\r\n\r\nkep = 5\r\n").startswith("locpipe.toml:3:")


def test_the_project_is_found_upwards(tmp_path):
    found = project(tmp_path, "", ("content/en/deep/er/a.md",))
    assert find_project(tmp_path / "content/en/deep/er") == found
    assert found.root == tmp_path.resolve()


def test_no_project(tmp_path):
    with pytest.raises(ConfigError, match="run locpipe init"):
        find_project(tmp_path)
    with pytest.raises(ConfigError, match="no such folder"):
        find_project(tmp_path / "missing")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(ConfigError, match="is a file"):
        find_project(tmp_path / "file")
    (tmp_path / "locpipe.toml").mkdir()
    with pytest.raises(ConfigError, match="is a folder"):
        find_project(tmp_path)


# Articles


def test_articles_are_sorted_and_others_are_left_out(tmp_path):
    files = ("b.md", "a/z.markdown", "a.md", "C.MD", "x.txt", ".hidden.md", ".git/y.md", "b.po", "b.mo", "md", "a/.md")
    found = project(tmp_path, "", tuple(f"content/en/{file}" for file in files)).articles()
    assert [article.id for article in found] == ["C", "a", "a/z", "b"]
    assert [article.below for article in found] == ["C.MD", "a.md", "a/z.markdown", "b.md"]
    assert found[2].relative == "content/en/a/z.markdown"
    assert found[2].path == tmp_path.resolve() / "content/en/a/z.markdown"


@pytest.mark.parametrize(
    ("pattern", "left"),
    [
        ("drafts", ["a", "b/c.x"]),
        ("drafts/", ["a", "b/c.x"]),
        ("drafts/*", ["a", "b/c.x"]),
        ("./drafts/**", ["a", "b/c.x"]),
        ("content/en/drafts/**", ["a", "b/c.x"]),
        ("**/a.md", ["b/c.x", "drafts/n/d"]),
        ("**/c.x.md", ["a", "drafts/a", "drafts/n/d"]),
        ("**/n/**/d.md", ["a", "b/c.x", "drafts/a"]),
        ("[ab].md", ["b/c.x", "drafts/a", "drafts/n/d"]),
        ("[!b].md", ["b/c.x", "drafts/a", "drafts/n/d"]),
        ("?.md", ["b/c.x", "drafts/a", "drafts/n/d"]),
        ("c.x.md", ["a", "b/c.x", "drafts/a", "drafts/n/d"]),
        ("b/c?x.md", ["a", "drafts/a", "drafts/n/d"]),
        ("[", ["a", "b/c.x", "drafts/a", "drafts/n/d"]),
        ("[z-a]", ["a", "b/c.x", "drafts/a", "drafts/n/d"]),
    ],
)
def test_exclude(tmp_path, pattern, left):
    files = ("content/en/a.md", "content/en/b/c.x.md", "content/en/drafts/a.md", "content/en/drafts/n/d.md")
    assert ids(project(tmp_path, f'[paths]\nexclude = ["{pattern}"]', files)) == left


def test_target_folders_inside_the_source_folder_hold_no_articles(tmp_path):
    files = ("content/a.md", "content/pl/b.md", "content/de/c.md")
    assert ids(project(tmp_path, '[paths]\nsource = "content/{path}"', files)) == ["a", "de/c"]


def test_no_article(tmp_path):
    found = project(tmp_path)
    with pytest.raises(SourceError, match="content/en/ does not exist"):
        found.articles()
    (tmp_path / "content/en").mkdir(parents=True)
    with pytest.raises(SourceError, match=r"no article found: content/en/ holds no \.md or \.markdown file"):
        found.articles()
    (tmp_path / "content/en").rmdir()
    (tmp_path / "content/en").write_bytes(b"")
    with pytest.raises(SourceError, match="content/en/ is a file, not a folder"):
        found.articles()


def source_error(project: Project) -> str:
    with pytest.raises(SourceError) as raised:
        project.articles()
    return str(raised.value)


def test_two_files_with_one_id(tmp_path):
    shown = source_error(project(tmp_path, "", ("content/en/x.md", "content/en/x.markdown")))
    assert 'content/en/x.markdown and content/en/x.md are both the article "x"' in shown


def test_a_folder_in_an_articles_place(tmp_path):
    assert "content/en/d.md is a folder where" in source_error(project(tmp_path, "", ("content/en/d.md/x.md",)))


def test_links_inside_the_project_are_followed(tmp_path):
    found = project(tmp_path, "", ("content/en/a.md", "shared/b.md", "shared/c.md"))
    (tmp_path / "content/en/s").symlink_to(tmp_path / "shared")
    (tmp_path / "content/en/nothing.txt").symlink_to("missing")
    assert ids(found) == ["a", "s/b", "s/c"]
    (tmp_path / "content/en/twin.md").symlink_to("a.md")
    assert "content/en/a.md and content/en/twin.md are the same file" in source_error(found)


@pytest.mark.parametrize(
    ("link", "to", "message"),
    [
        ("x.md", "/etc/passwd", "content/en/x.md is a link that leaves the project"),
        ("x", "/etc", "content/en/x is a link that leaves the project"),
        ("x.md", "missing", "content/en/x.md is a link to nothing"),
        ("x.md", "x.md", "content/en/x.md is a link to nothing"),
        ("x", "..", "content/en/x/en links to"),
        ("x", ".", "content/en/x links to a folder that holds it"),
    ],
)
def test_links_that_lead_astray(tmp_path, link, to, message):
    found = project(tmp_path, "", ("content/en/a.md",))
    (tmp_path / "content/en" / link).symlink_to(to)
    if to == "..":
        message = "content/en/x/en links to a folder"
    assert re.search(message, source_error(found))


def test_a_source_folder_that_leaves_the_project(tmp_path):
    root = tmp_path / "root"
    (root / "content").mkdir(parents=True)
    (tmp_path / "out").mkdir()
    (root / "content/en").symlink_to(tmp_path / "out")
    assert "content/en/ is a link that leaves the project" in source_error(project(root))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes in folders")
def test_a_pipe_is_no_article(tmp_path):
    found = project(tmp_path, "", ("content/en/a.md",))
    os.mkfifo(tmp_path / "content/en/x.md")
    assert "content/en/x.md is no regular file" in source_error(found)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux takes any bytes as a file name")
@pytest.mark.parametrize("name", [b"a\xff.md", b"a\n.md", b"d\xff/a.md"])
def test_a_name_that_cannot_be_shown(tmp_path, name):
    found = project(tmp_path, "", ("content/en/a.md",))
    path = tmp_path / "content/en" / os.fsdecode(name)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(b"")
    shown = source_error(found)
    assert "rename it" in shown
    assert shown.isascii()
    assert "\n" not in shown


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="the superuser may read everything")
def test_an_unreadable_folder(tmp_path):
    found = project(tmp_path, "", ("content/en/a.md", "content/en/closed/b.md"))
    (tmp_path / "content/en/closed").chmod(0)
    try:
        assert "content/en/closed/: Permission denied; make the folder readable" in source_error(found)
    finally:
        (tmp_path / "content/en/closed").chmod(0o755)


# Names


@pytest.fixture
def site(tmp_path, monkeypatch):
    files = tuple(f"content/en/{name}" for name in ("guides.md", "guides/one.md", "guides/two.md", "index.md"))
    found = project(tmp_path, "", (*files, "content/pl/index.md", "README.md"))
    monkeypatch.chdir(tmp_path / "content")
    return found


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["index"], ["index"]),
        (["guides"], ["guides"]),
        (["guides/one"], ["guides/one"]),
        (["en/guides/one.md"], ["guides/one"]),
        (["./en/../en/guides/one.md"], ["guides/one"]),
        (["content/en/guides/one.md"], ["guides/one"]),
        (["en/guides"], ["guides/one", "guides/two"]),
        (["content/en/guides/"], ["guides/one", "guides/two"]),
        (["."], ["guides", "guides/one", "guides/two", "index"]),
        (["index", "en/index.md", "content/en/guides/two.md"], ["guides/two", "index"]),
    ],
)
def test_names_that_mean_articles(site, names, expected):
    assert ids(site, *names) == expected


def test_an_absolute_name_through_a_link(site, tmp_path):
    (tmp_path / "link").symlink_to(tmp_path)
    assert ids(site, str(tmp_path / "link/content/en/index.md")) == ["index"]
    assert ids(site, str(tmp_path / "link/content/en/guides")) == ["guides/one", "guides/two"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("indx", 'no article "indx"; did you mean "index"?'),
        ("guides/on", 'did you mean "guides/one"?'),
        ("content/en/indx.md", 'did you mean "content/en/index.md"?'),
        ("../README.md", '"../README.md" is no article; articles lie in content/en/'),
        ("pl/index.md", '"pl/index.md" is no article'),
        ("pl", '"pl" is no article'),
        ("", 'no article ""'),
        ("a\0b", "no article"),
        ("zzzzzz", "articles lie in content/en/"),
        ("../../elsewhere", "no article"),
    ],
)
def test_names_that_mean_none(site, name, message):
    with pytest.raises(UsageError) as raised:
        site.articles(["index", name])
    assert message in str(raised.value)


# Paths


def test_paths(tmp_path):
    found = project(tmp_path, 'targets = ["pl", "pt-BR"]', ("content/en/b.md", "content/en/{lang}/a.MD"))
    root, (plain, braces) = tmp_path.resolve(), found.articles()
    assert found.target_path(plain, "pl") == root / "content/pl/b.md"
    assert found.target_path(plain, "pl", "be-em") == root / "content/pl/be-em.md"
    assert found.target_path(plain, "pl", "v1.2") == root / "content/pl/v1.2.md"
    assert found.target_path(braces, "pt-BR", "x") == root / "content/pt-BR/{lang}/x.MD"
    assert found.catalog_path(braces, "pt-BR") == root / "locale/pt_BR/LC_MESSAGES/{lang}/a.po"
    assert found.template_path(plain) == root / "locale/templates/b.pot"
    assert found.source_path("b") == root / "content/en/b.md"
    assert found.source_path("none") == root / "content/en/none.md"
    assert found.relative(root / "locale/templates/b.pot") == "locale/templates/b.pot"
    assert found.relative(root.parent / "x") == "../x"


@pytest.mark.parametrize("slug", ["", ".", "..", "a/b", "../../x", "/x", "a\\b", "a\0"])
def test_a_slug_that_is_no_file_name(tmp_path, slug):
    found = project(tmp_path, "", ("content/en/a.md",))
    with pytest.raises(SourceError, match=r"content/en/a\.md: the slug .* for pl is no file name"):
        found.target_path(found.articles()[0], "pl", slug)


def test_a_target_folder_that_leaves_the_project(tmp_path):
    root = tmp_path / "root"
    root.mkdir()
    found = project(root, "", ("content/en/a.md",))
    (root / "content/pl").symlink_to(tmp_path)
    (root / "locale").symlink_to(tmp_path)
    article = found.articles()[0]
    for path in (lambda: found.target_path(article, "pl"), lambda: found.catalog_path(article, "pl")):
        with pytest.raises(SourceError, match="leaves the project"):
            path()
    with pytest.raises(SourceError, match="leaves the project"):
        found.source_path("../../x")
