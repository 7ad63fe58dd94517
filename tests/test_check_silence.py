"""What is left unsaid: by configuration, by article, by a baseline; and that nothing is silent for nothing."""

import pytest

from conftest import run_locpipe
from locpipe import api as pipeline
from locpipe.pipeline.check import check
from locpipe.project import find_project
from projects import make, review, write

ARTICLES = {"a.md": "Sit for 45 minutes.\n", "guides/b.md": "Walk for 30 minutes.\n"}
WRONG = {"Sit for 45 minutes.": "Siedź 54 minuty.", "Walk for 30 minutes.": "Chodź 31 minut."}
RIGHT = {"Sit for 45 minutes.": "Siedź 45 minut.", "Walk for 30 minutes.": "Chodź 30 minut."}


@pytest.fixture
def project(tmp_path):
    made = make(tmp_path, ARTICLES, 'targets = ["pl"]\n')
    pipeline.extract(made)
    review(made, "pl", WRONG)
    pipeline.merge(made)
    return made


def configured(project, text):
    write(project.root, {"locpipe.toml": f'targets = ["pl"]\n{text}'})
    return find_project(project.root)


def found(project, *names):
    findings = check(project, names).result.findings
    return [(each.check, each.path) for each in findings if each.check != "no-front-matter"]


def test_a_check_is_silenced_for_some_articles(project):
    told = [path for check, path in found(project) if check == "number-missing"]
    assert [path.rpartition("/")[2] for path in told] == ["a.po", "b.po"]
    for pattern, left in (("guides/*", "a.po"), ("a", "b.po")):
        other = configured(project, f'[check.articles]\n"{pattern}" = ["number-missing", "number-added"]\n')
        told = [path for check, path in found(other) if check == "number-missing"]
        assert [path.rpartition("/")[2] for path in told] == [left]


def test_what_is_silenced_for_nothing_is_said_where_all_articles_are_looked_at(project):
    review(project, "pl", RIGHT)
    pipeline.merge(project)
    for text in ('[check]\nignore = ["blanks"]\n', '[check.articles]\n"guides/*" = ["blanks"]\n'):
        other = configured(project, text)
        assert found(other) == [("ignore-unused", "locpipe.toml")]
        assert found(other, "a") == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[check]\nignore = ["blank"]', '[check] ignore blank: there is no such check; did you mean "blanks"?'),
        ('[check.articles]\n"a" = ["blank"]', "[check.articles] a: blank: there is no such check"),
        ('[check.articles]\n"a" = "blanks"', 'must be a list of strings, like ["one", "two"]'),
        ('[check]\narticles = ["blanks"]', '"check.articles" must be a table of lists'),
    ],
)
def test_a_mistake_in_the_configuration_is_one_line(project, text, message):
    write(project.root, {"locpipe.toml": f'targets = ["pl"]\n{text}\n'})
    done = run_locpipe("check", cwd=project.root)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_baseline_leaves_out_what_was_found_and_says_what_is_new(project):
    assert run_locpipe("check", cwd=project.root).returncode == 1
    assert run_locpipe("check", "--write-baseline", cwd=project.root).returncode == 0
    path = project.root / "locpipe.baseline"
    first = path.read_bytes()
    done = run_locpipe("check", cwd=project.root)
    assert (done.returncode, done.stdout) == (0, "")
    # Again, it is the same file; and a finding that only moves to another line stays silent.
    assert run_locpipe("check", "--write-baseline", cwd=project.root).returncode == 0
    assert path.read_bytes() == first
    catalog = project.catalog_path(project.articles()[0], "pl")
    catalog.write_text(f"# A note.\n{catalog.read_text('utf-8')}", encoding="utf-8")
    assert found(project) == []
    review(project, "pl", RIGHT)
    pipeline.merge(project)
    told = [each for each in check(project).result.findings if each.check != "no-front-matter"]
    assert {(each.check, each.path) for each in told} == {("ignore-unused", "locpipe.baseline")}
    assert {each.line for each in told} <= set(range(2, 10))
    assert run_locpipe("check", "--write-baseline", cwd=project.root).returncode == 0
    assert found(project) == []
    review(project, "pl", WRONG)
    assert "number-missing" in {check for check, _ in found(project)}


@pytest.mark.parametrize("text", ["junk\n", "# locpipe baseline 1: x\njunk\n"])
def test_a_file_that_is_no_baseline_is_one_line(project, text):
    write(project.root, {"locpipe.baseline": text})
    done = run_locpipe("check", cwd=project.root)
    assert done.returncode == 2
    assert done.stderr.startswith("locpipe: locpipe.baseline:")


def test_a_mistake_in_the_source_is_silenced_by_a_translator_s_comment_too(tmp_path):
    made = make(tmp_path, {"a.md": "You could of slept.\n\nYou could of walked.\n"}, 'targets = ["pl", "de"]\n')
    pipeline.extract(made)
    assert [check for check, _ in found(made) if check == "phrase-confusable"] == ["phrase-confusable"] * 2
    for name in ("phrase-confusable", "source"):
        review(made, "pl", {"You could of slept.": "Można było spać.", "You could of walked.": "Można było iść."})
        catalog = made.catalog_path(made.articles()[0], "pl")
        text = catalog.read_text("utf-8")
        catalog.write_text(text.replace("#. ", f"# locpipe: ignore {name}\n#. ", 1), encoding="utf-8")
        told = [check for check, _ in found(made)]
        assert told.count("phrase-confusable") == 1
        assert "ignore-unused" not in told
        catalog.write_text(text, encoding="utf-8")
