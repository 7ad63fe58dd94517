"""`locpipe check`: every check fires on its bad examples and on none of the good ones, and on our own catalogs."""

import json
import subprocess
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conftest import REPOSITORY, run_locpipe
from locpipe import api as pipeline
from locpipe import catalog
from locpipe.checks.base import UnitPair
from locpipe.checks.explained import explained, names, page
from locpipe.checks.known import KNOWN
from locpipe.checks.registry import families
from locpipe.errors import UsageError
from locpipe.model import Severity, UnitKind
from locpipe.pipeline.changed import changed_since
from locpipe.pipeline.check import check
from locpipe.pipeline.silence import Selection
from projects import WORDS, change, make, review, tree
from strategies_inline import inline_line

# Checks of a text and its translation; the others have examples and tests of their own.
OF_TEXTS = [each for family in families() if family.of_unit for each in family.checks]
EXAMPLES = [(each, example, True) for each in OF_TEXTS for example in each.bad]
EXAMPLES += [(each, example, False) for each in OF_TEXTS for example in each.good]
LANGUAGES = ("pl", "de", "es", "fr", "uk", "ja", "xx")


def hits(source, target, language="pl", context=""):
    kind = UnitKind.FRONT_MATTER if context else UnitKind.PARAGRAPH
    pair = UnitPair(source, target, "en", language, kind, context)
    return [hit for family in families() for look in family.of_unit for hit in look(pair)]


@pytest.mark.parametrize(("which", "example", "fires"), EXAMPLES, ids=lambda each: getattr(each, "id", None))
def test_examples(which, example, fires):
    found = {hit.check.id for hit in hits(example.source, example.target, example.language, example.context)}
    assert (which.id in found) == fires


def test_every_check_of_a_text_alone_has_examples():
    # What terms are wanted is in no example: tests/test_glossary_matcher.py and below have those.
    bare = {each.id for each in OF_TEXTS if len(each.good) < 3 or len(each.bad) < 3}
    of_terms = {"term-missing", "term-forbidden", "term-translated", "term-two-ways"}
    assert bare == {"keyword-unused", "tag-differs", *of_terms}


@given(inline_line(), st.sampled_from(LANGUAGES))
def test_a_text_that_is_its_source_is_at_most_untranslated(text, language):
    assert {hit.check.id for hit in hits(text, text, language)} <= {"same-as-source"}


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(LANGUAGES))
def test_no_text_is_too_odd_and_places_lie_in_it(source, target, language):
    found = hits(source, target, language)
    assert found == hits(source, target, language)
    for hit in found:
        assert hit.message
        assert "\n" not in hit.message.replace(source, "").replace(target, "")
        assert hit.source is None or 0 <= hit.source.start < hit.source.end <= len(source)
        assert hit.target is None or 0 <= hit.target.start < hit.target.end <= len(target)


MUTATIONS = {
    "mask-left": lambda text: text.replace("szyi", '<x id="3"/>'),
    "entity-left": lambda text: text.replace("szyi", "szyi &amp;"),
    "same-as-source": lambda text: "Do not turn your neck for 45 minutes.",
    "number-missing": lambda text: text.replace("45", "54"),
    "negation-lost": lambda text: text.replace("Nie ", "").replace("nie ", ""),
    "word-doubled": lambda text: text.replace("szyi", "szyi szyi"),
}


@pytest.mark.parametrize("name", MUTATIONS)
def test_what_goes_wrong_in_a_good_translation_is_found(name):
    source = "Do not turn your neck for 45 minutes."
    target = "Nie skręcaj szyi przez 45 minut."
    assert hits(source, target) == []
    found = {hit.check.id for hit in hits(source, MUTATIONS[name](target))}
    assert name in found


def reviewed_pairs():
    for language in ("pl", "de"):
        for path in sorted((REPOSITORY / "locale" / language).rglob("*.po")):
            for entry in catalog.read(path.read_bytes(), path.name, language).entries:
                if entry.reviewed and entry.context != "slug":
                    yield language, entry


def test_false_alarms_are_rare():
    """Our own reviewed texts, each read by a person: at most one finding in a hundred."""
    pairs = list(reviewed_pairs())
    found = [hit for language, entry in pairs for hit in hits(entry.source, entry.target, language, entry.context)]
    assert len(pairs) > 400
    grave = [hit for hit in found if (hit.severity or hit.check.severity) > Severity.NOTE]
    assert len(grave) <= len(pairs) / 100


# A project


@pytest.fixture
def project(tmp_path):
    made = make(tmp_path, config='targets = ["pl", "de"]\n[check]\nrequired = ["pl"]\n')
    pipeline.extract(made)
    review(made, "pl")
    pipeline.merge(made)
    return made


def found(project, **selection):
    result = check(project, selection=Selection(**selection)).result
    return [(each.check, each.severity) for each in result.findings if each.severity > Severity.NOTE]


def test_a_clean_project_has_no_errors(project):
    assert found(project) == []
    notes = {each.check for each in check(project).result.findings}
    assert "translation-missing" in notes  # German, which is not required


def test_a_required_language_that_is_missing_is_an_error(project):
    project = replace(project, config=replace(project.config, check=replace(project.config.check, required=("de",))))
    assert found(project) == [("translation-missing", Severity.ERROR)]


def test_an_article_that_is_a_draft_requires_nothing(tmp_path):
    made = make(tmp_path, {"a.md": "---\ntitle: Draft\ndraft: true\n---\nText.\n"}, 'targets = ["pl"]\n')
    pipeline.extract(made)
    assert found(made) == []


def test_a_catalog_that_is_missing_or_old_is_an_error(project):
    [file] = project.articles()
    file.path.write_text(file.path.read_text("utf-8").replace("Sit down", "Lie down"), encoding="utf-8")
    assert ("catalog-stale", Severity.ERROR) in found(project)
    project.catalog_path(file, "pl").unlink()
    assert ("catalog-missing", Severity.ERROR) in found(project)


def test_a_stale_translation_is_an_error_where_it_is_required(project):
    [file] = project.articles()
    file.path.write_text(file.path.read_text("utf-8").replace("Sit down", "Lie down"), encoding="utf-8")
    pipeline.extract(project)
    assert ("stale", Severity.ERROR) in found(project)


def test_a_translated_article_that_was_touched_is_an_error(project):
    [path] = project.root.glob("content/pl/*.md")
    path.write_text(path.read_text("utf-8").replace("pl", "pl", 1).replace("Usiądź", "Siadaj"), encoding="utf-8")
    assert {name for name, _ in found(project)} & {"edited", "merge-check"}


def with_text(project, source, target, comments=()):
    [file] = project.articles()
    path = project.catalog_path(file, "pl")
    change(path, lambda e: e._replace(target=target, comments=comments) if e.source == source else e, "pl")


def test_a_text_is_looked_at_and_silenced_by_a_comment(project):
    with_text(project, "Sit down", "Usiądź 3 razy")
    assert ("number-added", Severity.WARNING) in found(project)
    assert not found(project, but=("number-added", "merge-check"))
    assert ("number-added", Severity.WARNING) in found(project, only=("numbers",))
    for comment in ("locpipe: ignore number-added", "said by Ann; locpipe: ignore blanks, numbers"):
        with_text(project, "Sit down", "Usiądź 3 razy", (comment,))
        names = [name for name, _ in found(project)]
        assert "number-added" not in names
        # What is silenced for nothing is said: it would hide the next mistake.
        assert ("ignore-unused" in names) == ("blanks" in comment)


def test_the_configuration_silences_checks(project):
    with_text(project, "Sit down", "Usiądź 3 razy")
    silent = replace(project.config.check, ignore=("number-added",))
    project = replace(project, config=replace(project.config, check=silent))
    assert "number-added" not in {name for name, _ in found(project)}


def test_a_check_that_does_not_exist_is_one_line(project):
    done = run_locpipe("check", "--select", "number-aded", cwd=project.root)
    assert done.returncode == 2
    assert done.stderr.startswith("locpipe: --select number-aded: there is no such check; did you mean ")


def test_terms_are_looked_for(project):
    (project.root / "glossary").mkdir()
    table = "source,target,forbidden\noffice,biuro,urząd\n"
    (project.root / "glossary/a.en-pl.csv").write_text(table, encoding="utf-8")
    with_text(project, "office", "urząd")
    assert ("term-forbidden", Severity.WARNING) in found(project)
    assert "term-missing" in {each.check for each in check(project).result.findings}


def test_a_keyword_that_stands_nowhere_is_a_note(tmp_path):
    text = "---\ntitle: Desk exercises\nkeyword: desk exercises\n---\n# Desk exercises\n"
    made = make(tmp_path, {"a.md": text}, 'targets = ["pl"]\n')
    pipeline.extract(made)
    for keyword, wanted in (("ćwiczenie przy biurku", False), ("joga w pracy", True)):
        review(made, "pl", {"Desk exercises": "Ćwiczenia przy biurku", "desk exercises": keyword})
        assert ("keyword-unused" in {each.check for each in check(made).result.findings}) == wanted


def test_nothing_is_written(project):
    before = tree(project.root)
    check(project)
    assert tree(project.root) == before


def test_the_command_line(project):
    done = run_locpipe("check", cwd=project.root)
    assert (done.returncode, done.stdout) == (0, "")
    with_text(project, "Do this **twice** a day.", "Rób to **5 razy** dziennie.")
    done = run_locpipe("check", "--fail-on", "warning", cwd=project.root)
    assert done.returncode == 1
    assert "the number 5 is in the translation" in done.stdout
    assert "source  Do this **twice** a day." in done.stdout
    assert "content/en/back.md:11" in done.stdout
    done = run_locpipe("check", "--format", "json", cwd=project.root)
    assert "number-added" in {each["check"] for each in json.loads(done.stdout)["findings"]}
    assert run_locpipe("check", "--format", "github", cwd=project.root).stdout.count("::warning ")
    assert run_locpipe("check", "--format", "xls", cwd=project.root).returncode == 2
    assert WORDS["pl"]["Sit down"] not in done.stdout


# What a branch touched


def git(root, *arguments):
    name = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(root), *name, *arguments], check=True, capture_output=True)


def test_only_what_a_branch_touched_is_looked_at(tmp_path):
    made = make(tmp_path / "site", {"a.md": "# One thing\n", "b.md": "# Other thing\n"}, 'targets = ["pl"]\n')
    pipeline.extract(made)
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "Begin")
    assert changed_since(made, "main") == ()
    review(made, "pl", {"One thing": "Jedna rzecz"}, article="a")
    assert changed_since(made, "main") == ("a",)
    pipeline.merge(made)
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "Translate")
    assert changed_since(made, "main") == ()
    assert changed_since(made, "main~1") == ("a",)
    (made.root / "content/en/new.md").write_text("# New\n", encoding="utf-8")
    assert changed_since(made, "main") == ("new",)
    done = run_locpipe("check", "--changed-from", "main~1", cwd=made.root)
    assert "b.po" not in done.stdout
    (made.root / "locpipe.toml").write_text('targets = ["pl"]\nname = "x"\n', encoding="utf-8")
    assert changed_since(made, "main") == ("a", "b", "new")
    assert run_locpipe("check", "--changed-from", "nowhere", cwd=made.root).returncode == 2


# Explained


def test_every_finding_is_explained():
    for name in names():
        assert name in explained(name)
    with pytest.raises(UsageError, match='did you mean "stale"'):
        explained("stael")
    assert run_locpipe("explain", "number-missing", cwd=REPOSITORY).stdout.startswith("number-missing (error): ")
    assert run_locpipe("explain", cwd=REPOSITORY).stdout.split() == list(names())


def test_the_pages_are_current():
    again = "run `python -m locpipe.checks.explained docs/checks.md` and commit the page"
    assert (REPOSITORY / "docs/checks.md").read_text("utf-8") == page(), again
    rows = [f"| `{name}` | {grade} | {meaning} |" for name, grade, meaning in KNOWN]
    written = (REPOSITORY / "docs/findings.md").read_text("utf-8").split("\n")
    assert [line for line in written if line.startswith("| `")] == rows
