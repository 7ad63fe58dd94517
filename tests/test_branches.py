"""Two branches, merged by the real git: the lock resolves what git leaves, or says what a person has to decide."""

from __future__ import annotations

import subprocess

import frontmatter
import pytest

from conftest import requires_program, run_locpipe
from locpipe import api as pipeline
from locpipe.pipeline.starter import files_of
from projects import ARTICLE, WORDS, change, make, review, tree, write

pytestmark = requires_program("git")

OTHER = ARTICLE.replace("slug: stretch-your-back", "slug: sit-well").replace('"Stretch your back"', '"Sit well"')


def git(root, *arguments, check=True):
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "core.autocrlf=false")
    done = subprocess.run(["git", *identity, *arguments], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0 or not check, done.stdout + done.stderr
    return done


@pytest.fixture
def site(tmp_path):
    """Return a project with two articles, extracted and committed; nothing is published."""
    project = make(tmp_path, {"back.md": ARTICLE, "sit.md": OTHER})
    write(tmp_path, {name: files_of("")[name] for name in (".gitattributes", ".gitignore")})
    pipeline.extract(project)
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path)
    return project


def commit(root):
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "x")


def on_branches(project, first, second):
    """Do the first on a branch and the second on main, commit both, merge, and return what git says."""
    git(project.root, "checkout", "-q", "-b", "side")
    first(project)
    commit(project.root)
    git(project.root, "checkout", "-q", "main")
    second(project)
    commit(project.root)
    return git(project.root, "merge", "-q", "-m", "both", "side", check=False)


def publish(article, language, words=None):
    def run(project):
        review(project, language, words, article)
        assert pipeline.merge(project, [article], [language]).counts["published"] == 1

    return run


def told(result):
    return [each for each in result.findings if each.check != "incomplete"]


def titled(language, title):
    return WORDS[language] | {"Sit well": title}


@pytest.mark.parametrize("union", [True, False])
def test_branches_that_published_different_articles_merge(site, union):
    if not union:
        (site.root / ".gitattributes").write_text("")
        commit(site.root)
    done = on_branches(site, publish("back", "pl"), publish("sit", "pl", titled("pl", "Siedź dobrze")))
    lock = (site.root / "locpipe.lock").read_text()
    assert ("<<<<<<<" in lock) is not union
    assert (done.returncode == 0) is union
    assert told(pipeline.merge(site)) == []
    assert len((site.root / "locpipe.lock").read_text().strip().split("\n")) == 3
    before = tree(site.root)
    assert pipeline.merge(site).written == ()
    assert tree(site.root) == before


def test_german_on_one_branch_and_a_polish_edit_on_the_other(site):
    publish("back", "pl")(site)
    commit(site.root)

    def mend(project):
        review(project, "pl", WORDS["pl"] | {"Sit down": "Siądź"}, "back")
        pipeline.merge(project, ["back"])

    done = on_branches(site, publish("back", "de"), mend)
    assert done.returncode == 0, done.stdout
    result = pipeline.merge(site)
    assert told(result) == []
    polish = (site.root / "content/pl/rozciagnij-plecy.md").read_text()
    assert "Siądź" in polish
    assert frontmatter.loads(polish)["siblings"] == {"de": "dehne-den-ruecken", "en": "stretch-your-back"}


def test_one_file_changed_on_both_branches_is_what_merge_writes(site):
    """Neither branch wrote what git made of both, but both catalogs together give exactly that."""
    publish("back", "pl")(site)
    commit(site.root)

    def mended(source, target):
        def run(project):
            path = project.catalog_path(project.articles(["back"])[0], "pl")
            words = {source: target}
            change(path, lambda entry: entry._replace(target=words.get(entry.source, entry.target)), "pl")
            pipeline.merge(project, ["back"])

        return run

    done = on_branches(site, mended("Stretch your back", "Rozciągaj plecy"), mended("Stand up", "Powstań"))
    assert done.returncode == 0, done.stdout
    assert told(pipeline.merge(site)) == []
    text = (site.root / "content/pl/rozciagnij-plecy.md").read_text()
    assert "Rozciągaj plecy" in text
    assert "Powstań" in text
    assert told(pipeline.merge(site, check=True)) == []


def test_two_slugs_for_one_article_are_for_a_person_to_decide(site):
    first = publish("back", "pl", WORDS["pl"] | {"stretch-your-back": "raz"})
    second = publish("back", "pl", WORDS["pl"] | {"stretch-your-back": "dwa"})
    on_branches(site, first, second)
    for path in ("content/en/back.md", "locale/pl/LC_MESSAGES/back.po"):
        git(site.root, "checkout", "--ours", path)
    git(site.root, "add", "content", "locale")
    done = run_locpipe("merge", cwd=site.root)
    assert done.returncode == 2
    assert "two branches published back in pl, as content/pl/" in done.stderr
    (site.root / "content/pl/raz.md").unlink()
    assert run_locpipe("merge", cwd=site.root).returncode == 0
    assert "raz" not in (site.root / "locpipe.lock").read_text()


def test_a_working_copy_with_crlf_is_not_edited_by_hand(site):
    publish("back", "pl")(site)
    publish("sit", "pl", titled("pl", "Siedź dobrze"))(site)
    for name in ("content/en", "content/pl"):
        for path in (site.root / name).rglob("*.md"):
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    pipeline.extract(site)
    assert told(pipeline.merge(site)) == []
    assert b"\r\n" in (site.root / "content/pl/rozciagnij-plecy.md").read_bytes()


def test_a_fresh_clone_knows_what_is_published_stale_and_edited(site, tmp_path_factory):
    publish("back", "pl")(site)
    publish("sit", "pl", titled("pl", "Siedź dobrze"))(site)
    edited = site.root / "content/pl/siedz-dobrze.md"
    edited.write_text(edited.read_text().replace("Wstań", "Stań"))
    source = site.root / "content/en/back.md"
    source.write_text(source.read_text().replace("Sit down", "Never sit down"))
    pipeline.extract(site)
    commit(site.root)
    clone = tmp_path_factory.mktemp("clone") / "site"
    git(site.root, "clone", "-q", str(site.root), str(clone))
    findings = pipeline.merge(make(clone, {}, (clone / "locpipe.toml").read_text())).findings
    found = {each.check: each for each in findings if each.check != "incomplete"}
    assert set(found) == {"stale", "edited"}
    assert found["stale"].path == "content/pl/rozciagnij-plecy.md"
    assert (found["edited"].path, found["edited"].line) == ("content/pl/siedz-dobrze.md", 15)
    assert "“Stań” (line 15)" in found["edited"].message
