"""Pre-fill with the real DeepL client against the loopback server: what is sent, paid, kept, refused, and written."""

import os
import re
import subprocess
import sys
import time
from collections import Counter
from dataclasses import replace

import pytest
from markdown_it import MarkdownIt

from deepl_server import Corruption, DeepLServer, Fault
from engine_servers import ChatServer, LibreServer
from locpipe import api as pipeline
from locpipe import catalog
from locpipe.engines import deepl
from locpipe.model import Severity
from locpipe.pipeline.prefill import Order, prefill
from locpipe.pipeline.proposals import Source
from prefilling import ARTICLE, CONFIG, GLOSSARY, edit, entries, fill, project, targets
from projects import change, write

WORDS = sum(
    map(
        len,
        [
            "Neck pain at work",
            "Do not turn your neck fast.",
            "Sit down",
            "See the page or run .",
            "More on it",
            "exercise",
            "times",
            "Chin tuck",
        ],
    )
)


@pytest.fixture
def server():
    with DeepLServer() as running:
        yield running


@pytest.fixture(autouse=True)
def short_pauses(monkeypatch):
    monkeypatch.setattr("deepl.http_client._BackoffTimer.BACKOFF_INITIAL", 0.001)
    monkeypatch.setattr("deepl.http_client._BackoffTimer.BACKOFF_MAX", 0.01)


def test_every_entry_gets_a_fuzzy_proposal_with_its_markup_and_its_origin(tmp_path, server):
    made = project(tmp_path)
    done = fill(made, server)
    assert done.rows[0].filled[Source.ENGINE] == done.rows[0].waiting > 5
    for source, entry in entries(made).items():
        assert entry.fuzzy
        assert catalog.is_machine_text(entry)
        assert entry.target not in ("", source)
        assert any(note.startswith("origin: deepl") for note in entry.notes)
    assert "`stretch`" in targets(made)['See [the page](https://example.org/neck "More on it") or run `stretch`.']
    assert not any("example.org" in text for text in server.texts)


def test_slugs_are_never_sent(tmp_path, server):
    fill(project(tmp_path), server)
    assert not any("neck-pain-at-work" in text for text in server.texts)


def test_words_alone_are_billed_and_nothing_twice(tmp_path, server):
    made = project(tmp_path)
    assert fill(made, server).spent.sent == WORDS == server.used
    before = made.root.joinpath("locale").stat(), targets(made)
    assert fill(made, server).spent.sent == 0
    assert server.used == WORDS
    assert (made.root.joinpath("locale").stat(), targets(made)) == before


def test_the_cache_outlives_the_catalogs(tmp_path, server):
    made = project(tmp_path)
    fill(made, server)
    first = targets(made)
    for path in tmp_path.glob("locale/**/*.po"):
        path.unlink()
    pipeline.extract(made)
    done = fill(made, server)
    assert (done.spent.sent, done.spent.cached, server.used) == (0, WORDS, WORDS)
    assert targets(made) == first


def test_a_changed_paragraph_costs_itself(tmp_path, server):
    made = project(tmp_path)
    fill(made, server)
    edit(made, "- Sit down\n", "- Lie down\n")
    assert fill(made, server).spent.sent == len("Lie down")


def test_a_changed_term_costs_the_units_it_occurs_in(tmp_path, server):
    made = project(tmp_path)
    fill(made, server)
    write(tmp_path, {"glossary/health.en-pl.csv": GLOSSARY.replace("szyja", "kark")})
    done = fill(made, server)
    assert done.spent.sent == len("Do not turn your neck fast.")
    write(tmp_path, {"glossary/health.en-pl.csv": GLOSSARY})
    again = fill(made, server)
    assert (again.spent.sent, again.spent.cached) == (0, len("Do not turn your neck fast."))


def test_a_person_s_text_is_never_touched(tmp_path, server):
    made = project(tmp_path)
    [file] = made.articles()
    path = made.catalog_path(file, "pl")

    def by_hand(entry):
        mine = {"Sit down": ("Usiądź", False), "Chin tuck": ("Cofanie brody", True)}
        text, fuzzy = mine.get(entry.source, ("", False))
        return entry._replace(target=text, fuzzy=fuzzy) if text else entry

    change(path, by_hand, "pl")
    fill(made, server, again=True)
    assert targets(made)["Sit down"] == "Usiądź"
    assert targets(made)["Chin tuck"] == "Cofanie brody"
    assert not {"Sit down", "Chin tuck"} & set(server.texts)


def test_machine_text_that_a_person_touched_is_a_person_s(tmp_path, server):
    made = project(tmp_path)
    fill(made, server)
    [file] = made.articles()
    path = made.catalog_path(file, "pl")
    change(path, lambda e: e._replace(target=e.target + "!") if e.source == "Sit down" else e, "pl")
    mine = targets(made)["Sit down"]
    sent = len(server.texts)
    done = fill(made, server, again=True)
    assert targets(made)["Sit down"] == mine
    assert len(server.texts) == sent
    assert done.spent.sent == 0


def test_a_dry_run_tells_and_does_nothing(tmp_path, server):
    made = project(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*.po")}
    done = fill(made, server, dry_run=True)
    assert done.spent.sent == WORDS
    assert done.quota.limit == server.limit
    assert {request.path for request in server.requests} == {"/v2/usage"}
    assert {path: path.read_bytes() for path in tmp_path.rglob("*.po")} == before
    fill(made, server)
    edit(made, "- Sit down\n", "- Lie down\n")
    again = fill(made, server, dry_run=True)
    assert again.spent.sent == len("Lie down")


@pytest.mark.parametrize("budget", [1, 30, 60])
def test_a_budget_is_not_exceeded(tmp_path, server, budget):
    made = project(tmp_path)
    done = fill(made, server, budget=budget)
    assert server.used == done.spent.sent <= budget
    assert "budget" in {finding.check for finding in done.result.findings}
    assert server.used + done.spent.withheld == WORDS
    fill(made, server)
    assert server.used == WORDS
    assert all(targets(made).values())


def test_no_paid_engine_runs_unless_it_is_named(tmp_path, server):
    made = project(tmp_path)
    environment = {"DEEPL_AUTH_KEY": server.key, "DEEPL_SERVER_URL": server.url}
    prefill(made, order=Order(environment=environment))
    pipeline.run(made, order=Order(environment=environment))
    assert server.requests == []


def test_a_configured_engine_runs(tmp_path, server):
    made = project(tmp_path, config=CONFIG + f'[engine]\nname = "deepl"\nurl = "{server.url}"\n')
    done = pipeline.run(made, order=Order(environment={"DEEPL_AUTH_KEY": server.key}))
    assert done.prefilled.spent.sent == WORDS


def test_other_engines_fill_the_same_way(tmp_path):
    config = CONFIG + '[engine]\nname = "{}"\nurl = "{}"\nmodel = "m1"\n'
    for make, name, path in ((LibreServer, "libretranslate", ""), (ChatServer, "openai", "/v1")):
        with make() as running:
            made = project(tmp_path / name, config=config.format(name, running.url + path))
            done = prefill(made)
            assert (done.error, done.spent.sent, done.rows[0].left) == (None, WORDS, 0)
            assert not prefill(made).spent.sent
        assert entries(made)[TAGGED].target == "DO **NOT** TURN YOUR NECK FAST."


# Faults: what was finished is kept, what was not is sent again, and the exit code says it.


def test_a_used_up_quota_stops_and_keeps_what_was_finished(tmp_path, server):
    article = ARTICLE + "".join(f"\n## Part {number}\n\nWords of part {number}.\n" for number in range(20))
    made = project(tmp_path, article)
    server.limit = 300
    done = fill(made, server)
    assert done.error.exit_code == 3
    filled = sum(bool(text) for text in targets(made).values())
    assert 0 < filled < len(targets(made))
    used = server.used
    server.limit = 500_000
    assert fill(made, server).error is None
    assert all(targets(made).values())
    assert used + done.spent.sent  # the rest alone was sent the second time
    assert Counter(server.texts).most_common(1)[0][1] <= 2


PASSING = {
    "429": Fault.status(429),
    "503": Fault.status(503),
    "529": Fault.status(529),
    "dropped": Fault.dropped(),
    "delay": Fault.delay(0.05),
}


@pytest.mark.parametrize("name", PASSING)
def test_a_passing_fault_is_waited_out(tmp_path, server, name):
    made = project(tmp_path)
    fault = PASSING[name]
    server.faults += [fault, fault]
    assert fill(made, server).error is None
    assert all(targets(made).values())


LASTING = {"403": 403, "456": 456}


@pytest.mark.parametrize("name", LASTING)
def test_a_lasting_fault_stops_with_code_3(tmp_path, server, name):
    made = project(tmp_path)
    server.faults += [replace(Fault.status(LASTING[name]), path="/v2/translate")] * 40
    done = fill(made, server)
    assert done.error.exit_code == 3
    assert not any(targets(made).values())


@pytest.mark.parametrize("fault", [Fault.not_json(), Fault.too_few(), Fault.too_many()])
def test_a_malformed_answer_is_used_for_no_text(tmp_path, server, fault):
    made = project(tmp_path)
    server.faults += [replace(fault, path="/v2/translate")] * 40
    done = fill(made, server)
    assert done.error.exit_code == 3
    assert not any(targets(made).values())


# Corruption: right markup or none.

TAGGED = "Do **not** turn your neck fast."


@pytest.mark.parametrize("corruption", [each for each in Corruption if each is not Corruption.NONE])
def test_broken_markup_is_repaired_or_the_entry_stays_empty(tmp_path, server, corruption):
    made = project(tmp_path)
    server.corruption = corruption
    done = fill(made, server)
    assert done.error is None
    for source, target in targets(made).items():
        merged = {"`stretch`", "https://example.org/neck"} if "stretch" in source else set()
        assert not target or all(part in target for part in merged)
        assert "<g" not in target
        assert "&gt;" not in target
        assert "\xa0" not in target
        assert "\n" not in target
    empty = {source for source, target in targets(made).items() if not target}
    assert empty == {finding.unit for finding in done.result.findings if finding.check == "left-empty"}
    assert all(
        finding.severity is Severity.WARNING for finding in done.result.findings if finding.check == "left-empty"
    )


def test_a_second_try_as_html_saves_what_xml_spoilt(tmp_path, server):
    made = project(tmp_path)
    server.corruption, server.corrupted_modes = Corruption.GLUED, frozenset({"xml"})
    done = fill(made, server)
    assert all(targets(made).values())
    assert done.spent.sent > WORDS
    assert fill(made, server).spent.sent == 0


def test_emphasis_may_be_lost_in_the_last_try_and_the_note_says_so(tmp_path, server):
    made = project(tmp_path)
    server.corruption = Corruption.DROPPED
    fill(made, server)
    entry = entries(made)[TAGGED]
    assert "**" not in entry.target
    assert "put them back" in " ".join(entry.notes)


# What must not get lost


def test_what_a_reviewer_saves_meanwhile_is_kept(tmp_path, server):
    made = project(tmp_path)
    [file] = made.articles()
    path = made.catalog_path(file, "pl")
    saved = []

    def translate(text, target):
        if not saved:
            saved.append(True)
            change(path, lambda e: e._replace(target="Usiądź", fuzzy=True) if e.source == "Sit down" else e, "pl")
        return text.upper()

    server.translate = translate
    fill(made, server)
    assert targets(made)["Sit down"] == "Usiądź"
    assert not catalog.is_machine_text(entries(made)["Sit down"])
    assert all(targets(made).values())


def test_a_run_that_is_killed_has_paid_for_nothing_in_vain(tmp_path, server):
    article = ARTICLE + "".join(f"\n## Part {number}\n\nWords of part {number}.\n" for number in range(800))
    made = project(tmp_path, article)
    server.faults += [replace(Fault.delay(0.1), path="/v2/translate")] * 40
    environment = os.environ | {"DEEPL_AUTH_KEY": server.key, "DEEPL_SERVER_URL": server.url}
    command = [sys.executable, "-m", "locpipe", "prefill", "--engine", "deepl"]
    with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.DEVNULL) as running:
        while len(server.translations) < 12:
            time.sleep(0.01)
        running.kill()
    assert not any(targets(made).values())
    server.faults.clear()
    fill(made, server)
    assert all(targets(made).values())
    # What was on its way when the run was killed is the most that can be paid for twice.
    assert sum(count - 1 for count in Counter(server.texts).values()) <= deepl.DeepL.parallel * deepl.DeepL.most_texts
    assert len(set(server.texts)) > 6 * deepl.DeepL.parallel * deepl.DeepL.most_texts


BLOCKS = ["# ", "- ", "1. ", "> ", "    ", "```", "***", "| a |", "<div>", "[a]: b", "Setext\n==="]


@pytest.mark.parametrize("start", BLOCKS)
def test_no_answer_opens_a_block(tmp_path, server, start):
    made = project(tmp_path)
    server.translate = lambda text, target: start + text.upper()
    fill(made, server)
    done = pipeline.merge(made, draft=True, output=tmp_path / "out")
    assert [finding for finding in done.findings if finding.severity is Severity.ERROR] == []
    [draft] = (tmp_path / "out").rglob("*.md")
    assert kinds(draft.read_text(encoding="utf-8")) == kinds(ARTICLE)


def kinds(text):
    """Return the sequence of blocks below the front matter, as a parser of its own sees it."""
    return [token.type for token in MarkdownIt().enable("table").parse(text.split("---\n", 2)[2])]


# Terms


def test_terms_stand_in_the_notes_with_what_the_answer_makes_of_them(tmp_path, server):
    made = project(tmp_path)
    next(each for each in server.languages if each.code == "pl").glossary = False
    server.translate = lambda text, target: re.sub(r"neck", "kark", text)
    fill(made, server)
    notes = "\n".join(entries(made)[TAGGED].notes)
    assert "term: neck → szyja, not kark; the proposal lacks it" in notes
    assert "term: the proposal has “kark”; neck → szyja, not kark" in notes


def test_a_unit_that_is_a_term_is_filled_from_the_glossary(tmp_path, server):
    made = project(tmp_path, ARTICLE.replace("Chin tuck", "Neck pain"))
    done = fill(made, server)
    assert done.rows[0].filled[Source.GLOSSARY] == 1
    entry = entries(made)["Neck pain"]
    assert entry.target == "Ból szyi"
    assert "origin: glossary health.en-pl.csv" in " ".join(entry.notes)


def test_extract_after_prefill_changes_nothing(tmp_path, server):
    made = project(tmp_path)
    fill(made, server)
    assert pipeline.extract(made).written == ()


def test_a_stale_catalog_is_left_alone(tmp_path, server):
    made = project(tmp_path)
    [file] = made.articles()
    file.path.write_text(ARTICLE + "\nOne more.\n", encoding="utf-8")
    done = fill(made, server)
    assert [finding.check for finding in done.result.findings] == ["not-extracted"]
    assert server.texts == []


def test_the_engine_is_never_opened_where_nothing_waits(tmp_path, server, monkeypatch):
    made = project(tmp_path)
    fill(made, server)
    monkeypatch.setattr(deepl.DeepL, "__init__", lambda *_: pytest.fail("opened"))
    fill(made, server)


def test_a_taxonomy_map_translates_a_tag_the_same_everywhere_and_says_nothing_of_other_texts(tmp_path):
    article = "---\ntitle: Neck\ntags: [Back, neck]\n---\nLean back.\n"
    write(tmp_path, {"glossary/tags.en-pl.csv": "source,target\nback,plecy\n"})
    made = project(tmp_path, article, glossary="source,target\nneck,szyja\n")
    prefill(made, order=Order())
    found = entries(made)
    assert {source: entry.target for source, entry in found.items()} == {
        "Neck": "Szyja",
        "Back": "plecy",
        "neck": "szyja",
        "Lean back.": "",
    }
    assert found["Back"].fuzzy
    assert any(note.startswith("origin: glossary tags.en-pl.csv") for note in found["Back"].notes)
    assert not any("back" in note for note in found["Lean back."].notes)
