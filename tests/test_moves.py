"""Sources that are renamed, moved, copied, deleted; languages that come and go."""

from __future__ import annotations

import frontmatter
import pytest

from locpipe import api as pipeline
from projects import ARTICLE, CONFIG, WORDS, make, review, tree


@pytest.fixture
def site(tmp_path):
    project = make(tmp_path)
    pipeline.extract(project)
    for language in ("pl", "de"):
        review(project, language)
    pipeline.merge(project)
    return project


def checks(result):
    return [each.check for each in result.findings]


def move(site, new, change=lambda text: text):
    old = site.root / "content/en/back.md"
    path = site.root / "content/en" / new
    path.parent.mkdir(exist_ok=True)
    path.write_text(change(old.read_text()))
    old.unlink()


def test_a_renamed_source_takes_everything_along(site):
    published = (site.root / "content/pl/rozciagnij-plecy.md").read_bytes()
    move(site, "stretching.md")
    assert "moved" in checks(pipeline.merge(site, check=True))
    assert checks(pipeline.extract(site)) == ["moved"]
    assert pipeline.merge(site).findings == ()
    names = tree(site.root)
    assert "locale/pl/LC_MESSAGES/stretching.po" in names
    assert not any("/back." in name for name in names)
    assert (site.root / "content/pl/rozciagnij-plecy.md").read_bytes() == published
    assert [line.split("\t")[0] for line in names["locpipe.lock"].decode().split("\n")[1:-1]] == ["stretching"] * 2


def test_a_source_moved_to_a_folder_moves_its_translations(site):
    move(site, "guides/back.md")
    pipeline.merge(site)
    assert (site.root / "content/pl/guides/rozciagnij-plecy.md").is_file()
    assert not (site.root / "content/pl/rozciagnij-plecy.md").exists()
    assert pipeline.extract(site).findings == ()
    assert pipeline.merge(site).written == ()


def test_a_source_edited_while_it_was_moved_is_known_by_its_units(site):
    move(site, "new.md", lambda text: text.replace("Stand up", "Never stand up"))
    assert "moved" in checks(pipeline.extract(site))
    result = pipeline.merge(site)
    assert [each for each in checks(result) if each != "incomplete"] == ["stale", "stale"]


def test_another_article_is_not_taken_for_a_moved_one(site):
    move(site, "new.md", lambda text: "---\nslug: new\ntitle: Other\n---\nOther words.\n")
    assert "moved" not in checks(pipeline.extract(site))
    found = pipeline.merge(site)
    assert checks(found).count("source-gone") == 2
    siblings = frontmatter.load(str(site.root / "content/pl/rozciagnij-plecy.md"))["siblings"]
    assert siblings == {"de": "dehne-den-ruecken"}
    assert (site.root / "content/de/dehne-den-ruecken.md").is_file()


def test_of_two_copies_neither_is_taken_for_the_moved_one(site):
    text = (site.root / "content/en/back.md").read_text()
    move(site, "one.md")
    (site.root / "content/en/two.md").write_text(text.replace("slug: stretch", "slug: another"))
    (site.root / "content/en/one.md").write_text(text)
    assert "moved" in checks(pipeline.extract(site))  # one.md is the very same text, two.md is only alike
    assert (site.root / "locale/pl/LC_MESSAGES/one.po").read_text().count("Usiądź") == 1


def test_a_dropped_language_stays_online_and_linked(site):
    project = make(site.root, {}, CONFIG.replace(', "de"', ""))
    result = pipeline.merge(project)
    assert [each for each in checks(result) if each != "incomplete"] == ["not-a-target"]
    siblings = frontmatter.load(str(site.root / "content/pl/rozciagnij-plecy.md"))["siblings"]
    assert siblings == {"de": "dehne-den-ruecken", "en": "stretch-your-back"}
    assert pipeline.merge(make(site.root, {}, CONFIG)).findings == ()


def test_a_hand_edit_is_kept_and_named(site):
    path = site.root / "content/pl/rozciagnij-plecy.md"
    path.write_text(path.read_text().replace("Usiądź", "Siadaj"))
    [finding] = pipeline.merge(site).findings
    assert finding.check == "edited"
    assert "“Siadaj” (line 15)" in finding.message
    assert "Siadaj" in path.read_text()
    pipeline.adopt(site, reviewed=True, prefer="file")
    assert pipeline.merge(site).findings == ()
    assert "Siadaj" in path.read_text()


def test_a_deleted_catalog_comes_back_from_the_article(site):
    path = site.root / "locale/pl/LC_MESSAGES/back.po"
    before = path.read_bytes()
    path.unlink()
    pipeline.adopt(site, (), ["pl"], reviewed=True)
    assert path.read_bytes() == before


def test_a_published_address_is_not_given_to_another_article(site):
    other = ARTICLE.replace("slug: stretch", "slug: other").replace("Stretch your back", "Other")
    project = make(site.root, {"other.md": other}, CONFIG)
    pipeline.extract(project)
    review(project, "pl", WORDS["pl"] | {"other-your-back": "rozciagnij-plecy"}, "other")
    [finding] = [each for each in pipeline.merge(project).findings if each.check == "one-address"]
    assert finding.path == "content/en/other.md"
    assert "is the address of content/en/back.md too" in finding.message
    review(project, "pl", WORDS["pl"] | {"stretch-your-back": "nowy"}, "back")
    [finding] = [each for each in pipeline.merge(project).findings if each.check == "one-address"]
    assert "or in its aliases" in finding.message
