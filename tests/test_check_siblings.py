"""Siblings, addresses and links of a whole project, as `locpipe check` sees them."""

from dataclasses import replace

import pytest
import yaml

from locpipe import api as pipeline
from locpipe.checks import siblings
from locpipe.checks.base import VersionFile
from locpipe.pipeline.check import check
from projects import make, review

FILES = {("en", "back"), ("pl", "plecy"), ("fr", "dos"), ("de", "ruecken")}
EXAMPLES = [(each, example, True) for each in siblings.FAMILY.checks for example in each.bad]
EXAMPLES += [(each, example, False) for each in siblings.FAMILY.checks for example in each.good]


def version(text, language, name):
    front = yaml.safe_load(text)
    named = front.get("siblings", {})
    return VersionFile(
        "back",
        language,
        f"content/{language}/{name}.md",
        front["slug"] if language == "en" else name,
        is_source=language == "en",
        file_slug="" if language == "en" else name,
        lang=front.get("lang", ""),
        slug=front.get("slug", ""),
        siblings=named,
        nowhere=frozenset(code for code, slug in named.items() if (code.lower(), slug) not in FILES),
    )


@pytest.mark.parametrize(("which", "example", "fires"), EXAMPLES, ids=lambda each: getattr(each, "id", None))
def test_examples(which, example, fires):
    native = "спина" if "спина" in example.target else "plecy"
    files = [version(example.source, "en", "back"), version(example.target, "pl", native)]
    if example.source.startswith("slug: back-2"):
        return  # only its slug is of interest
    found = {hit.check.id for look in siblings.FAMILY.of_versions for _, _, hit in look(files)}
    assert (which.id in found) == fires


def test_every_check_of_two_files_has_examples():
    bare = {each.id for each in siblings.FAMILY.checks if len(each.good) < 3 or len(each.bad) < 3}
    # These need more than an article and its translation: tests below.
    assert bare == {"sibling-shared", "slug-twice", "slug-other", "slug-moved"}


ARTICLES = {
    "back.md": "---\ntitle: Back\nslug: back\n---\n# Back\n\n## First steps\n\nSee [the neck](neck.md#first-steps).\n",
    "neck.md": "---\ntitle: Neck\nslug: neck\n---\n# Neck\n\n## First steps\n\nSee [above](#first-steps).\n",
}
TEXTS = {
    "Back": "Plecy",
    "Neck": "Szyja",
    "First steps": "Pierwsze kroki",
    "See [the neck](neck.md#first-steps).": "Zob. [szyja](neck.md#first-steps).",
    "See [above](#first-steps).": "Zob. [wyżej](#first-steps).",
}


@pytest.fixture
def project(tmp_path):
    made = make(tmp_path, ARTICLES, 'targets = ["pl"]\n')
    pipeline.extract(made)
    review(made, "pl", TEXTS)
    pipeline.merge(made)
    assert found(made) == set()
    return made


def found(project, language="pl", **more):
    return {each.check for each in check(project, **more).result.findings}


def rewrite(path, old, new):
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_link_that_goes_one_way_is_found_on_either_side(project):
    source, target = project.root / "content/en/back.md", project.root / "content/pl/plecy.md"
    for path, old in ((source, "  pl: plecy\n"), (target, "  en: back\n")):
        kept = path.read_bytes()
        rewrite(path, f"siblings:\n{old}", "")
        assert "sibling-one-way" in found(project)
        path.write_bytes(kept)
    rewrite(source, "siblings:\n  pl: plecy\n", "")
    rewrite(target, "siblings:\n  en: back\n", "")
    assert "sibling-missing" in found(project)


@pytest.mark.parametrize("name", ["plecki", "../plecy", "sub/plecy"])
def test_a_sibling_that_is_no_file_is_found_with_its_line(project, name):
    rewrite(project.root / "content/en/back.md", "pl: plecy", f"pl: {name}")
    [finding] = [each for each in check(project).result.findings if each.check == "sibling-unknown"]
    assert (finding.path, finding.line) == ("content/en/back.md", 5)


def test_a_sibling_in_a_language_that_is_kept_elsewhere_is_left_alone(project):
    rewrite(project.root / "content/en/back.md", "  pl: plecy\n", "  fr: dos\n  pl: plecy\n")
    pipeline.merge(project)
    assert found(project) == set()
    (project.root / "content/fr").mkdir()
    assert found(project) == {"sibling-unknown"}
    (project.root / "content/fr/dos.md").write_text("---\nsiblings: {en: back}\n---\nDos\n", encoding="utf-8")
    assert found(project) == set()


def test_two_articles_claim_one_sibling(project):
    rewrite(project.root / "content/en/neck.md", "pl: szyja", "pl: plecy")
    assert {"sibling-shared", "sibling-one-way"} <= found(project)


def test_what_a_translation_says_of_itself(project):
    path = project.root / "content/pl/plecy.md"
    rewrite(path, "slug: plecy", "slug: plecki")
    rewrite(path, "lang: pl", "lang: de")
    assert {"slug-differs", "lang-differs"} <= found(project)


def test_a_file_that_was_moved_by_hand_loses_its_readers(project):
    path = project.root / "content/pl/plecy.md"
    moved = path.with_name("plecki.md")
    path.rename(moved)
    assert "slug-moved" in found(project)
    moved.write_text(moved.read_text("utf-8").replace("---\n", "---\naliases: [plecy]\n", 1), encoding="utf-8")
    assert "slug-moved" not in found(project)


def test_two_articles_with_one_address_are_found(tmp_path):
    texts = {f"{name}/x.md": f"---\ntitle: {name}\nslug: same\n---\nText\n" for name in "ab"}
    made = make(tmp_path, texts, 'targets = ["pl"]\n')
    assert "slug-twice" in {each.check for each in check(made).result.findings}
    by_path = 'targets = ["pl"]\n[urls]\nsource = "/{path}/"\narticle = "/{lang}/{path}/"\n'
    made = make(tmp_path / "other", texts, by_path)
    assert "slug-twice" not in {each.check for each in check(made).result.findings}


def test_a_slug_that_is_another_than_the_title_s_is_a_note(tmp_path):
    made = make(tmp_path, ARTICLES, 'targets = ["pl"]\n')
    pipeline.extract(made)
    review(made, "pl", TEXTS | {"back": "grzbiet"})
    pipeline.merge(made)
    assert found(made) == {"slug-other"}


def test_a_link_to_a_heading_that_is_gone_is_found(project):
    target = project.root / "content/pl/plecy.md"
    rewrite(target, "szyja.md#pierwsze-kroki", "szyja.md#kroki")
    assert "anchor-missing" in found(project)
    rewrite(target, "szyja.md#kroki", "szyja.md#pierwsze-kroki")
    assert found(project) == set()
    rewrite(target, "szyja.md#pierwsze-kroki", "../en/neck.md#first-steps")
    assert "link-to-source" in found(project)


def test_what_is_wrong_in_the_source_too_is_said_once(project):
    rewrite(project.root / "content/en/neck.md", "(#first-steps)", "(#steps)")
    pipeline.extract(project)
    review(project, "pl", TEXTS | {"See [above](#steps).": "Zob. [wyżej](#steps)."})
    pipeline.merge(project)
    lost = [each for each in check(project).result.findings if each.check == "anchor-missing"]
    assert [(each.path, each.line) for each in lost] == [("content/en/neck.md", 11)]


def test_a_site_without_siblings_has_nothing_to_check(project):
    front = replace(project.config.frontmatter, siblings="")
    bare = replace(project, config=replace(project.config, frontmatter=front))
    rewrite(project.root / "content/en/back.md", "siblings:\n  pl: plecy\n", "")
    assert not any(name.startswith("sibling") for name in found(bare))
