"""`locpipe glossary` on real projects: what is read, written, shown and refused."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import REPOSITORY
from deepl_server import DeepLServer
from locpipe.cli import commands
from locpipe.errors import GlossaryError, LocpipeError, UsageError
from locpipe.glossary import dump, read
from locpipe.glossary.tbx import dump_tbx, read_tbx
from locpipe.model import Term, TermStatus
from locpipe.pipeline.glossary import glossaries, prose, terms_for
from locpipe.pipeline.glossary_import import import_file
from projects import CONFIG, make, tree, write

HEADER = "source,target,status,part_of_speech,forms,forbidden,case_sensitive,note\n"
ROWS = "back,plecy,approved,noun,pleców|plecami,tył,no,\nneck,szyja,approved,noun,szyi,,no,not the nape\n"
LIST = HEADER + ROWS

ARTICLE = """\
---
title: "A herniated disc"
slug: herniated-disc
---
# A herniated disc

Your **back** holds [herniated discs](https://example.org/herniated-disc), never `herniated disc` code.
"""


@pytest.fixture
def project(tmp_path):
    made = make(tmp_path, {"disc.md": ARTICLE})
    write(tmp_path, {"glossary/health.en-pl.csv": LIST, "glossary/own.en-de.csv": "source,target\nback,Rücken\n"})
    return made


def run(project, *arguments):
    """Run a command in the project and return its exit code, output and errors."""
    line = ["-C", str(project.root), "glossary", *map(str, arguments)]
    result = CliRunner().invoke(commands, line, standalone_mode=False)
    if result.exception:
        raise result.exception
    return result.return_value, result.stdout, result.stderr


def listed(project, name="health.en-pl"):
    path = f"glossary/{name}.csv"
    return {term.source: term for term in read((project.root / path).read_bytes(), path)}


# Reading.


def test_the_lists_of_a_project(project):
    assert [(each.path, each.source, each.target) for each in glossaries(project)] == [
        ("glossary/health.en-pl.csv", "en", "pl"),
        ("glossary/own.en-de.csv", "en", "de"),
    ]
    write(project.root, {"glossary/a.en-pl.csv": "source,target\nchin,broda\n"})
    assert [(term.source, term.path, term.line) for term in terms_for(project, "pl")] == [
        ("chin", "glossary/a.en-pl.csv", 2),
        ("back", "glossary/health.en-pl.csv", 2),
        ("neck", "glossary/health.en-pl.csv", 3),
    ]
    assert terms_for(project, "fr") == ()


def test_every_list_that_cannot_be_read_is_told_of(project):
    write(project.root, {"glossary/a.en-pl.csv": "source,target\nchin\n", "glossary/b.en-pl.csv": "source\nchin\n"})
    with pytest.raises(GlossaryError) as raised:
        terms_for(project, "pl")
    first, second = str(raised.value).split("\n")
    assert first.startswith("glossary/a.en-pl.csv:2: ")
    assert second.startswith("glossary/b.en-pl.csv:1: ")


def test_the_words_of_the_articles(project):
    assert [passage.text for passage in prose(project)] == [
        "A herniated disc",
        "A herniated disc",
        "Your back holds herniated discs, never \ufffc code.",
    ]


# Lint and suggest.


def test_lint_shows_where_and_what(project):
    assert run(project, "lint") == (0, "", "3 terms in 2 lists: 0 errors, 0 warnings, 1 note (-v shows notes)\n")
    code, shown, _ = run(project, "lint", "-v")
    assert code == 0
    assert shown.startswith("glossary/health.en-pl.csv:3: note: no article holds “neck”")
    write(project.root, {"glossary/own.en-de.csv": "source,target\nback,Rücken\nBack,Kreuz\n"})
    code, shown, _ = run(project, "lint", "-q")
    assert code == 1
    assert shown.startswith("glossary/own.en-de.csv:3: error: “Back” is “Rücken” on line 2 and “Kreuz” here")
    assert run(project, "lint", "-q", "--fail-on", "note")[0] == 1


def test_suggest_shows_phrases_and_writes_a_list(project, tmp_path):
    code, shown, said = run(project, "suggest")
    assert (code, said) == (0, "1 phrase\n")
    assert shown == "herniated disc  (3 times in 1 article)\n    A herniated disc\n"
    place = tmp_path / "new.csv"
    run(project, "suggest", "-o", str(place))
    written = place.read_text(encoding="utf-8")
    assert written == "source,target,status,note\nherniated disc,,proposed,3 times in 1 article: A herniated disc\n"
    with pytest.raises(UsageError, match=r"new\.csv: is there already"):
        run(project, "suggest", "-o", str(place))
    place.write_text(written.replace("disc,,", "disc,przepuklina dysku,"), encoding="utf-8")
    assert run(project, "import", str(place), "--lang", "pl", "-q")[0] == 0
    assert listed(project, "new.en-pl")["herniated disc"].target == "przepuklina dysku"
    assert run(project, "suggest")[1] == ""


# Import.

TEXTS = st.sampled_from(["back", "Back", "neck", "plecy", "grzbiet", "kark", "szyja, kark", 'the "neck"'])
TERMS = st.builds(
    Term,
    TEXTS,
    TEXTS,
    st.sampled_from(TermStatus),
    st.sampled_from(["", "noun"]),
    st.lists(TEXTS, max_size=2, unique=True).map(tuple),
    case_sensitive=st.booleans(),
    note=st.sampled_from(["", "a note"]),
)


@settings(max_examples=40)
@given(st.lists(TERMS, max_size=4), st.lists(TERMS, min_size=1, max_size=4))
def test_an_import_keeps_every_row_and_takes_every_new_source(tmp_path_factory, old, new):
    root = tmp_path_factory.mktemp("project")
    project, mine = make(root), root / "glossary/health.en-pl.csv"
    write(root, {"glossary/health.en-pl.csv": dump(old), "theirs.csv": dump(new)})
    result = import_file(project, root / "theirs.csv", "pl", "health")
    after = [replace(term, path="", line=0) for term in read(mine.read_bytes(), "a.csv")]
    assert Counter(after) >= Counter(old)
    assert {term.source.casefold() for term in after} == {term.source.casefold() for term in [*old, *new]}
    assert len(after) == len(old) + result.counts["terms"]
    assert all(finding.line for finding in result.findings)
    again = import_file(project, root / "theirs.csv", "pl", "health")
    assert (again.written, again.counts["terms"]) == ((), 0)


def test_what_is_there_stays_and_what_is_new_is_added(project, tmp_path):
    before = listed(project)
    theirs = HEADER + "Back,grzbiet,approved,noun,,,no,\nneck,szyja,approved,,,,no,\nchin,broda,approved,noun,,,no,\n"
    write(tmp_path, {"theirs.csv": theirs})
    code, shown, said = run(project, "import", str(tmp_path / "theirs.csv"), "--lang", "pl", "--name", "health")
    assert code == 0
    assert shown == (
        "glossary/health.en-pl.csv:2: warning: “Back” stays as it is; theirs.csv:2 has the target “grzbiet”, "
        "not “plecy”: change the row by hand if that is better [term-kept]\n"
    )
    assert said.startswith("1 new term\n")
    after = listed(project)
    assert after.keys() == {"back", "neck", "chin"}
    assert {name: (after[name].target, after[name].forms, after[name].note) for name in before} == {
        name: (term.target, term.forms, term.note) for name, term in before.items()
    }


def test_a_second_import_changes_nothing(project, tmp_path):
    write(tmp_path, {"theirs.csv": LIST.replace("plecy", "grzbiet") + "chin,broda,,,,,,\n"})
    run(project, "import", str(tmp_path / "theirs.csv"), "--lang", "pl")
    before = tree(project.root)
    assert run(project, "import", str(tmp_path / "theirs.csv"), "--lang", "pl")[2].startswith("0 new terms\n")
    assert tree(project.root) == before


def test_an_import_loses_nothing_in_any_form(project, tmp_path):
    terms = read((REPOSITORY / "glossary/health.en-pl.csv").read_bytes(), "a.csv")
    (tmp_path / "a.tbx").write_bytes(dump_tbx(terms, "en", "pl"))
    run(project, "import", str(tmp_path / "a.tbx"), "--lang", "pl", "-q")
    assert (project.root / "glossary/a.en-pl.csv").read_bytes() == dump(terms)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("x.en-pl.csv", "source;target\nchin;broda\n"),
        ("x.csv", "\ufeffchin,broda\r\n"),
        ("x.tsv", "chin\tbroda\n"),
        ("x.txt", "Target\tSource\nbroda\tchin\n"),
        (
            "x.tbx",
            '<martif><text><body><termEntry><langSet xml:lang="en"><tig><term>chin</term></tig></langSet>'
            '<langSet xml:lang="pl"><tig><term>broda</term></tig></langSet></termEntry></body></text></martif>',
        ),
    ],
)
def test_any_form_of_list(project, tmp_path, name, data):
    write(tmp_path, {f"in/{name}": data})
    run(project, "import", str(tmp_path / "in" / name), *(() if "-pl" in name else ("--lang", "pl")))
    assert {source: term.target for source, term in listed(project, "x.en-pl").items()} == {"chin": "broda"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("bad.tbx", "--lang", "pl"), r"^bad\.tbx:1: this is not well-formed XML"),
        (("bad.csv", "--lang", "pl"), r"^bad\.csv:2: "),
        (("good.csv",), r"^say which language the terms are for: --lang pl or --lang de$"),
        (("good.csv", "--lang", "fr"), r"^--lang fr: not among the project's targets \(pl, de\)$"),
        (("good.csv", "--lang", "pl", "--name", "../x"), r'^--name "\.\./x": give a name for a file'),
        (
            ("glossary/health.en-pl.csv", "--name", "health"),
            r"^glossary/health\.en-pl\.csv: is one of the project's term",
        ),
    ],
)
def test_what_cannot_be_imported_changes_nothing(project, tmp_path, arguments, message):
    write(
        tmp_path, {"bad.tbx": "<tbx>", "bad.csv": "source,target\nchin,\n", "good.csv": "source,target\nchin,broda\n"}
    )
    before = tree(project.root)
    with pytest.raises(LocpipeError, match=message):
        run(project, "import", str(tmp_path / arguments[0]), *arguments[1:])
    assert tree(project.root) == before


def test_a_pattern_without_a_place(tmp_path):
    project = make(tmp_path, config=CONFIG + '[paths]\nglossary = "terms/health.en-pl.csv"\n')
    write(tmp_path, {"good.csv": "source,target\nchin,broda\n"})
    with pytest.raises(UsageError, match=r'^locpipe\.toml: "paths\.glossary" names no place'):
        run(project, "import", str(tmp_path / "good.csv"), "--lang", "pl")


# Export.


def test_export_in_each_form(project, tmp_path):
    code, shown, _ = run(project, "export", "--lang", "pl")
    assert (code, shown) == (0, LIST)
    assert run(project, "export", "--lang", "pl", "--format", "tsv")[1] == "back\tplecy\nneck\tszyja\n"
    _, _, said = run(project, "export", "--lang", "pl", "-o", str(tmp_path / "out.tbx"))
    assert said.startswith("2 terms in ")
    again = read_tbx((tmp_path / "out.tbx").read_bytes(), "out.tbx", "en", "pl")
    assert dump(again).decode() == LIST


def test_export_needs_to_know_what_and_how(project, tmp_path):
    with pytest.raises(UsageError, match="say which language"):
        run(project, "export")
    with pytest.raises(UsageError, match="the suffix names no format"):
        run(project, "export", "--lang", "pl", "-o", str(tmp_path / "out.xlsx"))


# Sync.


def test_sync_brings_deepl_up_to_date(project, monkeypatch):
    with DeepLServer() as server:
        monkeypatch.setenv("DEEPL_AUTH_KEY", server.key)
        monkeypatch.setenv("DEEPL_SERVER_URL", server.url)
        code, shown, _ = run(project, "sync", "--engine", "deepl")
        assert code == 0
        assert "en-de with 1 terms" in shown
        assert "en-pl with 2 terms" in shown
        assert run(project, "sync", "--engine", "deepl")[1] == "nothing to bring up to date\n"
        shutil.rmtree(project.root / "glossary")
        assert "deleted glossary" in run(project, "sync", "--engine", "deepl")[1]


def test_sync_needs_an_engine(project):
    with pytest.raises(UsageError, match="no engine is named"):
        run(project, "sync")
    assert run(project, "sync", "--engine", "pseudo")[1] == "nothing to bring up to date\n"
    with pytest.raises(UsageError, match="deepl"):
        run(project, "sync", "--engine", "babelfish")
