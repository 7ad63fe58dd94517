"""The files that `locpipe init` writes."""

from __future__ import annotations

from locpipe.errors import UsageError
from locpipe.pipeline.presets import PRESETS, config_of

_CONFIG = """\
# locpipe's configuration. Every key is shown with its default; delete what you do not change.
name = ""                            # the window title in Poedit; empty: the article's id
source = "en"
targets = ["pl"]                     # language codes, as in "pt-BR"

[paths]
source   = "content/en/{path}"       # {path}: below that folder, suffix included
target   = "content/{lang}/{path}"   # its last part becomes the slug; or "content/{article}.{lang}{suffix}"
catalog  = "locale/{lang}/LC_MESSAGES/{article}.po"     # {article}: the source path without suffix
template = "locale/templates/{article}.pot"
glossary = "glossary/*.csv"          # named NAME.SOURCE-TARGET.csv: glossary/health.en-pl.csv
suffixes = [".md", ".markdown"]
exclude  = []

[frontmatter]
translate = ["title", "slug", "description", "keyword", "tags[]"]
lang      = "lang"                   # empty: the key is not written
siblings  = "siblings"               # empty: language versions are not linked
aliases   = "aliases"
notice    = "machine_translated"     # drafts only
links     = []                       # keys whose values are links: "related[]", "cta.url"
id        = ""                       # a key that all versions share: "translationKey" for Hugo
url       = ""                       # a key that holds a translation's address: "permalink" for Jekyll
aliases_as = "slug"                  # or "url"
markdown  = []                       # keys whose values are Markdown: "summary", "faq[].answer"
folders   = {}                       # other keys for some folders: {"content/*/recipes" = ["title", "steps[]"]}

[slug]
from = "title"
max_length = 50
script = "native"                    # "latin" transliterates Japanese, Arabic and other scripts too
files = true                         # false: files keep their names, and only the key `slug` is translated

[urls]
article = "/{lang}/{slug}/"          # how an article is linked; also {path}; empty: links are left alone
source  = "/{lang}/{slug}/"          # the same for the source language; many sites use "/{slug}/"
site    = ""                         # what full links to the site begin with: "https://example.org"
assets  = "keep"                     # "relink": relative paths to pictures beside the source are led back there

[markdown]
flavours = ["gfm"]
breaks = false                       # true for sites that render every newline as a line break
code = []                            # texts in fenced code: "comments", "strings", "diagrams" (Mermaid)
anchors = "github"                   # the ids of headings; or "kramdown", "python-markdown", "freeze"

[catalog]
locations = "file"                   # or "line", "none"

[merge]
keep = 100                           # least share of reviewed units, in percent, for an article to be written

[check]
required = []                        # languages that must be complete; empty: all targets
ignore = []                          # checks that are silent, like "title-long"
articles = {}                        # for some articles: {"guides/*" = ["term-missing"]}
baseline = "locpipe.baseline"        # what was found when you began, which stays silent

[engine]
name = ""                            # empty: no machine translation
cache = ".locpipe/engine.sqlite"     # paid answers: keep this file
url = ""                             # the engine's server; empty: the engine's own
model = ""
formality = ""
timeout = 60                         # seconds
parallel = 0                         # requests at once; 0: what suits the engine
budget = 0                           # the most characters that one run sends; 0: no limit

[engine.languages]                   # or [engine.languages.pl] with its own model, formality, code

[memory]
files = ["memory/*.tmx"]
threshold = 80                       # percent: how much a text must be like another to be proposed
"""

_WORKFLOW = """\
# Fails where a translation is missing, stale or wrong, or does not follow its catalog.
name: locpipe
on: [push, pull_request]
permissions:
  contents: read
jobs:
  locpipe:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install locpipe
      - run: locpipe check --format github
"""

_HOOK = """\
repos:
  - repo: local
    hooks:
      - id: locpipe
        name: translations are complete and up to date
        entry: locpipe check -q
        language: system
        pass_filenames: false
        files: \\.(md|markdown|po)$
"""

_FILES = {
    "locale/.gitkeep": "",
    "glossary/.gitkeep": "",
    ".gitattributes": "*.po text eol=lf\n*.pot text eol=lf\nlocpipe.lock text eol=lf merge=union\n",
    ".gitignore": "*.mo\n.locpipe/\n.locpipe-*.part\n",
    ".github/workflows/locpipe.yml": _WORKFLOW,
    ".pre-commit-config.yaml": _HOOK,
}


def files_of(preset: str) -> dict[str, str]:
    """Return the files of a new project by name; UsageError for an unknown preset, "" is a site without habits."""
    if not preset:
        return {"locpipe.toml": _CONFIG, "content/en/.gitkeep": "", **_FILES}
    if preset not in PRESETS:
        raise UsageError(f"--preset {preset}: there is no such preset; known are {', '.join(PRESETS)}")
    return {"locpipe.toml": config_of(preset), **_FILES}
