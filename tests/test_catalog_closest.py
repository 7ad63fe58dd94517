"""Close matches: at least those of msgmerge, and no time that grows with the square."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import time
from dataclasses import replace
from pathlib import Path

import pytest

from locpipe.catalog import dump, read, update
from locpipe.catalog.closest import Closest, similarity
from locpipe.model import Entry
from test_catalog_laws import WHERE, make, unit

SAMPLE = Path(__file__).parents[2] / "shared" / "sample" / "desk-exercises-for-back-pain.md"
SYNONYMS = {"chair": "seat", "slowly": "gently", "back": "spine", "Sit": "Stay", "your": "the", "hold": "keep"}


def paragraphs() -> list[str]:
    text = SAMPLE.read_text(encoding="utf-8").split("---", 2)[2]
    found = (" ".join(block.split()) for block in re.split(r"\n\s*\n", text))
    return list(dict.fromkeys(block for block in found if re.search(r"[a-z]", block)))


def edit(text: str, rng: random.Random) -> str:
    """A realistic edit: a word replaced, dropped, added, a typo mended, a sentence added."""
    words = text.split(" ")
    at = rng.randrange(len(words))
    match rng.randrange(5):
        case 0:
            words = [SYNONYMS.get(word, word) for word in words]
            words[at] = words[at] + "s"
        case 1 if len(words) > 3:
            del words[at]
        case 2:
            words.insert(at, "really")
        case 3:
            words[at] = words[at][:1] + words[at]
        case _:
            words += ["Stop", "when", "it", "hurts."]
    return " ".join(words)


def translated(sources: list[str]):
    made = update(None, make([unit(source) for source in sources]), **WHERE).catalog
    return replace(made, entries=tuple(e._replace(target=f"T{i}") for i, e in enumerate(made.entries)))


@pytest.mark.skipif(not shutil.which("msgmerge"), reason="gettext (msgmerge) is not installed")
@pytest.mark.skipif(not SAMPLE.exists(), reason="the shared sample is not here")
@pytest.mark.parametrize("seed", range(5))
def test_every_true_match_of_msgmerge_is_ours(tmp_path, seed):
    rng = random.Random(seed)
    sources = paragraphs()
    new = [edit(source, rng) for source in sources]
    truth = {text: f"T{i}" for i, text in enumerate(new)}
    kept = [text for text in new if rng.random() < 0.9]
    old, fresh = translated(sources), make([unit(text) for text in kept])
    for name, catalog in (("old.po", old), ("new.pot", fresh)):
        (tmp_path / name).write_bytes(dump(catalog))
    command = ["msgmerge", "-q", "--previous", "--no-wrap", "old.po", "new.pot"]
    theirs = read(subprocess.run(command, cwd=tmp_path, capture_output=True, check=True).stdout, "x.po", "pl").by_key
    ours = update(old, fresh, **WHERE).catalog.by_key
    true = [key for key, entry in theirs.items() if entry.target == truth[key[1]]]
    assert len(true) > len(kept) / 2
    assert [key for key in true if ours[key].target != truth[key[1]]] == []
    wrong = [sum(e.target not in ("", truth[k[1]]) for k, e in each.items()) for each in (ours, theirs)]
    assert wrong[0] <= wrong[1]


def test_long_texts_that_share_letters_alone_are_not_alike():
    one = "The treatment of the patient must be started at once in the hospital ward today"
    two = "Another interesting theme is that the state permits us to harvest potatoes tomorrow"
    assert similarity(one, two, 0.4) == 0.0


def test_of_equally_close_ones_the_nearest_wins():
    entries = {i: Entry(f"Hold for {i % 10} seconds") for i in range(100)}
    assert [Closest(entries).find("Hold for 3 second", near) for near in (2, 41, 96)] == [3, 43, 93]


def test_five_thousand_changed_entries_take_seconds():
    rng = random.Random(0)
    words = ["".join(rng.choices("abcdefghijklmnoprstuw", k=rng.randint(2, 9))) for _ in range(2000)]
    sources = list(dict.fromkeys(" ".join(rng.choices(words, k=rng.randint(4, 30))) for _ in range(5000)))
    fresh = make([unit(f"{source} now") for source in sources])
    old = translated(sources)
    start = time.process_time()
    done = update(old, fresh, **WHERE).catalog
    assert time.process_time() - start < 15
    assert [entry.target for entry in done.entries] == [entry.target for entry in old.entries]
