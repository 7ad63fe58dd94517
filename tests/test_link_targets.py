"""Links lead to the reader's own language: what is found, what is rewritten, and that nothing else changes."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locpipe import api as pipeline
from locpipe.markdown import Rules, find_links, heading_ids, written
from locpipe.model import Edit
from locpipe.pipeline.article import read_article
from locpipe.source import apply_edits
from projects import ARTICLE, WORDS, make, review
from strategies import article

GFM = Rules()
DESTINATIONS = st.from_regex(
    r"/[a-zążść日_.-]{1,8}(/[a-z ()<>\"'|\\]{1,6})?(\?[a-z=&]{1,5})?(#[a-ż-]{1,5})?", fullmatch=True
)


def links(text):
    return find_links(text, read_article(text, "x.md", GFM).body, GFM)


@given(article())
def test_a_link_stands_where_it_was_found(text):
    for link in links(text):
        assert link.span.of(text)
        assert "\n" not in link.span.of(text)


@given(article(), DESTINATIONS)
def test_a_new_destination_is_read_back_and_nothing_else_changes(text, destination):
    found = links(text)
    new = apply_edits(text, [Edit(link.span, written(destination)) for link in found])
    again = links(new)
    plain = [link for link in again if unquote(link.destination) == unquote(destination)]
    # A bare address that becomes a path is no link any more.
    assert len(plain) >= sum(not link.destination.startswith(("http", "www", "ftp", "mailto")) for link in found)


@pytest.mark.parametrize(
    ("text", "destinations"),
    [
        (
            "[a](/b) ![c](d.png 'T') <https://e.org/> https://f.org/g.",
            ["/b", "d.png", "https://e.org/", "https://f.org/g"],
        ),
        ("| a |\n|---|\n| [x](y\\_z) |\n", ["y_z"]),
        ("> - [a]\n>\n> [a]: <b c> 'T'\n", ["b c"]),
        ("[a]:\n  /b\n\n[a] [a][a]\n", ["/b"]),
        ("A <a class='x' HREF='/b?c&amp;d'>t</a> <img src=e>\n", ["/b?c&d", "e"]),
        ('<div>\n<a\nhref="/b">t</a> <!-- <a href="/no"> -->\n<pre><a href="/no"></pre>\n</div>\n', ["/b"]),
        ("`[a](b)` \\[c](d)\n\n    [e](f)\n", []),
        ("<!-- locpipe:skip -->\n\n[a](b)\n\n[c]: d\n\n<!-- locpipe:end -->\n\n[e](f)\n", ["f"]),
        ("> [a\n> b](c)\n> [d](e)\r\n> [f](g)\n", ["c", "e", "g"]),
        ("[![a](b)](c)", ["b", "c"]),
    ],
)
def test_what_is_a_link(text, destinations):
    assert [link.destination for link in links(text)] == destinations


def test_a_heading_without_text_has_no_reference():
    rules = Rules(flavours=("gfm", "hugo"))
    text = '#\n\nSee {{< ref "/a.md" >}}\n'
    assert [each.destination for each in find_links(text, read_article(text, "x.md", rules).body, rules)] == [
        "{ref}/a.md"
    ]


def test_tags_of_jsx_on_lines_of_their_own_have_links():
    rules = Rules(flavours=("gfm", "mdx"))
    text = '<A href="/a">x</A>\n\n<B href={"/no"} src="/b"/>\n\n<Card\n  href="/c"\n/>\n\n<C href={n}/> text\n'
    found = find_links(text, read_article(text, "x.md", rules).body, rules)
    assert [each.destination for each in found] == ["/a", "/b", "/c"]


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("# Ćwiczenia: 10 & więcej\n", ["ćwiczenia-10--więcej"]),
        ("# A\n\n# A\n\n# A-1\n\n# A\n", ["a", "a-1", "a-1-1", "a-2"]),
        ("# *B* `c_d` [e](f) ![g](h) <i>j</i>\n", ["b-c_d-e--j"]),
        ("# T {#own}\n\n# T\n", ["own", "t"]),
        ("Two\nlines\n---\n\n> ## In &amp; out\n", ["two-lines", "in--out"]),
        ("# 腰痛 とは？\n", ["腰痛-とは"]),
    ],
)
def test_heading_ids_are_github_s(text, ids):
    """What github-slugger 2 gives for these headings."""
    assert list(heading_ids(read_article(text, "x.md", GFM).body, GFM)) == ids


BACK = ARTICLE + (
    "\nSee [neck](/en/neck/?a=b#stretch), [file](./neck.md#stretch), [me](#stretch-your-back), [n][n], "
    '<a href="/en/neck">x</a> and [by hand](/pl/szyja/).\n\n[n]: ../en/neck.md "T"\n'
)
NECK = "---\ntitle: Neck\nslug: neck\n---\n# Neck\n\n## Stretch\n\nText.\n"


@pytest.fixture
def site(tmp_path):
    project = make(tmp_path, {"back.md": BACK, "neck.md": NECK})
    pipeline.extract(project, (), ["pl"])
    review(project, "pl", WORDS["pl"], "back")
    return project


def last_lines(site, name):
    return (site.root / "content/pl" / name).read_text().split("Wstań\n")[1]


def publish_neck(site, slug="szyja"):
    review(site, "pl", {"neck": slug, "Neck": "Szyja", "Stretch": "Rozciąganie", "Text.": "Tekst."}, "neck")
    return pipeline.merge(site, (), ["pl"])


LINKED = (
    "\npl See [neck](/pl/szyja/?a=b#rozciąganie), [file](./szyja.md#rozciąganie), [me](#rozciągnij-plecy), [n][n], "
    '<a href="/pl/szyja">x</a> and [by hand](/pl/szyja/).\n\n[n]: szyja.md "pl T"\n'
)


def test_a_link_follows_when_its_target_is_published_later(site):
    result = pipeline.merge(site, (), ["pl"])
    assert [each.check for each in result.findings if each.severity > 1] == []
    assert "links to what is not published in pl: neck" in str(
        next(f for f in result.findings if f.check == "unpublished-link")
    )
    before = last_lines(site, "rozciagnij-plecy.md")
    assert before == BACK.split("Stand up\n")[1].replace("See", "pl See", 1).replace('"T"', '"pl T"').replace(
        "#stretch-your-back", "#rozciągnij-plecy"
    )
    publish_neck(site)
    assert last_lines(site, "rozciagnij-plecy.md") == LINKED
    assert pipeline.merge(site, (), ["pl"]).written == ()


def test_naming_one_article_updates_the_links_of_the_others(site):
    pipeline.merge(site, (), ["pl"])
    review(site, "pl", {"neck": "szyja", "Neck": "Szyja", "Stretch": "Rozciąganie", "Text.": "Tekst."}, "neck")
    pipeline.merge(site, ["neck"], ["pl"])
    assert last_lines(site, "rozciagnij-plecy.md") == LINKED
    assert pipeline.merge(site, (), ["pl"]).written == ()


def test_a_slug_change_updates_every_link_in_a_stale_file_too(site):
    publish_neck(site)
    path = site.root / "content/en/back.md"
    path.write_text(path.read_text().replace("Sit down", "Do not sit down"))
    pipeline.extract(site, (), ["pl"])
    publish_neck(site, "kark")
    assert last_lines(site, "rozciagnij-plecy.md") == LINKED.replace("szyja", "kark")
    assert pipeline.merge(site, (), ["pl"]).written == ()


def test_without_a_url_pattern_links_are_left_alone(tmp_path):
    config = 'targets = ["pl"]\n[urls]\narticle = ""\nsource = ""\n'
    project = make(tmp_path, {"back.md": BACK, "neck.md": NECK}, config)
    pipeline.extract(project)
    review(project, "pl", WORDS["pl"])
    pipeline.merge(project)
    expected = BACK.split("Stand up\n")[1].replace("See", "pl See", 1).replace('"T"', '"pl T"')
    assert last_lines(project, "rozciagnij-plecy.md") == expected


def test_articles_are_linked_by_path_and_index_is_its_folder(tmp_path):
    config = 'targets = ["pl"]\n[urls]\narticle = "/{lang}/{path}/"\nsource = "/{path}/"\n'
    articles = {"a.md": "[b](/sub/) [c](/sub/c/#x) [d](sub/index.md)\n", "sub/index.md": "B.\n", "sub/c.md": "C.\n"}
    project = make(tmp_path, articles, config)
    pipeline.extract(project)
    review(
        project, "pl", {"[b](/sub/) [c](/sub/c/#x) [d](sub/index.md)": "[ą](/sub/) [ć](/sub/c/#x) [ę](sub/index.md)"}
    )
    pipeline.merge(project)
    text = (tmp_path / "content/pl/a.md").read_text()
    assert text == "[ą](/pl/sub/) [ć](/pl/sub/c/#x) [ę](sub/index.md)\n"
