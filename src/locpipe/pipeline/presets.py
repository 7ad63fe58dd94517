"""Configurations that `locpipe init --preset` writes: what a kind of site needs other than the defaults."""

from __future__ import annotations

_HEAD = """\
# locpipe's configuration for a site made with {name}. What is not here has its default: see docs/configuration.md.
source = "en"
targets = ["pl"]                     # language codes, as in "pt-BR"
"""

_HUGO = """
# hugo.toml: one content folder for each language, [languages.en] contentDir = "content/en", and so on.
[paths]
source = "content/en/{path}"
target = "content/{lang}/{path}"     # named by its slug; by file name instead: "content/{article}.{lang}{suffix}"

[frontmatter]
translate = ["title", "linkTitle", "slug", "description", "summary", "tags[]", "categories[]"]
lang = ""                            # Hugo knows the language by the folder
id   = "translationKey"              # what Hugo links versions by whose files have different names

[slug]
files = true                         # false: files keep their names, and only the key `slug` is translated

[urls]
# site = "https://example.org"       # full links to the site itself are followed too
article = "/{lang}/{path}/"          # of each language; with permalinks in hugo.toml, write those here
source  = "/{path}/"                 # the default language has no folder unless defaultContentLanguageInSubdir

[markdown]
flavours = ["gfm", "hugo"]
anchors  = "hugo"
"""

_JEKYLL = """
# _config.yml: permalink: /:title/ for posts. jekyll-polyglot tells versions by `lang` and a `page_id` that they share.
[paths]
source = "_posts/{path}"
target = "_posts/{lang}/{path}"      # DATE-slug.md: the date stays

[frontmatter]
translate  = ["title", "slug", "description", "excerpt", "tags[]", "categories[]"]
lang       = "lang"
id         = "page_id"
url        = "permalink"             # a translation says its own address
aliases    = "redirect_from"         # jekyll-redirect-from
aliases_as = "url"

[urls]
# site = "https://example.org"       # full links to the site itself are followed too
article = "/{lang}/{slug}/"
source  = "/{slug}/"                 # also {year}, {month}, {day} of the file's name

[markdown]
flavours = ["gfm", "jekyll"]
anchors  = "kramdown-gfm"            # Jekyll's own choice; "kramdown" where _config.yml says kramdown: input: kramdown
"""

_MKDOCS = """
# mkdocs.yml: the plugin i18n with docs_structure: folder; with "suffix", target = "docs/{article}.{lang}{suffix}".
[paths]
source = "docs/en/{path}"
target = "docs/{lang}/{path}"

[frontmatter]
translate = ["title", "description", "tags[]"]
lang      = ""
siblings  = ""
aliases   = ""

[urls]
# site = "https://example.org"       # full links to the site itself are followed too
article = "/{lang}/{path}/"
source  = "/{path}/"

[markdown]
flavours = ["gfm", "mkdocs"]
anchors  = "python-markdown"         # "github" with slugify: !!python/object/apply:pymdownx.slugs.slugify
"""

_DOCUSAURUS = """
# docusaurus.config.js: i18n: {defaultLocale: "en", locales: ["en", "pl"]}.
[paths]
source   = "docs/{path}"
target   = "i18n/{lang}/docusaurus-plugin-content-docs/current/{path}"
suffixes = [".md", ".mdx"]

[frontmatter]
translate = ["title", "description", "sidebar_label", "pagination_label", "keywords[]", "tags[]"]
lang      = ""
siblings  = ""
aliases   = ""

[urls]
# site = "https://example.org"       # full links to the site itself are followed too
article = "/{lang}/docs/{path}"
source  = "/docs/{path}"
assets  = "relink"

[markdown]
flavours = ["gfm", "mdx", "directives"]
anchors  = "docusaurus"              # "freeze" keeps the source's anchors, as `docusaurus write-heading-ids` does
"""

_STARLIGHT = """
# astro.config.mjs: starlight({defaultLocale: "root", locales: {root: {lang: "en"}, pl: {label: "Polski"}}}).
[paths]
source   = "src/content/docs/{path}"
target   = "src/content/docs/{lang}/{path}"
suffixes = [".md", ".mdx"]

[frontmatter]
translate = [
    "title", "description", "sidebar.label", "sidebar.badge", "sidebar.badge.text", "prev", "prev.label", "next",
    "next.label", "hero.title", "hero.tagline", "hero.image.alt", "hero.actions[].text",
]
markdown  = ["banner.content"]
lang      = ""
siblings  = ""
aliases   = ""
links     = ["hero.image.file", "hero.actions[].link", "prev.link", "next.link"]

[urls]
# site = "https://example.org"       # full links to the site itself are followed too
article = "/{lang}/{path}/"
source  = "/{path}/"
assets  = "relink"

[markdown]
flavours = ["gfm", "mdx", "directives"]
anchors  = "github"
"""

_ELEVENTY = """
# A folder for each language; content/en/en.json says {"lang": "en"} for all that lies in it, and so on.
[paths]
source = "content/en/{path}"
target = "content/{lang}/{path}"     # named by its slug, which Eleventy makes the address of

[frontmatter]
translate = ["title", "slug", "description", "tags[]"]
id        = "translationKey"         # what templates find the other versions by

[urls]
# site = "https://example.org"       # full links to the site itself are followed too
article = "/{lang}/{path}/"
source  = "/{lang}/{path}/"

[markdown]
flavours = ["gfm", "jekyll"]         # Eleventy runs Liquid over Markdown
anchors  = "github"                  # with a slugify of that rule, as github-slugger, in IdAttributePlugin
"""

_PELICAN = """
# pelicanconf.py: ARTICLE_TRANSLATION_ID = "translation_id", ARTICLE_URL = "{slug}/",
# ARTICLE_LANG_URL = "{lang}/{slug}/", both with index.html as ..._SAVE_AS.
[paths]
source = "content/en/{path}"
target = "content/{lang}/{path}"

[frontmatter]
translate = ["title", "slug", "summary", "tags"]
lang      = "lang"
siblings  = ""                       # Pelican reads flat metadata alone
aliases   = ""
id        = "translation_id"

[urls]
# site = "https://example.org"       # full links to the site itself are followed too
article = "/{lang}/{slug}/"
source  = "/{slug}/"
assets  = "relink"

[markdown]
flavours = ["gfm", "mkdocs"]         # Python-Markdown, as MkDocs has it
anchors  = "python-markdown"
"""

PRESETS = {
    "hugo": _HUGO,
    "jekyll": _JEKYLL,
    "mkdocs": _MKDOCS,
    "docusaurus": _DOCUSAURUS,
    "starlight": _STARLIGHT,
    "eleventy": _ELEVENTY,
    "pelican": _PELICAN,
}
"""The configuration of each preset, by its name."""


def config_of(preset: str) -> str:
    """Return the configuration file of a preset."""
    name = "MkDocs" if preset == "mkdocs" else preset.capitalize()
    return _HEAD.replace("{name}", name) + PRESETS[preset]
