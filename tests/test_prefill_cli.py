"""`locpipe prefill` as a user runs it: what it prints, how it ends."""

import pytest

from conftest import run_locpipe
from deepl_server import DeepLServer
from locpipe import api as pipeline
from prefilling import ARTICLE, project, targets
from projects import make, review


@pytest.fixture
def server(monkeypatch):
    with DeepLServer() as running:
        monkeypatch.setenv("DEEPL_AUTH_KEY", running.key)
        monkeypatch.setenv("DEEPL_SERVER_URL", running.url)
        yield running


def test_it_says_what_it_did(tmp_path, server):
    made = project(tmp_path)
    done = run_locpipe("prefill", "--engine", "deepl", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "pl: 8 texts waiting, 8 by deepl\n" in done.stderr
    assert "deepl: 105 characters sent, 0 known from earlier answers\n" in done.stderr
    assert all(targets(made).values())
    again = run_locpipe("prefill", "--engine", "deepl", "-q", cwd=tmp_path)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_a_dry_run_prints_units_characters_savings_and_quota(tmp_path, server):
    project(tmp_path, ARTICLE.replace("Chin tuck", "Neck pain"))
    done = run_locpipe("prefill", "--engine", "deepl", "--dry-run", cwd=tmp_path)
    assert done.returncode == 0
    assert done.stdout.split("\n") == [
        "pl: 8 texts waiting, 1 from the glossary, 7 for deepl",
        "deepl: 96 characters to be sent, 0 known from earlier answers",
        "memory and glossary save 9 characters",
        "deepl: 0 of 500000 characters used in this period, 500000 left",
        "",
    ]


def test_a_budget_is_a_warning(tmp_path, server):
    project(tmp_path)
    done = run_locpipe("prefill", "--engine", "deepl", "--budget", "50", cwd=tmp_path)
    assert done.returncode == 0
    assert "locpipe.toml: warning: the budget of 50 characters is spent, " in done.stdout


def test_a_used_up_quota_ends_with_3_and_one_line(tmp_path, server):
    made = project(tmp_path)
    server.limit = 60
    done = run_locpipe("prefill", "--engine", "deepl", cwd=tmp_path)
    assert done.returncode == 3
    assert "quota" in done.stderr.strip().split("\n")[-1]
    assert "Traceback" not in done.stderr
    assert any(targets(made).values())


def test_a_stopped_engine_keeps_no_article_from_being_published(tmp_path, server):
    made = make(tmp_path, config="targets = ['pl']\n[engine]\nname = 'deepl'\n[merge]\nkeep = 50\n")
    pipeline.extract(made)
    review(made, "pl")
    [file] = made.articles()
    file.path.write_text(file.path.read_text(encoding="utf-8") + "\nOne more sentence.\n", encoding="utf-8")
    server.limit = 10
    done = run_locpipe("run", cwd=tmp_path)
    assert done.returncode == 3
    assert "One more sentence." in (tmp_path / "content/pl/rozciagnij-plecy.md").read_text(encoding="utf-8")


def test_without_a_key_it_says_so(tmp_path, monkeypatch):
    monkeypatch.delenv("DEEPL_AUTH_KEY", raising=False)
    project(tmp_path)
    done = run_locpipe("prefill", "--engine", "deepl", cwd=tmp_path)
    assert done.returncode in (2, 3)
    assert "DEEPL_AUTH_KEY" in done.stderr.strip().split("\n")[-1]


def test_an_unknown_engine_is_one_line(tmp_path):
    project(tmp_path)
    done = run_locpipe("prefill", "--engine", "depl", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("locpipe: ")
    assert "deepl" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_bad_glossary_is_one_line_and_nothing_is_written(tmp_path, server):
    made = project(tmp_path)
    (tmp_path / "glossary/health.en-pl.csv").write_text("source,target\nneck\n", encoding="utf-8")
    done = run_locpipe("prefill", "--engine", "deepl", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("locpipe: glossary/health.en-pl.csv:2: the target is empty")
    assert not any(targets(made).values())
    assert server.requests == []
