"""Files as site generators lay them out: where translations go, what they say of themselves, where their links lead."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import frontmatter
import pytest

from locpipe.api import extract, init, merge
from locpipe.errors import UsageError
from locpipe.model import Entry
from locpipe.pipeline.check import check
from locpipe.pipeline.presets import PRESETS
from locpipe.project import Project, find_project
from projects import change, review, tree, write

HEAD = "---\ntitle: Sleep\n{}---\n"
BODY = "# Sleep\n\nSee [water](water.md#a-glass).\n"


def site(root: Path, config: str, files: Mapping[str, str]) -> Project:
    """Return a project with these files, in which every article is published in Polish."""
    write(root, {"locpipe.toml": f'source = "en"\ntargets = ["pl"]\n{config}', **files})
    return published(root)


def published(root: Path) -> Project:
    project = find_project(root)
    extract(project)
    review(project, "pl", {})
    merge(project)
    return project


def keys(path: Path) -> dict[str, object]:
    return dict(frontmatter.loads(path.read_text(encoding="utf-8")).metadata)


def test_files_side_by_side(tmp_path):
    config = '[paths]\nsource = "content/{path}"\ntarget = "content/{article}.{lang}{suffix}"\n'
    files = {"content/sleep.md": HEAD.format("slug: sleep\n") + BODY, "content/water.md": "## A glass\n"}
    project = site(tmp_path, config, files)
    assert [file.id for file in project.articles()] == ["sleep", "water"]
    text = (tmp_path / "content/pl-sleep.pl.md").read_text(encoding="utf-8")
    assert "[water](water.pl.md#pl-a-glass)" in text
    before = tree(tmp_path)
    assert not merge(project).written
    assert tree(tmp_path) == before


def test_the_sources_name_may_hold_its_language(tmp_path):
    config = '[paths]\nsource = "{article}.{lang}{suffix}"\ntarget = "{article}.{lang}{suffix}"\n'
    files = {"sleep.en.md": BODY.replace("water", "water.en"), "water.en.md": "## A glass\n", "README.md": "text\n"}
    project = site(tmp_path, config, files)
    assert [(file.id, file.suffix, file.relative) for file in project.articles()] == [
        ("sleep", ".md", "sleep.en.md"),
        ("water", ".md", "water.en.md"),
    ]
    assert "](water.pl.md#pl-a-glass)" in (tmp_path / "sleep.pl.md").read_text(encoding="utf-8")


def test_an_index_keeps_its_name_and_a_bundle_has_its_slug_in_the_address(tmp_path):
    config = '[urls]\narticle = "/{lang}/{path}/"\nsource = "/{path}/"\n'
    files = {
        "content/en/guides/sleep/index.md": HEAD.format("slug: sleep\n"),
        "content/en/a.md": "Read about [sleep](/guides/sleep/).\n",
    }
    site(tmp_path, config, files)
    assert keys(tmp_path / "content/pl/guides/sleep/index.md")["slug"] == "pl-sleep"
    assert "(/pl/guides/pl-sleep/)" in (tmp_path / "content/pl/a.md").read_text(encoding="utf-8")


def test_jekylls_posts_keep_their_date_and_say_their_address(tmp_path):
    init(tmp_path, "jekyll")
    post = "slug: sleep\nredirect_from: /old/\n"
    write(
        tmp_path,
        {
            "_posts/2026-01-31-sleep.md": HEAD.format(post) + "Read [on]({% post_url 2026-02-01-water %}#a-glass).\n",
            "_posts/2026-02-01-water.md": HEAD.format("slug: water\npage_id: h2o\n").replace("Sleep", "Water")
            + "## A glass\n\n[Sleep]({% link _posts/2026-01-31-sleep.md %}), or [here](/sleep/).\n",
        },
    )
    project = published(tmp_path)
    sleep, water = (tmp_path / f"_posts/pl/2026-0{name}.md" for name in ("1-31-pl-sleep", "2-01-pl-water"))
    text = sleep.read_text(encoding="utf-8")
    assert "{% post_url pl/2026-02-01-pl-water %}#pl-a-glass" in text
    text = water.read_text(encoding="utf-8")
    assert "({% link _posts/pl/2026-01-31-pl-sleep.md %}), or [here](/pl/pl-sleep/)" in text
    assert keys(tmp_path / "_posts/2026-02-01-water.md")["page_id"] == "h2o"
    front = keys(sleep)
    assert front["lang"] == "pl"
    assert front["page_id"] == "2026-01-31-sleep"
    assert front["permalink"] == "/pl/pl-sleep/"
    assert not front.get("redirect_from")
    catalog = project.catalog_path(project.articles()[0], "pl")

    def renamed(entry: Entry) -> Entry:
        return entry._replace(target="sen", fuzzy=False) if entry.context == "slug" else entry

    change(catalog, renamed, "pl")
    merge(project)
    moved = keys(tmp_path / "_posts/pl/2026-01-31-sen.md")
    assert (moved["permalink"], moved["redirect_from"]) == ("/pl/sen/", ["/pl/pl-sleep/"])
    assert not sleep.exists()


def test_files_keep_their_names_where_the_configuration_says_so(tmp_path):
    site(tmp_path, "[slug]\nfiles = false\n", {"content/en/sleep.md": HEAD.format("slug: sleep\n")})
    assert keys(tmp_path / "content/pl/sleep.md")["slug"] == "pl-sleep"


@pytest.mark.parametrize(("flavours", "closing"), [('["gfm", "hugo"]', ""), ('["gfm", "mkdocs"]', " ##")])
def test_frozen_headings_keep_the_sources_anchors(tmp_path, flavours, closing):
    config = f'[markdown]\nflavours = {flavours}\nanchors = "freeze"\n'
    text = (
        f"# Sleep\n\n## How long?{closing}\n\nSetext\n------\n\nSee [above](#how-long), [b](#own).\n\n## B {{#own}}\n"
    )
    project = site(tmp_path, config, {"content/en/sleep.md": text})
    made = (tmp_path / "content/pl/sleep.md").read_text(encoding="utf-8")
    assert f"## pl How long? {{#how-long}}{closing}\n" in made
    assert "pl Setext {#setext}\n------\n" in made
    assert "(#how-long), [b](#own)" in made
    assert "## pl B {#own}" in made
    assert not merge(project).written


def test_values_of_front_matter_lead_to_the_translated_version(tmp_path):
    config = (
        '[frontmatter]\nlinks = ["related[]", "next.url"]\n[urls]\narticle = "/{lang}/{slug}/"\nsource = "/{slug}/"\n'
    )
    front = "related: [water, 'water.md', /water/, 'https://example.com/water/']\nnext:\n  url: /water/ # next\n"
    water = "---\ntitle: Water\nslug: water\n---\n"
    site(tmp_path, config, {"content/en/sleep.md": HEAD.format(front), "content/en/water.md": water})
    text = (tmp_path / "content/pl/sleep.md").read_text(encoding="utf-8")
    assert "related: [pl-water, 'pl-water.md', /pl/pl-water/, 'https://example.com/water/']\n" in text
    assert "  url: /pl/pl-water/ # next\n" in text


def test_full_links_to_the_own_site_and_relative_addresses_are_followed(tmp_path):
    config = '[urls]\narticle = "/{lang}/{slug}/"\nsource = "/{slug}/"\nsite = "https://example.org"\n'
    text = (
        HEAD.format("slug: sleep\n")
        + "[a](https://example.org/water/), [b](../water/), [c](https://example.com/water/)\n"
    )
    water = "---\ntitle: Water\nslug: water\n---\n"
    site(tmp_path, config, {"content/en/sleep.md": text, "content/en/water.md": water})
    made = (tmp_path / "content/pl/pl-sleep.md").read_text(encoding="utf-8")
    assert "(https://example.org/pl/pl-water/), [b](../pl-water/), [c](https://example.com/water/)" in made


def test_what_lies_beside_the_source_alone_is_led_back_where_that_is_asked_for(tmp_path):
    files = {
        "docs/guides/sleep.md": "Look ![a](img/a.png) ![b](img/b.en.png) ![c](img/c.png).\n",
        "docs/guides/img/a.png": "",
        "docs/guides/img/b.en.png": "",
        "docs/guides/img/b.pl.png": "",
    }
    config = '[paths]\nsource = "docs/{path}"\ntarget = "i18n/{lang}/{path}"\n[urls]\nassets = "relink"\n'
    site(tmp_path, config, files)
    made = (tmp_path / "i18n/pl/guides/sleep.md").read_text(encoding="utf-8")
    assert re.findall(r"\]\((.*?)\)", made) == [
        "../../../docs/guides/img/a.png",
        "../../../docs/guides/img/b.pl.png",
        "img/c.png",
    ]


def test_a_slug_that_is_a_path_is_the_address_from_the_root(tmp_path):
    init(tmp_path, "docusaurus")
    files = {
        "docs/guides/a.md": "---\nslug: /\n---\n[b](/docs/far/b#one)\n",
        "docs/guides/b.md": "---\nslug: /far/b\n---\n# One\n\n[a](/docs/)\n",
    }
    write(tmp_path, files)
    project = published(tmp_path)
    folder = tmp_path / "i18n/pl/docusaurus-plugin-content-docs/current/guides"
    assert "(/pl/docs/far/b#pl-one)" in (folder / "a.md").read_text(encoding="utf-8")
    assert "(/pl/docs/)" in (folder / "b.md").read_text(encoding="utf-8")
    assert not [each for each in check(project).result.findings if each.check == "slug-unsafe"]


@pytest.mark.parametrize(
    ("flavour", "link", "expected"),
    [
        (
            "hugo",
            '{{< figure src="a.en.png" alt="A" link="/water/#a-glass" >}}',
            'src="a.pl.png" alt="pl A" link="/pl/pl-water/#pl-a-glass"',
        ),
        ("hugo", "Look {{< relref water.md >}}#a-glass now.", "{{< relref pl-water.md >}}#pl-a-glass"),
        ("hugo", '{{% button href="/water/" %}}Go{{% /button %}}', 'href="/pl/pl-water/"'),
        ("hugo", 'A {{< button href="/water/" >}}Go{{< /button >}} b.', 'href="/pl/pl-water/"'),
        ("hugo", '`{{< x a=1 >}}` says link="/water/" and ends.', 'link="/water/"'),
        ("jekyll", "[w]({{ '/water/' | relative_url }}#a-glass)", "({{ '/pl/pl-water/' | relative_url }}#pl-a-glass)"),
        ("jekyll", "[w]({{ site.baseurl }}/water/#a-glass)", "({{ site.baseurl }}/pl/pl-water/#pl-a-glass)"),
        ("jekyll", '![w]({{ "/a.en.png" | relative_url }})', '({{ "/a.pl.png" | relative_url }})'),
        ("jekyll", "[w]({{ site.url }}{{ site.baseurl }}/water/)", "{{ site.baseurl }}/pl/pl-water/)"),
        ("jekyll", '{% include b.html url="/water/" %}', 'url="/pl/pl-water/"'),
        ("jekyll", '<a href="{{ site.baseurl }}/water/">w</a>', 'href="{{ site.baseurl }}/pl/pl-water/"'),
        ("mdx", 'Some <Link to="/water/#a-glass">water</Link>.', 'to="/pl/pl-water/#pl-a-glass"'),
    ],
)
def test_links_in_what_a_generator_reads_are_followed(tmp_path, flavour, link, expected):
    urls = '[urls]\narticle = "/{lang}/{slug}/"\nsource = "/{slug}/"\n'
    files = {
        "content/en/sleep.md": f"# Sleep\n\n{link}\n",
        "content/en/water.md": "---\ntitle: Water\nslug: water\n---\n## A glass\n",
        "content/en/a.en.png": "",
        "content/pl/a.pl.png": "",
        "assets/a.pl.png": "",
        "a.pl.png": "",
    }
    project = site(tmp_path, f'{urls}[markdown]\nflavours = ["gfm", "{flavour}"]\n', files)
    assert expected in (tmp_path / "content/pl/sleep.md").read_text(encoding="utf-8")
    assert not merge(project).written


def test_metadata_without_marks_is_copied_and_named(tmp_path):
    init(tmp_path, "pelican")
    head = "Title: Sleep: how much?\nDate: 2026-01-31\nSummary: One\n    two\n"
    write(tmp_path, {"content/en/a.md": f"{head}\n## How long?\n", "content/en/b.md": "Note: this is text.\n"})
    project = find_project(tmp_path)
    found = [each for each in extract(project).findings if each.check == "front-matter-plain"]
    assert [(each.path, each.line) for each in found] == [("content/en/a.md", 1)]
    published(tmp_path)
    assert (tmp_path / "content/pl/a.md").read_text(encoding="utf-8") == f"{head}\n## pl How long?\n"
    assert "pl Note: this is text." in (tmp_path / "content/pl/b.md").read_text(encoding="utf-8")


def test_starlights_labels_are_offered_and_its_pictures_found(tmp_path):
    init(tmp_path, "starlight")
    front = (
        "---\ntitle: Welcome\nhero:\n  image:\n    file: ../../assets/robot.webp\n    alt: A robot\n"
        'banner:\n  content: |\n    New: <a href="/water/">read</a>!\nprev: Back\n'
        "next:\n  link: /water/\n  label: Water\n---\n"
    )
    files = {
        "src/content/docs/index.mdx": f"{front}\n![Robot](../../assets/robot.webp)\n",
        "src/content/docs/water.md": "---\ntitle: Water\n---\n",
        "src/assets/robot.webp": "",
    }
    write(tmp_path, files)
    published(tmp_path)
    text = (tmp_path / "src/content/docs/pl/index.mdx").read_text(encoding="utf-8")
    assert "    file: ../../../assets/robot.webp\n    alt: pl A robot\n" in text
    assert '    pl New: <a href="/pl/water/">read</a>!\nprev: pl Back\n' in text
    assert "  link: /pl/water/\n  label: pl Water\n" in text
    assert "![Robot](../../../assets/robot.webp)" in text.replace("pl Robot", "Robot")


@pytest.mark.parametrize("preset", PRESETS)
def test_every_preset_is_a_configuration(tmp_path, preset):
    init(tmp_path, preset)
    project = find_project(tmp_path)
    folder = project.layout("en").folder
    name = "2026-01-31-sleep.md" if preset == "jekyll" else "sleep.md"
    write(tmp_path, {f"{folder}/{name}": HEAD.format("slug: sleep\n") + "Sleep *well*.\n"})
    project = published(tmp_path)
    [file] = project.files_in("pl")
    assert "pl Sleep *well*." in file.path.read_text(encoding="utf-8")
    assert not merge(project).written


def test_an_unknown_preset_is_an_error_that_names_those_there_are(tmp_path):
    with pytest.raises(UsageError, match="no such preset; known are hugo, jekyll, mkdocs"):
        init(tmp_path, "wordpress")
    assert not list(tmp_path.iterdir())
