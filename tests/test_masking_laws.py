"""unmask(mask(u)) == u for every text; and whatever an engine answers, the unit's own markup or none."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locpipe.engines.base import Mode
from locpipe.engines.marks import MarkError, write
from locpipe.engines.masking import mask, unmask
from locpipe.markdown.inline import analyse, full_form_labels
from strategies import adversarial
from strategies_inline import inline_line
from test_laws_corpus import FOLDERS, articles

TAGGED = (Mode.XML, Mode.HTML)
_ADDRESS = re.compile(r"https?://|ftp://|\bwww\.\w|\w@\w+\.\w")


def sent(masked, mode):
    return [write(text, mode) for text in masked.texts]


def there_and_back(text, markdown, mode):
    masked = mask(text, markdown=markdown)
    return unmask(masked, sent(masked, mode), mode, "pl")


def texts():
    return st.one_of(inline_line(), adversarial().map(lambda text: text.split("\n\n")[0]), st.text(max_size=60))


@pytest.mark.parametrize("mode", TAGGED)
@given(texts(), st.booleans())
def test_an_engine_that_gives_back_what_it_got_changes_nothing(mode, text, markdown):
    assert there_and_back(text, markdown, mode) == text


@pytest.mark.parametrize("folder", FOLDERS)
def test_an_engine_that_gives_back_what_it_got_changes_no_unit_of_the_corpus(folder):
    for article in articles(folder):
        for unit in article.units:
            for mode in TAGGED:
                assert there_and_back(unit.source, not unit.context, mode) == unit.source


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_address_of_a_unit_is_sent(folder):
    for article in articles(folder):
        for unit in article.units:
            for text in sent(mask(unit.source), Mode.XML):
                assert not _ADDRESS.search(text), unit.source


def kept(text):
    """Return what a translation has to keep, as the parser that merge uses sees it."""
    found = analyse(text, full_form_labels(text))
    return sorted((each.kind, each.value) for each in found.placeables), len(found.pairs)


def mangled(draw, text):
    """Return an answer in which words and tags went astray as engines let them."""
    parts = [part for part in re.split(r"(<[^>]*>|[ .,])", text) if part]
    for _ in range(draw(st.integers(0, 3))):
        if not parts:
            break
        at, other = draw(st.integers(0, len(parts) - 1)), draw(st.integers(0, len(parts) - 1))
        match draw(st.sampled_from(["drop", "double", "swap", "word"])):
            case "drop":
                del parts[at]
            case "double":
                parts.insert(other, parts[at])
            case "swap":
                parts[at], parts[other] = parts[other], parts[at]
            case "word":
                words = ["żółw", " *", "_a_", "`b`", "[c](d)", "<e>", "&amp;", "\xa0", "\n", "www.f.org", "{g}", "%s"]
                parts.insert(at, draw(st.sampled_from(words)))
    return "".join(parts)


@given(st.data(), texts())
def test_whatever_is_answered_the_markup_is_the_unit_s_own(data, text):
    masked = mask(text)
    answers = [mangled(data.draw, answer) for answer in sent(masked, Mode.XML)]
    try:
        result = unmask(masked, answers, Mode.XML, "pl")
    except MarkError:
        return
    assert kept(result) == kept(text)
