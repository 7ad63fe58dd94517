"""Answers that cost nothing, and that nobody asks for, go: a long life takes no more room than a short one."""

import pytest

from deepl_server import DeepLServer
from engine_servers import ChatServer, LibreServer
from locpipe import api as pipeline
from locpipe.memory import open_cache
from locpipe.pipeline import forgetting
from locpipe.pipeline.prefill import Order, prefill
from prefilling import fill
from projects import make, tree

TEXTS = 20
PSEUDO = Order(engine="pseudo")
MOST = forgetting.SPARE * (TEXTS + 1) * 2
"""The texts and the title, in two languages."""


def article(turn):
    body = "".join(f"Stretch your back {number} times, and rest in year {turn}.\n\n" for number in range(TEXTS))
    return f"---\ntitle: Stretch in {turn}\n---\n{body}"


def rewrite(project, turn):
    """Write every text anew and bring the catalogs up to date."""
    (project.root / "content/en/back.md").write_text(article(turn), encoding="utf-8")
    pipeline.extract(project)


def project_in(root, config=""):
    made = make(root, {"back.md": article(0)}, f'source = "en"\ntargets = ["pl", "de"]\n{config}')
    pipeline.extract(made)
    return made


def answers(project, place=".locpipe/engine.sqlite"):
    with open_cache(project.root / place) as cache:
        return dict(cache.entries())


def empty(project):
    """Take all catalogs away, as on a branch that never had them."""
    for path in project.root.rglob("*.po"):
        path.unlink()
    pipeline.extract(project)


def live(project, turns, order=PSEUDO, first=0):
    for turn in range(first, first + turns):
        rewrite(project, turn)
        assert prefill(project, order=order).spent.sent > 0


def test_a_long_life_keeps_no_more_than_the_project_could_ask_for(tmp_path):
    project = project_in(tmp_path)
    path = tmp_path / ".locpipe/engine.sqlite"
    live(project, 2)
    assert len(answers(project)) == MOST
    young = path.stat().st_size
    live(project, 12, first=2)
    assert len(answers(project)) == MOST
    # SQLite leaves pages half full between one answer that goes and another that comes.
    assert path.stat().st_size < 2 * young


def test_a_project_that_gets_smaller_takes_less_room(tmp_path):
    project = project_in(tmp_path)
    live(project, 3)
    before = (tmp_path / ".locpipe/engine.sqlite").stat().st_size
    (tmp_path / "content/en/back.md").write_text("---\ntitle: Sit\n---\nSit down.\n", encoding="utf-8")
    pipeline.extract(project)
    prefill(project, order=PSEUDO)
    assert len(answers(project)) == forgetting.SPARE * 2 * 2
    assert (tmp_path / ".locpipe/engine.sqlite").stat().st_size < before / 2


def test_what_the_project_has_now_is_not_asked_for_again(tmp_path):
    project = project_in(tmp_path)
    live(project, 6)
    for _ in range(3):
        empty(project)
        assert prefill(project, order=PSEUDO).spent.sent == 0


def test_what_is_forgotten_is_made_again_and_is_the_same(tmp_path):
    project = project_in(tmp_path)
    prefill(project, order=PSEUDO)
    wanted = {name: data for name, data in tree(tmp_path).items() if name.endswith(".po")}
    live(project, 5, first=1)
    rewrite(project, 0)
    empty(project)
    assert prefill(project, order=PSEUDO).spent.sent > 0
    assert {name: data for name, data in tree(tmp_path).items() if name.endswith(".po")} == wanted


class Careless(LibreServer):
    """Loses the tags of what it is asked to keep."""

    def answer(self, request):
        found = super().answer(request)
        if "translatedText" in found:
            found["translatedText"] = [text if "<" not in text else "LOST" for text in found["translatedText"]]
        return found


def test_an_answer_that_cannot_be_used_is_asked_for_once(tmp_path):
    with Careless(languages=("en", "pl", "de")) as server:
        project = project_in(tmp_path, f'[engine]\nname = "libretranslate"\nurl = "{server.url}"\n')
        other = tmp_path / "content/en/other.md"
        other.write_text("Type `cd` and press the key.\n", encoding="utf-8")
        live(project, 6, Order())
        asked = [text for post in server.posts for text in post.body["q"] if text.startswith("Type")]
        assert len(asked) == 2  # one for each language
        assert len(answers(project)) <= MOST + 2 * forgetting.SPARE


MAY_COST = {
    "deepl": (DeepLServer, fill, ""),
    "openai, which does not say": (
        ChatServer,
        lambda made, _: prefill(made),
        '[engine]\nname = "openai"\nmodel = "m1"\nurl = "{url}/v1"\n',
    ),
    "libretranslate with a key": (
        lambda: LibreServer(key="k", languages=("en", "pl", "de")),
        lambda made, _: prefill(made, order=Order(environment={"LIBRETRANSLATE_API_KEY": "k"})),
        '[engine]\nname = "libretranslate"\nurl = "{url}"\n',
    ),
}


@pytest.mark.parametrize("what", MAY_COST)
def test_what_was_or_may_have_been_paid_for_is_kept_for_ever(tmp_path, what):
    server, prefilled, config = MAY_COST[what]
    with server() as running:
        project = project_in(tmp_path, config.format(url=running.url))
        for turn in range(4):
            rewrite(project, turn)
            assert prefilled(project, running).spent.sent > 0
        paid = answers(project)
        assert len(paid) == 4 * (TEXTS + 1) * 2
        live(project, 5)
        assert paid.items() <= answers(project).items()
        for turn in range(4):
            rewrite(project, turn)
            empty(project)
            assert prefilled(project, running).spent.sent == 0


def test_a_part_of_the_project_says_nothing_of_the_whole(tmp_path):
    project = project_in(tmp_path)
    live(project, 4)
    (tmp_path / "content/en/one.md").write_text("Sit down.\n", encoding="utf-8")
    pipeline.extract(project)
    prefill(project, ["one"], order=PSEUDO)
    assert len(answers(project)) == MOST + 2
    rewrite(project, 9)
    prefill(project, languages=["pl"], order=PSEUDO)
    assert len(answers(project)) == MOST + 2 * forgetting.SPARE


def test_a_cache_that_other_projects_may_have_is_left_alone(tmp_path):
    project = project_in(tmp_path / "site", '[engine]\ncache = "../shared.sqlite"\n')
    live(project, 6)
    assert len(answers(project, "../shared.sqlite")) == 6 * (TEXTS + 1) * 2


def test_a_run_that_asks_nothing_does_not_open_the_cache(tmp_path):
    project = project_in(tmp_path)
    live(project, 3)
    path = tmp_path / ".locpipe/engine.sqlite"
    path.write_bytes(b"no cache")
    assert prefill(project, order=PSEUDO).error is None
    assert path.read_bytes() == b"no cache"


def test_a_dry_run_forgets_nothing(tmp_path):
    project = project_in(tmp_path)
    live(project, 3)
    before = answers(project)
    rewrite(project, 9)
    prefill(project, order=Order(engine="pseudo", dry_run=True))
    assert answers(project) == before
