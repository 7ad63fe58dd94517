"""What pre-fill asks an engine: full requests, each text once, several at a time; counted, not timed."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from deepl_server import MOST_BYTES, DeepLServer, Fault, Limits
from locpipe import api as pipeline
from locpipe import catalog
from locpipe.engines import deepl
from locpipe.engines.base import Pair, Request, Settings
from locpipe.errors import LocpipeError
from locpipe.pipeline import prefill as use_case
from locpipe.pipeline import waiting
from locpipe.pipeline.prefill import Order, prefill
from prefilling import fill
from projects import make, tree

CONFIG = 'source = "en"\ntargets = ["pl", "de"]\n'
SHARED = "Breathe out slowly."


def article(number, units=30):
    parts = [f"## Part {part} of {number}\n\nHold it for {part} seconds in {number}.\n" for part in range(units // 2)]
    return f"---\ntitle: Exercise {number}\n---\n{SHARED}\n\n" + "\n".join(parts)


@pytest.fixture
def server():
    with DeepLServer(limit=10**9) as running:
        yield running


@pytest.fixture
def made(tmp_path):
    project = make(tmp_path, {f"{number:02}.md": article(number) for number in range(10)}, CONFIG)
    pipeline.extract(project)
    return project


@pytest.fixture
def small_windows(monkeypatch):
    monkeypatch.setattr(use_case, "_WINDOW", 40)
    monkeypatch.setattr(use_case, "_HELD", 200)


def sent(server, language):
    """Return the texts of each request into the language, as they were sent."""
    return [each.body["text"] for each in server.translations if each.body["target_lang"].casefold() == language]


def distinct(project, language):
    """Return the texts that wait, each once, in the order of the articles."""
    texts = {}
    for file in project.articles():
        path = project.catalog_path(file, language)
        texts |= {entry.source: None for entry in catalog.read(path.read_bytes(), path.name, language).entries}
    return list(texts)


def filled_in(root):
    return {name: data for name, data in tree(root).items() if name.endswith(".po")}


def check_requests(project, server):
    for language in ("pl", "de"):
        requests, texts = sent(server, language), distinct(project, language)
        assert len(texts) == 10 * 31 + 1
        assert Counter(text for each in requests for text in each) == Counter(texts)
        assert sorted(map(len, requests), reverse=True) == [50] * 6 + [11]
        # Whatever came first: each request is a piece of the articles as they stand.
        assert all(texts[texts.index(each[0]) :][: len(each)] == each for each in requests)
    assert 1 < server.most_at_once <= deepl.DeepL.parallel


def test_requests_are_full_and_no_text_is_sent_twice(made, server):
    server.latency = 0.02
    fill(made, server)
    check_requests(made, server)


def test_so_they_are_where_the_articles_are_too_many_to_be_held(made, server, small_windows):
    server.latency = 0.02
    done = fill(made, server)
    check_requests(made, server)
    assert [row.left for row in done.rows] == [0, 0]
    assert done.spent.sent == server.used
    assert done.spent.cached == 0


def test_catalogs_do_not_depend_on_how_many_are_held(made, server, monkeypatch):
    before = tree(made.root)
    fill(made, server)
    wanted = filled_in(made.root)
    assert all(wanted[name] != before[name] for name in wanted)
    for name in wanted:
        (made.root / name).write_bytes(before[name])
    (made.root / ".locpipe/engine.sqlite").unlink()
    monkeypatch.setattr(use_case, "_WINDOW", 40)
    monkeypatch.setattr(use_case, "_HELD", 200)
    fill(made, server)
    assert filled_in(made.root) == wanted


def test_a_dry_run_counts_every_text_once_however_many_are_held(made, server, small_windows):
    told = fill(made, server, dry_run=True).spent.sent
    assert told == fill(made, server).spent.sent == server.used


def test_a_request_is_as_full_as_its_bytes_allow(tmp_path, server):
    texts = [f"Text {number}: {'stretch ' * 600}." for number in range(100)]
    project = make(tmp_path, {"long.md": "\n\n".join(texts)}, CONFIG)
    pipeline.extract(project)
    fill(project, server, budget=0)
    for language in ("pl", "de"):
        sizes = [each.size for each in server.translations if each.body["target_lang"].casefold() == language]
        assert sum(map(len, sent(server, language))) == 100
        assert max(sizes) <= MOST_BYTES
        assert sorted(sizes)[1] > MOST_BYTES - 2 * len(texts[0])


def test_each_section_of_a_request_has_a_part_in_its_context(made, server):
    fill(made, server)
    for request in server.translations:
        context = request.body["context"]
        assert len(context) <= 4000
        headings = [text for text in request.body["text"] if text.startswith("Part")]
        assert len(headings) >= 4
        assert all(heading in context for heading in headings)


def test_a_failure_in_the_middle_keeps_what_was_answered(made, server, small_windows):
    server.latency = 0.02
    server.limit = 9000
    done = fill(made, server)
    assert done.error.exit_code == 3
    assert 0 < sum(row.left for row in done.rows) < sum(row.waiting for row in done.rows)
    assert done.result.written
    server.limit = 10**9
    fill(made, server)
    assert not {text: count for text, count in Counter(server.texts).items() if count > 2}
    assert server.used == sum(map(len, server.texts))


def test_an_interrupted_run_has_written_what_was_finished(made, server, small_windows):
    before = filled_in(made.root)

    def tick(done, total):
        if done >= 400:
            raise KeyboardInterrupt

    environment = {"DEEPL_AUTH_KEY": server.key, "DEEPL_SERVER_URL": server.url}
    with pytest.raises(KeyboardInterrupt):
        prefill(made, order=Order("deepl", environment=environment), tick=tick)
    after = filled_in(made.root)
    changed = [name for name in before if after[name] != before[name]]
    assert 0 < len(changed) < len(before)
    fill(made, server)
    assert all(count == 1 for count in Counter(map(str, zip(langs(server), server.texts, strict=True))).values())


def langs(server):
    return [each.body["target_lang"] for each in server.translations if each.status == 200 for _ in each.body["text"]]


def test_an_article_that_cannot_be_read_keeps_everything_as_it_is(made, server, small_windows):
    (made.root / "content/en/09.md").write_bytes(b"---\ntitle: [\n---\n")
    before = filled_in(made.root)
    with pytest.raises(LocpipeError, match=r"09\.md"):
        fill(made, server)
    assert filled_in(made.root) == before
    (made.root / "content/en/09.md").write_text(article(9), encoding="utf-8")
    fill(made, server)
    assert Counter(zip(langs(server), server.texts, strict=True)).most_common(1)[0][1] == 1


def test_an_article_is_read_once_for_all_languages(made, server, monkeypatch):
    read, seen = waiting.read_article, Counter()

    def counted(text, path, rules):
        seen[path] += 1
        return read(text, path, rules)

    monkeypatch.setattr(waiting, "read_article", counted)
    fill(made, server)
    assert set(seen.values()) == {1}
    assert len(seen) == 10


def test_a_server_s_limit_is_found_and_kept(server, monkeypatch):
    monkeypatch.setattr("deepl.http_client._BackoffTimer.BACKOFF_INITIAL", 0.1)
    server.limits = Limits(requests=20)
    pair = Pair("en", "pl")
    with deepl.DeepL(Settings(url=server.url, environment={"DEEPL_AUTH_KEY": server.key})) as engine:
        engine.prepare([pair], {})
        with ThreadPoolExecutor(engine.parallel) as pool:
            answers = list(pool.map(engine.translate, [Request(pair, (f"neck {number}",)) for number in range(70)]))
    assert [each.texts for each in answers] == [(f"NECK {number}",) for number in range(70)]
    refused = [each for each in server.translations if each.status == 429]
    assert 0 < len(refused) < 35


def test_after_a_refusal_the_rest_of_a_quota_is_used_up(made, server):
    server.limit = 2000
    done = fill(made, server)
    assert done.error.exit_code == 3
    assert 2000 - server.used < 30
    assert done.spent.sent - server.used < 30 * deepl.DeepL.parallel


def test_faults_do_not_mix_up_requests(made, server, small_windows, monkeypatch):
    monkeypatch.setattr("deepl.http_client._BackoffTimer.BACKOFF_INITIAL", 0.001)
    server.faults += [replace(Fault.delay(0.05 * (number % 3)), path="/v2/translate") for number in range(8)]
    fill(made, server)
    for file in made.articles():
        path = made.catalog_path(file, "de")
        for entry in catalog.read(path.read_bytes(), path.name, "de").entries:
            assert entry.target == entry.source.upper()
